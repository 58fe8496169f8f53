"""The district itself: one row, with what the whole district decided."""

from __future__ import annotations

from typing import Any

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun


class District(Noun, table=True):
    """The district whose replica this is."""

    handle = "code"
    plural = "districts"

    code: str = declare.line("code", required=True)
    name: str = declare.line("name", required=True, search=True)
    zone: str = declare.line("time zone", required=True, help="an IANA name, as America/Chicago")
    mail_domain: str = declare.line("mail domain", required=True)
    hours: Any = declare.data("open hours", help="weekday to [from, to], in the district's zone")
    promises: Any = declare.data("promises", help="severity to minutes of open hours until a ticket is due")
    weights: Any = declare.data("round weights", help="what counts how much when buildings are ranked")
    attachment_max: int = declare.number("largest file", default=25 * 1024 * 1024, help="bytes")
    sample: bool = declare.flag("sample", help="holds invented records; never joins a hub")
    about: str = declare.text("about", help="what of the profile are sample values")
