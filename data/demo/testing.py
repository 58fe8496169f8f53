"""The testing windows of the sample: one that is open now, one to come, and those of the past school years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rounds.data.demo.cast import School
from rounds.data.demo.school_days import is_working, midnight, shifted

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
        return midnight(self.first, zone), midnight(self.last + timedelta(days=1), zone)


def windows(schools: list[School], first: date, today: date, closed: frozenset[date]) -> Iterator[Window]:
    """The windows from `first` on, oldest first; which schools test follows from their level."""
    high = _codes(schools, "high", "middle") or _codes(schools, "elementary", "k8", "office")
    every = _codes(schools, "high", "middle", "k8", "elementary") or high
    for year in range(max(first.year, today.year - YEARS_MAX), today.year + 1):
        yield from (
            window
            for window in (_week(f"Spring assessments {year}", date(year, 4, 14), 10, every, closed),
                           _week(f"Fall benchmark {year}", date(year, 9, 22), 5, every, closed))
            if first <= window.first and window.last < today - timedelta(days=14)
        )  # fmt: skip
    yield _open_now(today, high, closed)
    yield _week("Winter benchmark", shifted(today, 20, closed), 5, every, closed)


def _codes(schools: list[School], *levels: str) -> tuple[str, ...]:
    return tuple(school.site.code for school in schools if school.site.level in levels)


def _open_now(today: date, codes: tuple[str, ...], closed: frozenset[date]) -> Window:
    """Began three working days ago and lasts two more, whatever day today is."""
    return Window("State assessments, grades 6 to 12", shifted(today, -3, closed), shifted(today, 2, closed), codes[:4])


def _week(name: str, day: date, working_days: int, codes: tuple[str, ...], closed: frozenset[date]) -> Window:
    """So many working days from the Monday of that week on."""
    first = day - timedelta(days=day.weekday())
    first = first if is_working(first, closed) else shifted(first, 1, closed)
    return Window(name, first, shifted(first, working_days - 1, closed), codes)
