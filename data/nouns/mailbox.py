"""Where a kind of request is to be sent."""

from __future__ import annotations

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun


class Mailbox(Noun, table=True):
    """An address with its purpose, and how many business days ahead it wants a request."""

    handle = "code"
    plural = "mailboxes"

    code: str = declare.line("code", required=True)
    address: str = declare.line("address", required=True)
    purpose: str = declare.text("purpose")
    latest: int = declare.number("latest", help="business days before the event")
    earliest: int = declare.number("earliest", help="business days before the event")
    source: str = declare.line("source")
