"""The replica on disk: one SQLite file that is opened, read in pages and written by one writer."""
