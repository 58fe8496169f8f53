"""One file a schema number, from the oldest that is in use."""
