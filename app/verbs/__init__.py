"""Verbs of the command line, one noun a file; each declares its arguments and does what they say."""
