"""A file that belongs to a ticket."""

from __future__ import annotations

from typing import Any

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun
from rounds.data.nouns.lists import PRIVACY


class Attachment(Noun, table=True):
    """A file by its content: the pieces are kept apart and fetched when they are asked for."""

    handle = "name"
    plural = "attachments"
    indexes = {"ticket": "(ticket)"}

    ticket: str = declare.ref("ticket", "ticket", "number", required=True, fixed=True)
    at: int = declare.time("at", fixed=True)
    name: str = declare.line("file", required=True)
    media: str = declare.line("kind", fixed=True)
    size: int = declare.number("bytes", default=0, fixed=True)
    digest: str = declare.line("sha256", fixed=True, hidden=True)
    pieces: Any = declare.data("pieces", fixed=True, hidden=True, help="sha256 of each MiB, in order")
    privacy: str = declare.choice("privacy", PRIVACY, default="work")
