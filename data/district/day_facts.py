"""What `calendar.toml` and `windows.toml` hold: days out of the ordinary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from rounds.data.district.entry import Entry, Tables
from rounds.data.district.holiday_days import holiday_fault
from rounds.data.district.kinds import Code, Day, Flag, Line, ListOf, OneOf, Own, Ref, Whole
from rounds.data.district.toml_lines import At
from rounds.data.nouns.lists import DAY_KIND

_SPAN_DAYS_MAX = 400
_HOLIDAY_YEARS_MAX = 20
_DAYS_MAX = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanFacts(Entry):
    """A span of days, first and last included."""

    starts: Annotated[date, Day()]
    ends: Annotated[date, Day()]

    def problems(self) -> Iterator[tuple[At, str]]:
        if self.ends < self.starts:
            yield ("ends",), f"lies before the first day, {self.starts}; write that day or a later one"
        elif (self.ends - self.starts).days >= _SPAN_DAYS_MAX:
            yield ("ends",), f"makes it longer than {_SPAN_DAYS_MAX} days; see to the year"

    def days(self) -> Iterator[date]:
        """Every day of it."""
        return (self.starts + timedelta(days) for days in range((self.ends - self.starts).days + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts(SpanFacts):
    """Days on which the district, or one building, is closed or open against the rule."""

    name: Annotated[str, Line()]
    kind: Annotated[str, OneOf(DAY_KIND)]
    building: Annotated[str | None, Ref("building")] = None
    source: Annotated[str | None, Line()] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFile(Entry):
    """`calendar.toml`."""

    holidays_country: Annotated[str | None, Code('"US"')] = None
    holidays_region: Annotated[str | None, Code('"MT"')] = None
    holidays_language: Annotated[str | None, Code('"en_US"')] = None
    holidays_years: Annotated[tuple[int, ...], ListOf(Whole(1970, 2200))] = ()
    day: Annotated[tuple[DayFacts, ...], Tables(DayFacts)] = ()

    def problems(self) -> Iterator[tuple[At, str]]:
        yield from self._holiday_problems()
        if sum((span.ends - span.starts).days + 1 for span in self.day) > _DAYS_MAX:
            yield ("day",), f"are more than {_DAYS_MAX:,} days in all; leave the oldest years out"
            return
        told: dict[tuple[date, str | None], DayFacts] = {}
        for span in self.day:
            twice = [day for day in span.days() if told.setdefault((day, span.building), span) is not span]
            if twice:
                other = told[twice[0], span.building].name
                yield (*span.at, "starts"), f"{twice[0]} belongs to '{other}' already; let the two not overlap"

    def _holiday_problems(self) -> Iterator[tuple[At, str]]:
        if not self.holidays_country:
            for name in ("holidays_region", "holidays_language", "holidays_years"):
                if getattr(self, name):
                    yield (name,), 'has no country; add holidays_country = "US"'
        elif len(self.holidays_years) not in (1, 2):
            yield ("holidays_years",), "is no span of years; write the first and the last, like [2026, 2028]"
        elif self.holidays_years[-1] - self.holidays_years[0] not in range(_HOLIDAY_YEARS_MAX):
            yield ("holidays_years",), f"does not run forward for up to {_HOLIDAY_YEARS_MAX} years; see to its order"
        elif fault := holiday_fault(self.holidays_country, self.holidays_region, self.holidays_language):
            yield (fault[0],), fault[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowFacts(SpanFacts):
    """A testing window."""

    name: Annotated[str, Own(Line())]
    buildings: Annotated[tuple[str, ...], ListOf(Ref("building"))] = ()
    streaming_off: Annotated[bool, Flag()] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowsFile(Entry):
    """`windows.toml`."""

    window: Annotated[tuple[WindowFacts, ...], Tables(WindowFacts)] = ()
