"""What one district decided, as values: the profile, its calendar, windows and grants."""
