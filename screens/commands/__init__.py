"""What each screen can do: one row a command."""
