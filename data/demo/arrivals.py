"""When tickets come in: by the rhythm of the school year, of the week and of the day."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from rounds.data.clock import HOUR_MS, MINUTE_MS, moment
from rounds.data.demo.chance import Chance
from rounds.data.demo.school_days import minute_ms
from rounds.data.district.calendar import SchoolCalendar

_MONTHS = (1.45, 1.05, 0.95, 1.1, 1.05, 0.4, 0.2, 1.9, 1.35, 1.0, 0.9, 0.75)
"""How busy January to December are: most when a term begins, least in summer."""
_WEEKDAYS = (1.4, 1.1, 1.0, 0.95, 0.8, 0.03, 0.06)
_HOURS = (0.1, 0.05, 0.02, 0.02, 0.05, 0.4, 3, 13, 17, 13, 10, 9, 8, 11, 10, 8, 3, 1.2, 0.7, 0.7, 0.8, 0.7, 0.4, 0.2)
_CLOSED = 0.04
"""A closed day against an open one."""
_EARLY = 0.01
"""The share of a day's tickets before which nobody is said to have written today."""

_UPTO = [0.0, *accumulate(share / sum(_HOURS) for share in _HOURS)]
"""How much of a day's tickets have come in at each full hour."""


class Arrival(NamedTuple):
    """When a ticket comes in."""

    at: int
    minute: int
    """Of the day, by the clock on the wall."""


def arrivals(chance: Chance, number: int, first: date, now_ms: int, calendar: SchoolCalendar) -> Iterator[Arrival]:
    """`number` arrivals from `first` until now, oldest first."""
    today = moment(now_ms, calendar.zone).date()
    upto_now = _until(now_ms - minute_ms(today, 0, calendar.zone))
    days = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    shares = [_busy(day, calendar) for day in days]
    if upto_now < _EARLY and len(days) > 1:
        del days[-1], shares[-1]
    else:
        shares[-1] *= upto_now
    told, sums = 0, list(accumulate(shares))
    for day, sum_ in zip(days, sums, strict=True):
        # Rounded down, so that the last of them all falls on the last day: a queue shows something fresh.
        due = number if day is days[-1] else int(number * sum_ / sums[-1])
        yield from _of_day(chance, due - told, minute_ms(day, 0, calendar.zone), upto_now if day == today else 1.0)
        told = due


def _busy(day: date, calendar: SchoolCalendar) -> float:
    return _MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()] * (_CLOSED if day in calendar.closed else 1)


def _until(ms: int) -> float:
    """How much of a day's tickets have come in `ms` after midnight."""
    hour, rest = divmod(min(max(ms, 0), 24 * HOUR_MS - 1), HOUR_MS)
    return _UPTO[hour] + (_UPTO[hour + 1] - _UPTO[hour]) * rest / HOUR_MS


def _of_day(chance: Chance, number: int, begins: int, upto: float) -> Iterator[Arrival]:
    for share in sorted(chance.random() * upto for _ in range(number)):
        hour = min(max(bisect_left(_UPTO, share) - 1, 0), 23)
        into = (share - _UPTO[hour]) / (_UPTO[hour + 1] - _UPTO[hour])
        ms = int((hour + into) * HOUR_MS)
        yield Arrival(begins + ms, ms // MINUTE_MS)
