"""Records of every noun, made up the same each time, and the names in them."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rounds.data.clock import HOUR_MS, MINUTE_MS
from rounds.data.ids import id_text, new_id
from rounds.data.nouns.registry import catalogue
from rounds.data.nouns.spec import FieldSpec, Kind

NOUNS = catalogue()
TICKET, ASSET = NOUNS["ticket"], NOUNS["asset"]
ZONE = "America/Chicago"
NOW = int(datetime(2026, 9, 16, 10, 30, tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)
TODAY = date(2026, 9, 16)

Row = dict[str, Any]
Rows = dict[str, list[Row]]

SUBJECTS = [
    "Wi-Fi down",
    "Projector dark",
    "caf\u00e9 till !!!",
    "\u00c9cole printer",
    "Laptop C++ 100%",
    "under_score",
    "",
]
STATUSES = ["new", "open", "waiting", "held", "done", "closed", "merged"]
TAGS = ["LF-104571", "lf-2", "X*Y", "a[b]c", "", "back\\slash", 'quote"d', "percent%"]


def draw(spec: FieldSpec, chance: random.Random, rows: Rows) -> object:
    """A value as it is stored; nothing there in one case of five."""
    if chance.random() < 0.2:
        return None
    match spec.kind:
        case Kind.LINE | Kind.TEXT | Kind.DATA:
            return chance.choice(SUBJECTS) or None
        case Kind.NUMBER:
            return chance.randint(1, 4)
        case Kind.FLAG:
            return chance.randint(0, 1)
        case Kind.TIME:
            return NOW + chance.randint(-20, 5) * 11 * HOUR_MS
        case Kind.DATE:
            return (TODAY + timedelta(days=chance.randint(-40, 40))).isoformat()
        case Kind.REF:
            return chance.choice(rows[spec.ref])["id"] if rows.get(spec.ref) else None
        case Kind.CHOICE:
            return chance.choice(spec.choices or ("hardware", "software"))


def made(count: int) -> Rows:
    """The same records each time, of every noun."""
    chance = random.Random(4)
    rows: Rows = {}
    for noun in NOUNS.values():
        rows[noun.name] = [
            {
                "row": n,
                "id": new_id(n, chance.getrandbits(74)),
                "version": bytes(16),
                "updated": NOW - chance.randint(0, 30 * 24 * 60) * MINUTE_MS,
                **{spec.name: draw(spec, chance, rows) for spec in noun.fields.values()},
            }
            for n in range(1, count + 1)
        ]
    name_them(rows)
    return rows


def name_them(rows: Rows) -> None:
    for n, row in enumerate(rows["building"]):
        row |= {"code": f"{100 + n}", "name": f"School {n} HS"}
    for n, row in enumerate(rows["person"]):
        row |= {"login": f"tech{n}", "mail": f"tech{n}@example.org", "name": f"Name{n % 7} Sur{n}"}
    for n, row in enumerate(rows["ticket"]):
        row |= {"number": f"K7Q-{n:04d}"}
    for n, row in enumerate(rows["asset"]):
        row |= {"tag": TAGS[n % len(TAGS)] or None}


class InRows:
    """Looks names up in the records."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def find(self, noun: str, shows: str, typed: str) -> list[tuple[str, str]]:
        exact = [row for row in self.rows[noun] if str(row[shows]).casefold() == typed.casefold()]
        found = exact or [row for row in self.rows[noun] if self._begins(row, shows, typed)]
        return [(id_text(row["id"]), str(row[shows])) for row in found]

    def named(self, noun: str, shows: str, typed: str, limit: int) -> list[tuple[str, str]]:
        found = [row for row in self.rows[noun] if self._begins(row, shows, typed)]
        return [(str(row[shows]), str(row.get("name", ""))) for row in found][:limit]

    def choices(self, listed: str) -> tuple[str, ...]:
        return ("hardware", "software", "network") if listed == "type" else ()

    @staticmethod
    def _begins(row: Row, shows: str, typed: str) -> bool:
        return any(str(row.get(name) or "").casefold().startswith(typed.casefold()) for name in (shows, "name"))


ROWS = made(60)
KNOWN = InRows(ROWS)
ME = id_text(ROWS["person"][0]["id"])
