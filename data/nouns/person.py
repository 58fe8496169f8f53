"""Somebody who asks for help or who gives it."""

from __future__ import annotations

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun
from rounds.data.nouns.lists import PRIVACY, REQUESTER_ROLE


class Person(Noun, table=True):
    """A requester, a technician, or both."""

    handle = "mail"
    plural = "people"
    indexes = {"mail": '("mail")', "login": '("login")'}

    name: str = declare.line("name", search=True)
    mail: str = declare.line("mail", search=True)
    login: str = declare.line("login", search=True, help="the account that acts as this person")
    role: str = declare.choice("role", REQUESTER_ROLE, default="unknown")
    building: str = declare.ref("building", "building", "code")
    room: str = declare.line("room")
    phone: str = declare.line("phone")
    active: bool = declare.flag("active", default=True)
    privacy: str = declare.choice("privacy", PRIVACY, default="work")
