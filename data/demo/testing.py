"""The testing windows of the sample: one that is open now, one to come, and those of the past school years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rounds.data.demo.cast import School
from rounds.data.demo.school_days import minute_ms, shifted
from rounds.data.district.calendar import SchoolCalendar

YEARS_MAX = 4
"""School years whose windows are told."""


@dataclass(frozen=True, slots=True)
class Window:
    """Days of a test, in some schools."""

    name: str
    first: date
    last: date
    codes: tuple[str, ...]

    def span(self, zone: str) -> tuple[int, int]:
        """From its first to the end of its last day, in UTC milliseconds."""
        return minute_ms(self.first, 0, zone), minute_ms(self.last + timedelta(days=1), 0, zone)


def windows(schools: list[School], first: date, today: date, calendar: SchoolCalendar) -> Iterator[Window]:
    """The windows from `first` on, oldest first; which schools test follows from their level."""
    high = _codes(schools, "high", "middle") or _codes(schools, "elementary", "k8", "office")
    every = _codes(schools, "high", "middle", "k8", "elementary") or high
    for year in range(max(first.year, today.year - YEARS_MAX), today.year + 1):
        yield from (
            window
            for window in (
                _week(f"Spring assessments {year}", date(year, 4, 14), 10, every, calendar),
                _week(f"Fall benchmark {year}", date(year, 9, 22), 5, every, calendar),
            )
            if first <= window.first and window.last < today - timedelta(days=14)
        )
    yield _open_now(today, high, calendar)
    yield _week("Winter benchmark", shifted(today, 20, calendar), 5, every, calendar)


def _codes(schools: list[School], *levels: str) -> tuple[str, ...]:
    return tuple(school.site.code for school in schools if school.site.level in levels)


def _open_now(today: date, codes: tuple[str, ...], calendar: SchoolCalendar) -> Window:
    """Began three working days ago and lasts two more, whatever day today is."""
    return Window(
        "State assessments, grades 6 to 12", shifted(today, -3, calendar), shifted(today, 2, calendar), codes[:4]
    )


def _week(name: str, day: date, working_days: int, codes: tuple[str, ...], calendar: SchoolCalendar) -> Window:
    """So many working days from the Monday of that week on."""
    first = day - timedelta(days=day.weekday())
    first = first if calendar.is_business_day(first) else shifted(first, 1, calendar)
    return Window(name, first, shifted(first, working_days - 1, calendar), codes)
