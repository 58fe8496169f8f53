"""Time as the program keeps it: UTC milliseconds, and the words in which durations are said."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
WEEK_MS = 7 * DAY_MS

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Clock = Callable[[], int]
"""Gives now in UTC milliseconds."""


def now_ms() -> int:
    """Now, by the system's clock."""
    return time.time_ns() // 1_000_000


def moment(ms: int, zone: str = "UTC") -> datetime:
    """The aware time that `ms` stands for, in `zone`."""
    return datetime.fromtimestamp(ms // 1000, UTC).replace(microsecond=ms % 1000 * 1000).astimezone(ZoneInfo(zone))


def milliseconds(at: datetime) -> int:
    """The UTC milliseconds of an aware time; a naive one is a fault."""
    assert at.tzinfo is not None, "a time needs its zone"
    return (at - _EPOCH) // timedelta(milliseconds=1)  # exact, as a float's seconds are not


def iso(ms: int | None, zone: str = "UTC") -> str | None:
    """ISO 8601 with zone, to the second, as JSON has it."""
    return None if ms is None else moment(ms, zone).isoformat(timespec="seconds")


def age(ms: int) -> str:
    """A duration in at most four cells: `38m`, `3h`, `4d`, `5w`, `2y`."""
    if ms < HOUR_MS:
        return f"{max(ms, 0) // MINUTE_MS}m"
    if ms < DAY_MS:
        return f"{ms // HOUR_MS}h"
    if ms < 5 * WEEK_MS:
        return f"{ms // DAY_MS}d"
    if ms < 104 * WEEK_MS:
        return f"{ms // WEEK_MS}w"
    return f"{ms // (365 * DAY_MS)}y"
