"""When the sample's people are at work: the days of the school year, their hours, and how many tickets each brings."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rounds.data.clock import HOUR_MS, MINUTE_MS, moment
from rounds.data.demo.chance import Chance

OPENS_MIN = 7 * 60 + 30
CLOSES_MIN = 16 * 60
DAY_MIN = CLOSES_MIN - OPENS_MIN
"""Minutes of a working day."""

_MONTHS = (1.45, 1.05, 0.95, 1.1, 1.05, 0.4, 0.2, 1.9, 1.35, 1.0, 0.9, 0.75)
"""How busy January to December are: most when a term begins, least in summer."""
_WEEKDAYS = (1.4, 1.1, 1.0, 0.95, 0.8, 0.03, 0.06)
_HOURS = (0.1, 0.05, 0.02, 0.02, 0.05, 0.4, 3, 13, 17, 13, 10, 9, 8, 11, 10, 8, 3, 1.2, 0.7, 0.7, 0.8, 0.7, 0.4, 0.2)
_CLOSED = 0.04
"""A closed day against an open one."""


class Arrival(NamedTuple):
    """When a ticket comes in."""

    at: int
    day: date
    minute: int
    """Of the day, by the clock on the wall."""


@dataclass(frozen=True, slots=True)
class WorkDays:
    """The working days up to today, in which work is done and time is counted."""

    days: tuple[date, ...]
    opens: tuple[int, ...]
    """When each of them begins, in UTC milliseconds."""

    def later(self, at: int, minutes: float, now_ms: int) -> int:
        """So many working minutes after `at`, at most a moment before now."""
        place = max(bisect_right(self.opens, at) - 1, 0)
        spent = min(max((at - self.opens[place]) / MINUTE_MS, 0), DAY_MIN)
        days, rest = divmod(spent + minutes, DAY_MIN)
        if (place := place + int(days)) >= len(self.opens):
            return now_ms
        return min(max(self.opens[place] + int(rest * MINUTE_MS), at), now_ms)

    def at(self, share: float) -> int:
        """The moment up to which `share` of all work has been done."""
        place, rest = divmod(share * (len(self.opens) - 1), 1)
        return self.opens[int(place)] + int(rest * DAY_MIN) * MINUTE_MS


def work_days(first: date, now_ms: int, zone: str, closed: frozenset[date]) -> WorkDays:
    """Monday to Friday less the closed days, from `first` until now; at least one."""
    today = moment(now_ms, zone).date()
    every = (first + timedelta(days=n) for n in range((today - first).days + 1))
    days = [day for day in every if is_working(day, closed) and _ms(day, OPENS_MIN, zone) < now_ms] or [first]
    return WorkDays(tuple(days), tuple(_ms(day, OPENS_MIN, zone) for day in days))


def is_working(day: date, closed: frozenset[date]) -> bool:
    """Whether anybody works on `day`."""
    return day.weekday() < 5 and day not in closed


def shifted(day: date, working_days: int, closed: frozenset[date]) -> date:
    """So many working days after `day`, or before it."""
    step = timedelta(days=1 if working_days > 0 else -1)
    for _ in range(abs(working_days)):
        day += step
        while not is_working(day, closed):
            day += step
    return day


def midnight(day: date, zone: str) -> int:
    """When `day` begins, in UTC milliseconds."""
    return _ms(day, 0, zone)


def _ms(day: date, minute: int, zone: str) -> int:
    at = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=ZoneInfo(zone))
    return int(at.timestamp() * 1000)


def arrivals(chance: Chance, number: int, first: date, now_ms: int, zone: str, closed: frozenset[date]) -> Iterator[Arrival]:
    """`number` arrivals from `first` until now, oldest first, by the rhythm of the school year."""
    today = moment(now_ms, zone).date()
    hours_today = _hours_until(now_ms - midnight(today, zone))
    days = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    shares = [_busy(day, closed) for day in days]
    shares[-1] *= hours_today
    if hours_today < 0.01 and len(days) > 1:  # nobody writes that early; yesterday was the last day
        days, shares = days[:-1], shares[:-1]
    told, sums = 0, list(accumulate(shares))
    for day, upto in zip(days, sums, strict=True):
        # Rounded down, so that the last of them all falls on the last day: a queue shows something fresh.
        due = number if day is days[-1] else int(number * upto / sums[-1])
        yield from _of_day(chance, day, due - told, zone, hours_today if day == today else 1.0)
        told = due


def _busy(day: date, closed: frozenset[date]) -> float:
    return _MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()] * (_CLOSED if day in closed else 1)


_UPTO = [0.0, *accumulate(share / sum(_HOURS) for share in _HOURS)]


def _hours_until(ms: int) -> float:
    """How much of a day's tickets have come in `ms` after midnight."""
    hour, rest = divmod(min(max(ms, 0), 24 * HOUR_MS - 1), HOUR_MS)
    return _UPTO[hour] + (_UPTO[hour + 1] - _UPTO[hour]) * rest / HOUR_MS


def _of_day(chance: Chance, day: date, number: int, zone: str, upto: float) -> Iterator[Arrival]:
    begins = midnight(day, zone)
    for share in sorted(chance.random() * upto for _ in range(number)):
        hour = min(max(bisect_left(_UPTO, share) - 1, 0), 23)
        into = (share - _UPTO[hour]) / (_UPTO[hour + 1] - _UPTO[hour])
        ms = int((hour + into) * HOUR_MS)
        yield Arrival(begins + ms, day, ms // MINUTE_MS)
