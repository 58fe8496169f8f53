"""What came in, word for word, and what was decided about it."""

from __future__ import annotations

from typing import Any

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun
from rounds.data.nouns.lists import CHANNEL


class Request(Noun, table=True):
    """A request with its verdict; refused ones are kept too."""

    handle = "received"
    plural = "requests"
    indexes = {"ticket": "(ticket)"}

    received: int = declare.time("received", fixed=True)
    channel: str = declare.choice("channel", CHANNEL, default="form", fixed=True)
    sender: str = declare.line("from", fixed=True)
    subject: str = declare.line("subject", fixed=True, max=1000)
    given: Any = declare.data("given", fixed=True, help="every key as it came")
    outcome: str = declare.line("outcome", required=True)
    reasons: Any = declare.data("reasons", help="rule and what it says, in order")
    details: Any = declare.data("details")
    ticket: str = declare.ref("ticket", "ticket", "number")
    note: str = declare.text("note", help="why somebody decided otherwise")
