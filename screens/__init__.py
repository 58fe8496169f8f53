"""One screen a tab, and what is opened from them."""
