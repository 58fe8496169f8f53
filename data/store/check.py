"""A deep check: whether the replica is what its own log says, from the pages up. It reads, and changes nothing.

Memory stays small whatever the size: the log is read once by device and once by record, the search by its terms.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path

from rounds.data.errors import Exit, Refused
from rounds.data.nouns.spec import SCHEMA
from rounds.data.store import catalogue as catalogues
from rounds.data.store import schema
from rounds.data.store.check_chains import wrong_chains
from rounds.data.store.check_rows import wrong_rows
from rounds.data.store.check_search import wrong_search
from rounds.data.store.copies import Progress
from rounds.data.store.faults import DAMAGE, explained, was_interrupted
from rounds.data.store.open import reading_connection
from rounds.data.store.shape import differences
from rounds.data.text import clean_line

FOUND_MAX = 100
"""So many findings of one part are told; a file that is quite wrong has no use for more."""

SAYS_MAX = 300
"""Longest finding, in characters."""

STEPS_BETWEEN = 20_000
"""SQLite asks whether to go on after so many of its own steps: a few milliseconds."""


class Part(StrEnum):
    """What was looked at."""

    FILE = "file"
    SCHEMA = "schema"
    CHAIN = "chain"
    ROWS = "rows"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be."""

    part: Part
    says: str


class Stopped(Refused):
    """The check was told to stop before its end."""

    code = "stopped"
    status = Exit.INTERRUPTED


Step = Callable[[int], None]
"""Is told that so many rows more were looked at."""

Look = Callable[[Step], Iterator[str]]


def deep_check(path: Path, stop: Callable[[], bool] | None = None, progress: Progress | None = None) -> list[Finding]:
    """Everything that is wrong with the replica at `path`; nothing where it is sound.

    Args:
        stop: Is asked every few milliseconds whether to stop.
        progress: Is told how many rows of how many were looked at.

    Raises:
        Stopped: `stop` said so.
    """
    try:
        with closing(reading_connection(path)) as connection:
            _make_ready(connection, stop)
            return _looked_at(connection, progress)
    except DAMAGE as error:
        if was_interrupted(error):
            raise Stopped("stopped before everything was looked at") from error
        return [Finding(Part.FILE, explained(error, path).message)]


def _make_ready(connection: sqlite3.Connection, stop: Callable[[], bool] | None) -> None:
    connection.execute("PRAGMA query_only = 0")  # for tables of its own in memory; the file is opened to read alone
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.text_factory = lambda stored: stored.decode("utf-8", "replace")  # damage is told, not raised
    if stop is not None:
        connection.set_progress_handler(stop, STEPS_BETWEEN)
    connection.execute("BEGIN")  # one moment, whoever writes meanwhile


def _looked_at(connection: sqlite3.Connection, progress: Progress | None) -> list[Finding]:
    """The findings of every part; one that cannot be read does not keep the others from being looked at."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
        return [Finding(Part.FILE, "is no replica of Rounds")]
    catalogue = catalogues.declared()
    parts: list[tuple[Part, Look]] = [
        (Part.FILE, lambda _: _wrong_pages(connection)),
        (Part.SCHEMA, lambda _: _wrong_schema(connection)),
    ]
    if connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA:
        parts += [
            (Part.CHAIN, partial(wrong_chains, connection)),
            (Part.ROWS, partial(wrong_rows, connection, catalogue)),
            (Part.SEARCH, partial(wrong_search, connection, catalogue)),
        ]
    findings = []
    step = _counting(connection, progress)
    for part, look in parts:
        try:
            findings += [_finding(part, says) for says in islice(look(step), FOUND_MAX)]
        except DAMAGE as error:
            if was_interrupted(error):
                raise
            findings.append(_finding(part, f"cannot be read to its end: {error}"))
    return findings


def _finding(part: Part, says: str) -> Finding:
    """A finding in one line; names and SQLite's own words may be any bytes of the file."""
    return Finding(part, clean_line(says)[:SAYS_MAX])


def _counting(connection: sqlite3.Connection, progress: Progress | None) -> Step:
    """Counts what was looked at, for whoever shows the progress: every change twice, every searched record once."""
    if progress is None:
        return lambda _: None
    report, done = progress, 0
    of = 2 * _highest(connection, "change", "n")
    of += sum(_highest(connection, noun, "row") for noun in _searched_nouns(connection))

    def step(more: int) -> None:
        nonlocal done
        done += more
        if more > 1 or done % 1000 == 0:
            report(min(done, of), of)

    return step


def _searched_nouns(connection: sqlite3.Connection) -> list[str]:
    """The nouns that have a search table in this file."""
    found = connection.execute("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'")
    return [name.removesuffix("_search") for (name,) in found]


def _highest(connection: sqlite3.Connection, table: str, column: str) -> int:
    question = f"SELECT ifnull(max({schema.quoted(column)}), 0) FROM {schema.quoted(table)}"
    try:
        return int(connection.execute(question).fetchone()[0])
    except DAMAGE:
        return 0


def _wrong_pages(connection: sqlite3.Connection) -> Iterator[str]:
    for (says,) in connection.execute(f"PRAGMA integrity_check({FOUND_MAX})"):
        if says != "ok":
            yield says


def _wrong_schema(connection: sqlite3.Connection) -> Iterator[str]:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != SCHEMA:
        yield f"is of schema {version}, this Rounds writes {SCHEMA}"
        return
    yield from differences(connection, schema.make_fresh)
    if connection.execute("SELECT 1 FROM writing").fetchone() is not None:
        yield "the guard stands open: the table writing is not empty"
