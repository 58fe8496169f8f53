"""A school or an office."""

from __future__ import annotations

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun
from rounds.data.nouns.lists import LEVEL


class Building(Noun, table=True):
    """A place with rooms, tickets and assets."""

    handle = "code"
    plural = "buildings"
    indexes = {"code": '("code")'}

    code: str = declare.line("number", required=True, search=True, help="the school number")
    name: str = declare.line("name", required=True, search=True)
    short: str = declare.line("short", max=4, search=True, help="up to four letters for narrow columns")
    level: str = declare.choice("level", LEVEL, required=True)
    zone: str = declare.line("time zone", help="where it is not the district's")
    address: str = declare.line("address")
    phone: str = declare.line("phone")
