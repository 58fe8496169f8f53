"""A duty of the responsibility matrix."""

from __future__ import annotations

from typing import Any

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun


class Duty(Noun, table=True):
    """One task, and which groups lead it or take part."""

    handle = "code"
    plural = "duties"

    code: str = declare.line("duty id", required=True, search=True)
    category: str = declare.line("category", required=True)
    says: str = declare.text("duty", required=True, search=True)
    parties: Any = declare.data("parties", help="group to {part: leads, helps or undecided; says}")
    source: str = declare.line("source", help="roles matrix, or three parties")
    place: str = declare.line("place", help="where in the document")
    undecided: bool = declare.flag("undecided", help="the document leaves it to a discussion")
