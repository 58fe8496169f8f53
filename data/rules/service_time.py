"""Promises, counted in minutes in which the school is open: a ticket waits over the weekend without its promise ageing.

An instant is open when the district's clock on the wall reads a time within the day's hours. So a day on which the
clocks change counts the minutes that really passed: an hour that the clock skips is none, one that it repeats is two.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from rounds.data.clock import MINUTE_MS, milliseconds, moment
from rounds.data.errors import Refused

LOOK_AHEAD_DAYS = 400
"""How far a promise may reach; a calendar that is open too little for that is a mistake."""


class NoOpenHours(Refused):
    """The calendar does not hold the minutes that were promised."""

    code = "no-open-hours"


class OpenHours(Protocol):
    """What is asked of a calendar here."""

    @property
    def zone(self) -> str:
        """IANA name of the time zone."""

    def open_span(self, day: date) -> tuple[int, int] | None:
        """From and to in minutes of the local day, 0 to 1440; None where it is closed."""


def due_at(opened_ms: int, promise_min: int | None, calendar: OpenHours) -> int | None:
    """When the promise runs out, counting open minutes alone.

    Args:
        opened_ms: When the ticket came in, in UTC milliseconds.
        promise_min: Open minutes allowed, 0 or more; None promises nothing.
        calendar: Hours and closed days of the building.

    Returns:
        UTC milliseconds, never before `opened_ms`; a promise that ends with a day's hours ends there, not on the next
        morning. None where nothing is promised.

    Raises:
        NoOpenHours: The next 400 days do not hold so many open minutes.
    """
    if promise_min is None:
        return None
    assert promise_min >= 0, "a promise is no debt"
    left = promise_min * MINUTE_MS
    if not left:
        return opened_ms
    first = moment(opened_ms, calendar.zone).date()
    for start, end in _open_intervals(calendar, first, LOOK_AHEAD_DAYS):
        begin = max(start, opened_ms)
        if end - begin >= left:
            return begin + left
        left -= max(end - begin, 0)
    raise NoOpenHours(
        f"{promise_min:,} open minutes are not to be had in the {LOOK_AHEAD_DAYS} days from {first}",
        "see to the open hours and the closed days of the calendar, or to the promise",
    )


def open_minutes_between(a_ms: int, b_ms: int, calendar: OpenHours) -> int:
    """Whole open minutes from `a_ms` up to `b_ms`; none where `b_ms` is not later."""
    if b_ms <= a_ms:
        return 0
    first, last = (moment(ms, calendar.zone).date() for ms in (a_ms, b_ms))
    spans = _open_intervals(calendar, first, (last - first).days)
    return sum(max(min(end, b_ms) - max(start, a_ms), 0) for start, end in spans) // MINUTE_MS


def _open_intervals(calendar: OpenHours, first: date, days: int) -> Iterator[tuple[int, int]]:
    """The open times from `first` up to `days` later, in their order, as UTC milliseconds."""
    zone = ZoneInfo(calendar.zone)
    # The calendar of Python ends with the year 9999; a promise made there runs out of days.
    for number in range(min(days + 1, (date.max - first).days)):
        day = first + timedelta(days=number)
        if span := calendar.open_span(day):
            yield from _intervals_of(day, span, zone)


def _intervals_of(day: date, span: tuple[int, int], zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    """When the wall clock reads a time within `span` on `day`: one interval, or two around a change of the clocks."""
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall clock's, put into its zone below
    opens, closes = (midnight + timedelta(minutes=minute) for minute in span)
    begin = min(_instant(opens, zone, fold) for fold in (0, 1))
    end = max(_instant(closes, zone, fold) for fold in (0, 1))
    before, after = (_offset(ms, zone) for ms in (begin, end))
    if before == after:
        yield _at_offset(opens, before), _at_offset(closes, before)
        return
    change = _change(begin, end, zone)
    early = _at_offset(opens, before), min(_at_offset(closes, before), change)
    late = max(_at_offset(opens, after), change), _at_offset(closes, after)
    yield from (interval for interval in (early, late) if interval[0] < interval[1])


def _change(begin: int, end: int, zone: ZoneInfo) -> int:
    """The minute between `begin` and `end` at which the zone's offset changes."""
    before = _offset(begin, zone)
    while end - begin > MINUTE_MS:
        middle = begin + (end - begin) // 2 // MINUTE_MS * MINUTE_MS
        if _offset(middle, zone) == before:
            begin = middle
        else:
            end = middle
    return end


def _instant(local: datetime, zone: ZoneInfo, fold: int) -> int:
    return milliseconds(local.replace(tzinfo=zone, fold=fold))


def _offset(ms: int, zone: ZoneInfo) -> timedelta:
    offset = datetime.fromtimestamp(ms // 1000, zone).utcoffset()
    assert offset is not None
    return offset


def _at_offset(local: datetime, offset: timedelta) -> int:
    return milliseconds((local - offset).replace(tzinfo=UTC))
