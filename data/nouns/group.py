"""A group that owns duties; one with a queue receives tickets."""

from __future__ import annotations

from typing import Any

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun


class Group(Noun, table=True):
    """A party of the responsibility matrix."""

    handle = "code"
    plural = "groups"

    code: str = declare.line("code", required=True, search=True)
    name: str = declare.line("name", required=True, search=True)
    source: str = declare.line("source")
    queue: bool = declare.flag("has a queue", help="tickets can be routed to it")
    same_as: str = declare.ref("same as", "group", "code", help="the group that answers for it")
    levels: Any = declare.data("levels", help="levels of buildings that it serves; none is all")
    contact: str = declare.line("contact")
    hours: str = declare.text("how to reach")
