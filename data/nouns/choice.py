"""An item of one of the district's lists: its types, levels, priorities and severities, with the words people see."""

from __future__ import annotations

from typing import Any

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun


class Choice(Noun, table=True):
    """One item of a list."""

    handle = "code"
    plural = "choices"

    list: str = declare.line("list", required=True)
    code: str = declare.line("code", required=True)
    label: str = declare.line("label", search=True)
    rank: int = declare.number("rank", default=0)
    facts: Any = declare.data("facts", help="for a level: the columns of the matrix that it answers to")
