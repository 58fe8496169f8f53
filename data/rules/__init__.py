"""Rules that hold in any district: pure functions without clock, file or network."""
