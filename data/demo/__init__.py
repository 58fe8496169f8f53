"""The sample district, of any size, the same for the same seed."""
