"""A step of a ticket's checklist."""

from __future__ import annotations

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun


class ChecklistItem(Noun, table=True):
    """One step and whether it is done."""

    handle = "step"
    plural = "checklist items"
    indexes = {"ticket": "(ticket, rank)"}

    ticket: str = declare.ref("ticket", "ticket", "number", required=True, fixed=True)
    rank: int = declare.number("rank", default=0)
    step: str = declare.line("step", required=True)
    done: bool = declare.flag("done")
    person: str = declare.ref("who", "person", "login")
