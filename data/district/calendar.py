"""The school calendar: which days count, and from when to when they are open.

A weekday with hours is a business day; holidays and closed days take days out, days that are open against the rule put
them in. Built from the recorded rows of one district, or of one of its buildings.

Source: docs/sources.md#004, the lead times in business days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from rounds.data.clock import moment
from rounds.data.district.hours import WEEKDAYS, Span, minute_of
from rounds.data.errors import Refused

LOOK_BACK_DAYS = 400
"""How far back a business day is looked for; a calendar with fewer business days than that is a mistake."""

_CLOSED = ("holiday", "closed")


class NoBusinessDays(Refused):
    """The calendar does not hold the business days that were asked for."""

    code = "no-business-days"


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """Hours and days of a district or a building."""

    zone: str
    hours: tuple[Span | None, ...]
    """Monday to Sunday."""
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()
    """Days that are open against the rule; they win over closed ones."""
    names: Mapping[date, str] = field(default_factory=dict)
    """What the days out of the ordinary are called."""

    def is_business_day(self, day: date) -> bool:
        """Whether `day` counts where days are counted."""
        return day in self.opened or (self.hours[day.weekday()] is not None and day not in self.closed)

    def open_span(self, day: date) -> Span | None:
        """From and to in minutes of `day`; None where it is closed.

        A day that is open against the rule on a weekday without hours has those of the first weekday with some.
        """
        if not self.is_business_day(day):
            return None
        return self.hours[day.weekday()] or next((span for span in self.hours if span), None)

    def local_day(self, at_ms: int) -> date:
        """The date on the district's calendar at a moment in UTC milliseconds."""
        return moment(at_ms, self.zone).date()

    def business_days_before(self, day: date, count: int) -> date:
        """The business day that is `count` of them, 1 or more, before `day`; the day before is the first that can be.

        Raises:
            NoBusinessDays: The 400 days before `day` hold fewer.
        """
        assert count > 0, "a day before has to be at least one before"
        left = count
        for number in range(1, min(LOOK_BACK_DAYS, (day - date.min).days) + 1):
            earlier = day - timedelta(days=number)
            left -= self.is_business_day(earlier)
            if not left:
                return earlier
        raise NoBusinessDays(
            f"there are no {count:,} business days in the {LOOK_BACK_DAYS} days before {day}",
            "see to the open hours and the closed days of the calendar, or to the date",
        )

    def business_days_between(self, start: date, end: date) -> int:
        """How many business days lie from `start`, included, to `end`, excluded; 0 where `end` is not later.

        Counted by weeks and exceptions, not day by day: the dates may come from anybody and lie centuries apart.
        """
        days = (end - start).days
        if days <= 0:
            return 0
        weeks, rest = divmod(days, 7)
        usual = [span is not None for span in self.hours]
        count = weeks * sum(usual) + sum(usual[(start.weekday() + number) % 7] for number in range(rest))
        count -= sum(usual[day.weekday()] for day in self.closed | self.opened if start <= day < end)
        return count + sum(start <= day < end for day in self.opened)


def calendar_of(
    district: Mapping[str, object],
    days: Iterable[Mapping[str, object]] = (),
    building: object = None,
    zone: str | None = None,
) -> SchoolCalendar:
    """The calendar that recorded rows say.

    Args:
        district: The row of the district: `zone`, `hours`.
        days: Rows of calendar days: `day`, `kind`, `name`, `building`.
        building: The building whose calendar it is, as the rows name it; None is the district's, where the days of
            single buildings do not count. A building's own day wins over one of the whole district.
        zone: The building's own time zone, where it has one.
    """
    known: dict[date, tuple[str, str]] = {}
    ordered = sorted((row for row in days if row.get("building") in (None, building)), key=_of_one_building)
    for row in ordered:
        known[date.fromisoformat(str(row["day"]))] = str(row.get("kind")), str(row.get("name") or "")
    return SchoolCalendar(
        zone=zone or str(district["zone"]),
        hours=_hours_of(district.get("hours")),
        closed=frozenset(day for day, (kind, _) in known.items() if kind in _CLOSED),
        opened=frozenset(day for day, (kind, _) in known.items() if kind == "open"),
        names={day: name for day, (_, name) in known.items() if name},
    )


def _of_one_building(row: Mapping[str, object]) -> bool:
    return row.get("building") is not None


def _hours_of(recorded: object) -> tuple[Span | None, ...]:
    told = recorded if isinstance(recorded, Mapping) else {}
    return tuple(_span_of(told.get(weekday)) for weekday in WEEKDAYS)


def _span_of(recorded: object) -> Span | None:
    """A recorded span of hours; what is none (written by another program, perhaps) counts as closed."""
    if not isinstance(recorded, (list, tuple)) or len(recorded) != 2:
        return None
    start, end = minute_of(recorded[0]), minute_of(recorded[1])
    return (start, end) if start is not None and end is not None and start < end else None
