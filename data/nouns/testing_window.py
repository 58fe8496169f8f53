"""The days of a test: testing comes first and streaming is off."""

from __future__ import annotations

from typing import Any

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun


class TestingWindow(Noun, table=True):
    """A span of days, first and last included."""

    __test__ = False
    handle = "name"
    plural = "testing windows"

    name: str = declare.line("name", required=True, search=True)
    starts: str = declare.date("from", required=True)
    ends: str = declare.date("until", required=True)
    buildings: Any = declare.data("buildings", help="codes of buildings; none is all of them")
    streaming_off: bool = declare.flag("streaming off", default=True)
