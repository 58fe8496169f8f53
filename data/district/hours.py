"""Open hours between how people write them ("07:30") and how they are counted (minutes from midnight)."""

from __future__ import annotations

import re

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""In the order of `date.weekday()`."""

DAY_MINUTES = 24 * 60

Span = tuple[int, int]
"""From this minute of the day up to, not including, that one; 0 to 1440."""

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


def minute_of(clock: object) -> int | None:
    """The minute of the day that `clock` says (`07:30` is 450); None where it is no time of day."""
    found = _CLOCK.fullmatch(clock) if isinstance(clock, str) else None
    if found is None:
        return None
    return int(found[1]) * 60 + int(found[2]) if found[1] else DAY_MINUTES


def clock_of(minute: int) -> str:
    """The minute of the day as people write it."""
    return f"{minute // 60:02}:{minute % 60:02}"
