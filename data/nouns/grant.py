"""A role that a person holds in one building, or in all of them."""

from __future__ import annotations

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun
from rounds.data.nouns.lists import ROLE


class Grant(Noun, table=True):
    """What a person may do, and where."""

    handle = "role"
    plural = "grants"

    person: str = declare.ref("person", "person", "login", required=True)
    role: str = declare.choice("role", ROLE, required=True)
    building: str = declare.ref("building", "building", "code", help="none is every building")
