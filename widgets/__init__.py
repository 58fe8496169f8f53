"""Reusable parts of screens: they know rows, never the store."""
