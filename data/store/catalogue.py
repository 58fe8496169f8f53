"""The catalogue of the nouns as it is kept in the replica, so that reading and writing need not import SQLModel.

It is derived from the declarations and bears a print of their files; where the print differs, the declarations are read
again and the copy is renewed.
"""

from __future__ import annotations

import json
import os
import sqlite3
from functools import cache
from pathlib import Path

from rounds.data import nouns
from rounds.data.nouns.spec import SCHEMA, Catalogue, from_plain, to_plain

KEY = "catalogue"


@cache
def print_of_nouns() -> str:
    """Tells one state of the declarations from another: name, size and time of each of their files."""
    folder = Path(nouns.__path__[0])
    facts = [
        f"{entry.name} {entry.stat().st_size} {entry.stat().st_mtime_ns}"
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name)
        if entry.name.endswith(".py")
    ]
    return f"{SCHEMA};{';'.join(facts)}"


@cache
def declared() -> Catalogue:
    """The catalogue from the declarations themselves; costs the import of SQLModel."""
    from rounds.data.nouns.registry import catalogue

    return catalogue()


def kept(connection: sqlite3.Connection) -> Catalogue | None:
    """The catalogue that the replica holds, where it is that of today's declarations."""
    found = connection.execute("SELECT value FROM local WHERE key = ?", (KEY,)).fetchone()
    if found is None:
        return None
    try:
        copy = json.loads(found[0])
        return from_plain(copy["nouns"]) if copy["print"] == print_of_nouns() else None
    except (ValueError, KeyError, TypeError):
        return None


def keep(connection: sqlite3.Connection, catalogue: Catalogue, now_ms: int) -> None:
    """Put the copy into the replica."""
    text = json.dumps({"print": print_of_nouns(), "nouns": to_plain(catalogue)}, separators=(",", ":"))
    connection.execute("INSERT OR REPLACE INTO local (key, value, at) VALUES (?, ?, ?)", (KEY, text, now_ms))


def of(connection: sqlite3.Connection) -> Catalogue:
    """The catalogue, from the replica where that is quick, else from the declarations."""
    return kept(connection) or declared()
