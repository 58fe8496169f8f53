"""A filter with a name."""

from __future__ import annotations

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun


class SavedView(Noun, table=True):
    """A filter that somebody wants again; without a person it is everybody's."""

    handle = "name"
    plural = "saved views"

    noun: str = declare.line("list", required=True, default="ticket")
    name: str = declare.line("name", required=True, search=True)
    filter: str = declare.line("filter", required=True)
    person: str = declare.ref("of", "person", "login")
    rank: int = declare.number("rank", default=0)
