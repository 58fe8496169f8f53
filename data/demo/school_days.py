"""The working days of the sample: its work is done, and its time is counted, while the schools are open."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rounds.data.clock import MINUTE_MS
from rounds.data.district.calendar import SchoolCalendar

AHEAD_DAYS = 90
"""How far after today promises are counted."""


@dataclass(frozen=True)
class WorkDays:
    """Every open day in a row, each with its hours: counts open time as `rules/service_time.py` does, by one look-up.

    A day on which the clocks change within the open hours counts as if they did not.
    """

    opens: tuple[int, ...]
    """When each day begins, in UTC milliseconds."""
    before: tuple[int, ...]
    """Open milliseconds before each day, and after the last."""

    def counted(self, at: int) -> int:
        """Open milliseconds from the first day until `at`."""
        place = max(bisect_right(self.opens, at) - 1, 0)
        spent = max(at - self.opens[place], 0)
        return self.before[place] + min(spent, self.before[place + 1] - self.before[place])

    def moment(self, open_ms: int) -> int:
        """The moment at which so many open milliseconds have passed; the last of a day is on that day."""
        place = max(bisect_left(self.before, open_ms, hi=len(self.opens)) - 1, 0)
        return self.opens[place] + open_ms - self.before[place]

    def later(self, at: int, minutes: int) -> int | None:
        """So many open minutes after `at`; none where that is after the last day."""
        wanted = self.counted(at) + minutes * MINUTE_MS
        return max(self.moment(wanted), at) if wanted <= self.before[-1] else None


def work_days(first: date, today: date, calendar: SchoolCalendar) -> WorkDays:
    """The open days from `first` to some time after `today`."""
    opens, before = [], [0]
    for day in (first + timedelta(days=n) for n in range((today - first).days + AHEAD_DAYS)):
        if span := calendar.open_span(day):
            opens.append(minute_ms(day, span[0], calendar.zone))
            before.append(before[-1] + (span[1] - span[0]) * MINUTE_MS)
    return WorkDays(tuple(opens), tuple(before))


def minute_ms(day: date, minute: int, zone: str) -> int:
    """A minute of a local day, in UTC milliseconds."""
    at = datetime(day.year, day.month, day.day, minute // 60 % 24, minute % 60, tzinfo=ZoneInfo(zone))
    return int(at.timestamp() * 1000)


def shifted(day: date, working_days: int, calendar: SchoolCalendar) -> date:
    """So many working days after `day`, or before it."""
    step = timedelta(days=1 if working_days > 0 else -1)
    for _ in range(abs(working_days)):
        day += step
        while not calendar.is_business_day(day):
            day += step
    return day
