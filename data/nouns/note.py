"""What was written on a ticket."""

from __future__ import annotations

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun
from rounds.data.nouns.lists import NOTE_KIND, PRIVACY
from rounds.data.nouns.spec import Merge


class Note(Noun, table=True):
    """One note; newest last on the ticket's page."""

    handle = "at"
    plural = "notes"
    parent = "ticket"
    indexes = {"ticket": "(ticket, at)"}

    ticket: str = declare.ref("ticket", "ticket", "number", required=True, fixed=True)
    at: int = declare.time("at", fixed=True)
    author: str = declare.ref("author", "person", "login", fixed=True)
    kind: str = declare.choice("kind", NOTE_KIND, default="note", fixed=True)
    text: str = declare.text("note", required=True, search=True, merge=Merge.APPEND)
    privacy: str = declare.choice("privacy", PRIVACY, default="work")
