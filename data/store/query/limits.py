"""How much a filter may ask, so that SQLite can answer it and a person can read what is told of it."""

from __future__ import annotations

TEXT_MAX = 2_000
"""Longest filter, in characters."""

TERMS_MAX = 50

VALUES_MAX = 50
"""Values of one term. SQLite nests one level for each `OR` and stops at 1,000."""

FOUND_MAX = 200
"""Records that one ambiguous name may mean."""

MEANT_MAX = 500
"""Records that one term may mean; times `TERMS_MAX` it stays below the 32,766 parameters of SQLite."""

OFFERS_MAX = 8
"""What is offered at once."""
