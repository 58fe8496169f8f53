"""A replica with a few names in it, and what is asked of it: what the tests of the filter language start from."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from rounds.data.nouns.registry import catalogue
from rounds.data.nouns.spec import NounSpec
from rounds.data.store.query.fields import filter_fields
from rounds.data.store.query.parse import parse
from rounds.data.store.query.refusals import QueryError
from rounds.data.store.query.tree import Question, Test

NOUNS = catalogue()
TICKET, ASSET = NOUNS["ticket"], NOUNS["asset"]
ZONE = "America/Chicago"
NOW = int(datetime(2026, 9, 16, 10, 30, tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)
ME = "01990000-0000-7000-8000-00000000000a"


class Names:
    """A replica with a few names in it: noun to (id, value, name)."""

    records: ClassVar[dict[str, list[tuple[str, str, str]]]] = {
        "building": [("b1", "HGT", "Hellgate HS"), ("b2", "LRK", "Larkspur ES"), ("b3", "LOO", "Lookout HS")],
        "person": [
            (ME, "sam", "Sam Ortiz"),
            ("p2", "whitlow.a@example.org", "Ann Whitlow"),
            ("p3", "whitlow.b@example.org", "Bea Whitlow"),
            ("p4", "o'neil, jr", "Jo O'Neil"),
        ],
        "group": [("g1", "IT", "Information Technology")],
    }
    lists: ClassVar[dict[str, tuple[str, ...]]] = {
        "type": ("hardware", "software", "network", "account", "other", "smart board")
    }

    def _beginning(self, noun: str, typed: str) -> list[tuple[str, str, str]]:
        key = typed.casefold()
        rows = self.records.get(noun, [])
        return [row for row in rows if row[1].casefold().startswith(key) or row[2].casefold().startswith(key)]

    def named(self, noun: str, shows: str, typed: str, limit: int) -> list[tuple[str, str]]:
        assert shows
        return [(value, name) for _, value, name in self._beginning(noun, typed)][:limit]

    def find(self, noun: str, shows: str, typed: str) -> list[tuple[str, str]]:
        assert shows
        return [(record, value) for record, value, _ in self._beginning(noun, typed)]

    def choices(self, listed: str) -> tuple[str, ...]:
        return self.lists.get(listed, ())


def asked(text: str, noun: NounSpec = TICKET, me: str | None = ME) -> Question:
    return parse(text, noun, Names(), NOW, ZONE, me)


def only(text: str, noun: NounSpec = TICKET) -> Test:
    (term,) = asked(text, noun).terms
    assert isinstance(term, Test)
    return term


def refused(text: str, noun: NounSpec = TICKET, me: str | None = ME) -> QueryError:
    with pytest.raises(QueryError) as refusal:
        asked(text, noun, me)
    return refusal.value


def read_or_refused(text: str, noun: NounSpec) -> Question | QueryError:
    try:
        return asked(text, noun)
    except QueryError as refusal:
        return refusal


def at(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)  # type: ignore[misc,arg-type]


BITS = (
    [f"{name}:" for noun in (TICKET, ASSET, NOUNS["calendar_day"]) for name in (*filter_fields(noun), *noun.by)]
    + ["sort:", "sort:-", "-", '"', '""', " ", ",", ">", "<=", "..", "none", "any", "@me", "@none", "*", "^", "(", ")"]
    + ["new", "high", "3", "3d", "2h", "today", "2026-09-01", "HGT", "whitlow", "yes", "AND", "K7Q-0412", "wifi"]
    + ["due", "age", "room", "\0", "\ud800", "\u00e9", "\u3000", "\r\n", "\u202e", "\u00df:", ":", "'", "\\", "%"]
)
TEXTS = st.one_of(st.lists(st.sampled_from(BITS), max_size=10).map("".join), st.text(max_size=60))
MEANT = st.lists(
    st.sampled_from(
        [
            "wifi",
            '"a phrase"',
            "-x",
            "status:new,held",
            "-priority:HIGH",
            "age:>3d",
            "due:<2h,",
            "@me",
            "room:none",
            "building:hgt",
            'type:"smart board"',
            "severity:1..2",
            'room:"a "" b"',
            "updated:>2026-09-01",
            "status:any",
        ]
    ),
    max_size=6,
).map(" ".join)
