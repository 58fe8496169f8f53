"""A room of a building."""

from __future__ import annotations

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun


class Room(Noun, table=True):
    """A room, unique by its code in its building."""

    handle = "code"
    plural = "rooms"
    indexes = {"place": '("building", "code")'}

    building: str = declare.ref("building", "building", "code", required=True)
    code: str = declare.line("room", required=True, search=True)
    name: str = declare.line("name", search=True)
    floor: str = declare.line("floor")
