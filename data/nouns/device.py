"""A machine with a replica."""

from __future__ import annotations

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun
from rounds.data.nouns.lists import OWNERSHIP


class Device(Noun, table=True):
    """The origin of changes; its code begins the numbers of the tickets made on it."""

    handle = "code"
    plural = "devices"

    code: str = declare.line("code", required=True, fixed=True)
    name: str = declare.line("machine")
    person: str = declare.ref("person", "person", "login")
    ownership: str = declare.choice("ownership", OWNERSHIP, default="district")
    enrolled: int = declare.time("enrolled", fixed=True)
