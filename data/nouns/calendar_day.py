"""A day on which the district, or one building, is closed or open against the rule."""

from __future__ import annotations

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun
from rounds.data.nouns.lists import DAY_KIND


class CalendarDay(Noun, table=True):
    """One day of the school calendar."""

    handle = "day"
    plural = "calendar days"

    day: str = declare.date("day", required=True)
    kind: str = declare.choice("kind", DAY_KIND, default="holiday", help="holiday and closed are no business days")
    name: str = declare.line("name", search=True)
    building: str = declare.ref("building", "building", "code", help="none is the whole district")
    source: str = declare.line("source")
