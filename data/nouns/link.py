"""A connection from a ticket to another record."""

from __future__ import annotations

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun
from rounds.data.nouns.lists import LINK_KIND


class Link(Noun, table=True):
    """What a ticket has to do with another ticket or with an asset."""

    handle = "kind"
    plural = "links"
    indexes = {"ticket": "(ticket)", "other": "(other)", "asset": "(asset)"}

    ticket: str = declare.ref("ticket", "ticket", "number", required=True, fixed=True)
    kind: str = declare.choice("kind", LINK_KIND, default="related")
    other: str = declare.ref("other ticket", "ticket", "number")
    asset: str = declare.ref("asset", "asset", "tag")
    why: str = declare.line("why")
