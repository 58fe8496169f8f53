"""Whether the search holds exactly the words of the rows.

The search tables keep no text, so nothing in them can be compared with a row. The same words are put, some records at a
time, into a search table in memory, and what the two hold of those records is compared: each word with its record and
column, as often as it stands there. The order of the words is left out, since that of notes is nobody's decision.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator

from rounds.data.nouns.spec import Catalogue, NounSpec
from rounds.data.store.schema import is_searched, quoted, search_filling, search_tables

AT_ONCE = 1000
"""Records that are compared together: by them memory is bounded, and a fault is found among so many."""

_MASK = (1 << 64) - 1


def wrong_search(connection: sqlite3.Connection, catalogue: Catalogue, step: Callable[[int], None]) -> Iterator[str]:
    """What is wrong with the search, in words."""
    for noun in catalogue.values():
        if is_searched(noun, catalogue):
            yield from _wrong_words(connection, noun, catalogue, step)


def _wrong_words(
    connection: sqlite3.Connection, noun: NounSpec, catalogue: Catalogue, step: Callable[[int], None]
) -> Iterator[str]:
    search = quoted(noun.name + "_search")
    found = _sums(connection, noun.name, "main")
    (made,) = search_tables(noun, catalogue)
    connection.execute(made.replace("CREATE VIRTUAL TABLE ", "CREATE VIRTUAL TABLE temp.", 1))
    filling = f"{search_filling(noun, catalogue)} WHERE t.row >= ? AND t.row < ?"  # `temp` goes before the file's own
    last = connection.execute(f"SELECT ifnull(max(row), 0) FROM {quoted(noun.name)}").fetchone()[0]
    for first in range(0, last + 1, AT_ONCE):
        rows = connection.execute(filling, (first, first + AT_ONCE)).rowcount
        wanted = _sums(connection, noun.name, "temp").get(first // AT_ONCE, 0)
        connection.execute(f"INSERT INTO temp.{search} ({search}) VALUES ('delete-all')")
        step(max(rows, 0))
        if found.pop(first // AT_ONCE, 0) != wanted:
            yield f"{noun.plural} {first} to {first + AT_ONCE - 1}: the search has other words than the rows"
    if any(found.values()):
        yield f"{noun.plural}: the search has words of records that are not there"
    connection.execute(f"DROP TABLE temp.{search}")


def _sums(connection: sqlite3.Connection, noun: str, database: str) -> dict[int, int]:
    """A sum over the words of every thousand records: the same for the same words, whatever their order."""
    words, search = f"temp.{quoted(f'{noun}_words')}", quoted(f"{noun}_search")
    connection.execute(f"CREATE VIRTUAL TABLE {words} USING fts5vocab({database}, {search}, instance)")
    sums: defaultdict[int, int] = defaultdict(int)
    try:
        for each in connection.execute(f"SELECT doc, term, col FROM {words}"):
            sums[each[0] // AT_ONCE] += hash(each)
    finally:
        connection.execute(f"DROP TABLE {words}")
    return {block: total & _MASK for block, total in sums.items()}
