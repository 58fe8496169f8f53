"""The ticket queue: from the words of a filter to a list that can be read in pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rounds.data.ids import id_bytes
from rounds.data.nouns.lists import OPEN_SQL
from rounds.data.rules.windows import open_windows
from rounds.data.store.pages import Listing
from rounds.data.store.query import Question, Word, parse
from rounds.data.store.query_sql import Plan, plan
from rounds.data.store.rows import TICKET_COLUMNS, TicketRow

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk

_NUMBER = re.compile(r"[0-9A-Za-z]{2,4}-\d{4,}")

WIDENS = ("status", "closed", "number")
"""Naming one of these fields looks at every ticket; otherwise the queue holds the open ones."""


def question(desk: Desk, text: str) -> Question:
    """What a filter asks.

    Raises:
        QueryError: It cannot be understood; says where.
    """
    with desk.reading:
        known = desk.names
        return parse(text, desk.catalogue["ticket"], known, desk.clock(), desk.facts.zone, desk.facts.me.id)


def listing(desk: Desk, text: str = "", building: str | None = None) -> Listing[TicketRow]:
    """The queue under a filter.

    Args:
        text: The filter, in the filter language.
        building: Id of the building in hand, or none for all.
    """
    asked = question(desk, text)
    noun = desk.catalogue["ticket"]
    planned = plan(asked, noun, desk.catalogue)
    widened = any(asked.names(field) for field in WIDENS) or any(_is_number(term) for term in asked.terms)
    testing = bool(open_windows(desk.facts.windows, desk.today()))
    return Listing(
        noun=noun,
        plan=in_building(planned, building),
        make=TicketRow._make,
        columns=TICKET_COLUMNS,
        order="testing" if testing and not widened else "opened" if widened else "queue",
        only="" if widened else OPEN_SQL,
        descending=widened,
    )


def _is_number(term: object) -> bool:
    """Whether somebody wrote a ticket's number, whatever became of the ticket."""
    return isinstance(term, Word) and not term.negated and _NUMBER.fullmatch(term.text) is not None


def in_building(planned: Plan, building: str | None) -> Plan:
    """`planned`, bounded to one building."""
    if building is None:
        return planned
    return Plan(
        noun=planned.noun,
        where=(*planned.where, "t.building = ?"),
        params=(*planned.params, id_bytes(building)),
        match=planned.match,
        keys=planned.keys,
        descending=planned.descending,
        instant=planned.instant,
    )
