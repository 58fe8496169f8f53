"""Whether a request may come in: pure functions over what was given and what the district decided."""
