"""The ticket queue: from the words of a filter to a list that can be read in pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rounds.data.ids import id_bytes
from rounds.data.nouns.lists import OPEN_SQL
from rounds.data.rules.windows import open_windows
from rounds.data.store.pages import Listing
from rounds.data.store.plan import Plan, everything
from rounds.data.store.rows import TICKET_COLUMNS, TicketRow

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk
    from rounds.data.store.query.tree import Question

_NUMBER = re.compile(r"[0-9A-Za-z]{2,4}-\d{4,}")

WIDENS = ("status", "closed", "number")
"""Naming one of these fields looks at every ticket; otherwise the queue holds the open ones."""


def question(desk: Desk, text: str) -> Question:
    """What a filter asks.

    Raises:
        QueryError: It cannot be understood; says where.
    """
    from rounds.data.store.query.parse import parse

    with desk.reading:
        known = desk.names
        return parse(text, desk.catalogue["ticket"], known, desk.clock(), desk.facts.zone, desk.facts.me.id)


def listing(desk: Desk, text: str = "", building: str | None = None) -> Listing[TicketRow]:
    """The queue under a filter.

    Args:
        text: The filter, in the filter language.
        building: Id of the building in hand, or none for all.
    """
    noun = desk.catalogue["ticket"]
    planned, widened = _planned(desk, text)
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


def _planned(desk: Desk, text: str) -> tuple[Plan, bool]:
    """The filter as a plan, and whether it looks at tickets that are not open, too."""
    if not text.strip():
        return everything("ticket"), False  # the usual start needs no filter language
    from rounds.data.store.query.sql import plan

    asked = question(desk, text)
    widened = any(_widens(term) for term in asked.terms)
    return plan(asked, desk.catalogue["ticket"], desk.catalogue), widened


def _widens(term: object) -> bool:
    """Whether a term asks for tickets that may have ended: their status or number, not merely which to leave out."""
    from rounds.data.store.query.tree import Test, Word

    if isinstance(term, Word):
        return not term.negated and _NUMBER.fullmatch(term.text) is not None
    return isinstance(term, Test) and not term.negated and term.field in WIDENS


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
