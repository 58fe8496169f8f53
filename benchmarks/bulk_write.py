"""How fast the recorder writes in bulk, against `sqlite3` writing the very same rows.

    python -m benchmarks.bulk_write [--records N] [--rounds N]

Method. The sample district thinks of N tickets and N assets, with their notes, links and requests, once; that time is
not counted. Then, in turn, each round into a fresh file:

- recorded: every record goes through `Recorder.act`: checked, cleaned, numbered, written as row and as changes, and
  linked into the digest chain;
- raw: the rows, change rows and acts of the recorded file are handed to `executemany` as they stand, in the same
  transactions, with the same tables, indexes and search triggers, and without the guard's triggers.

Both run with the settings of `data/store/bulk.py` and end with a checkpoint. The figure is a ratio in one run, since
machines differ: raw seconds / recorded seconds, the median of the rounds. Goal: 60 % (goals.md, "The data").
"""

from __future__ import annotations

import argparse
import gc
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import Any, cast

from benchmarks.result import Kept, middle
from rounds.data.clock import DAY_MS, moment, now_ms
from rounds.data.demo import profile as profiles
from rounds.data.demo.arrivals import arrivals
from rounds.data.demo.assets import Assets
from rounds.data.demo.cast import Cast
from rounds.data.demo.chance import Chance, ids
from rounds.data.demo.school_days import work_days
from rounds.data.demo.settle import Settlers, open_windows, settle
from rounds.data.demo.tickets import Tickets
from rounds.data.ids import id_text, ticket_number
from rounds.data.store.act import Act, Put, Written
from rounds.data.store.bulk import bulk
from rounds.data.store.open import Replica, create
from rounds.data.store.schema import quoted

BATCH = 1_000
Planned = tuple[Put, bytes]
Statement = tuple[str, list[tuple[Any, ...]]]


@dataclass
class Planner:
    """Stands in for an act: keeps what it is told to write."""

    mint: Any
    puts: list[Planned] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def put(self, put: Put) -> Written:
        """Keep it, under an id that is known from now on."""
        id = self.mint(put.at) if put.id is None else bytes.fromhex(put.id.replace("-", ""))
        self.puts.append((put, id))
        return Written(put.noun, id_text(id), "", put.id is None, {})

    def number(self) -> str:
        """The next ticket number."""
        return ticket_number("K7Q", next(self.numbers))

    def flush(self) -> None:
        """Nothing is kept back."""


def planned(replica: Replica, records: int) -> list[list[Planned]]:
    """What is to be written, transaction by transaction."""
    profile, today = profiles.read(replica.recorder.connection), moment(now_ms()).date()
    planner = Planner(ids(1))
    act = cast(Act, planner)
    first = today - timedelta(days=400)
    at = (first.toordinal() - 719_163) * DAY_MS
    settlers = Settlers(act, profile, at, now_ms())
    people: Cast = settle(settlers, Chance(1, "places"), 14, "sam")
    open_windows(settlers, people, first, today)
    days = work_days(first, today, profile.calendar)
    batches = [taken(planner)]
    assets = Assets(Chance(1, "assets"), people, days, records, now_ms())
    things = enumerate(assets.batches())
    while chunk := list(islice(things, BATCH)):
        for place, batch in islice(chunk, BATCH):
            assets.write(act, place, batch)
        batches.append(taken(planner))
    tickets = Tickets(1, people, profile, days, records, now_ms())
    coming = enumerate(arrivals(Chance(1, "arrivals"), records, first, now_ms(), profile.calendar))
    while chunk_of := list(islice(coming, BATCH)):
        for place, arrival in chunk_of:
            tickets.write(act, arrival, records - place)
        batches.append(taken(planner))
    return batches


def taken(planner: Planner) -> list[Planned]:
    """What was planned since the last time."""
    puts, planner.puts = planner.puts, []
    return puts


def recorded(path: Path, batches: list[list[Planned]]) -> float:
    """Seconds for writing through the recorder."""
    replica = create(path, "bench")
    with bulk(replica.recorder), timed() as spent:
        for batch in batches:
            with replica.recorder.act("benchmark", acknowledged=True) as act:
                for put, id in batch:
                    if put.id is None:
                        act.make(put, id)
                    else:
                        act.put(put)
        checkpoint(replica.recorder.connection)
    replica.close()
    return spent[0]


def statements_of(path: Path) -> list[list[Statement]]:
    """Everything that a recorded file holds, as the inserts that would write it, transaction by transaction."""
    connection = sqlite3.connect(path)
    nouns = [name for (name,) in connection.execute("SELECT noun FROM change GROUP BY noun ORDER BY min(n)")]
    txns = [txn for (txn,) in connection.execute("SELECT DISTINCT txn FROM change ORDER BY txn")]
    return [list(_of_transaction(connection, nouns, txn)) for txn in txns]


def _of_transaction(connection: sqlite3.Connection, nouns: list[str], txn: int) -> Iterator[Statement]:
    made = "SELECT record FROM change WHERE txn = ? AND op = 'C' AND noun = ?"
    for noun in nouns:
        found = connection.execute(f"SELECT * FROM {quoted(noun)} WHERE id IN ({made}) ORDER BY row", (txn, noun))
        if rows := found.fetchall():
            yield _insert(noun, len(rows[0])), rows
    for table in ("change", "act"):
        rows = connection.execute(f"SELECT * FROM {table} WHERE txn = ? ORDER BY rowid", (txn,)).fetchall()
        yield _insert(table, len(rows[0])), rows


def _insert(table: str, width: int) -> str:
    return f"INSERT INTO {quoted(table)} VALUES ({', '.join('?' * width)})"


def raw(path: Path, transactions: list[list[Statement]]) -> float:
    """Seconds for writing the same rows without the recorder."""
    replica = create(path, "bench")
    connection = replica.recorder.connection
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'guard%'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER {quoted(name)}")
    with bulk(replica.recorder), timed() as spent:
        for statements in transactions:
            connection.execute("BEGIN IMMEDIATE")
            for sql, rows in statements:
                connection.executemany(sql, rows)
            connection.execute("COMMIT")
        checkpoint(connection)
    replica.close()
    return spent[0]


def checkpoint(connection: sqlite3.Connection) -> None:
    """Move what was written into the file."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def timed() -> Iterator[list[float]]:
    """Puts the seconds that its block took into the list that it gives."""
    gc.collect()
    spent: list[float] = []
    began = time.perf_counter()
    yield spent
    spent.append(time.perf_counter() - began)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=20_000, help="tickets, and as many assets")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rounds-bulk-") as folder:
        batches = planned(create(Path(folder, "empty.db"), "bench"), options.records)
        recorded(Path(folder, "first.db"), batches)
        transactions = statements_of(Path(folder, "first.db"))
        changes = sum(len(batch) for batch in batches)
        print(f"{2 * options.records:,} tickets and assets, {changes:,} changes, sqlite {sqlite3.sqlite_version}")
        kept = Kept("bulk_write", {"records": options.records, "rounds": options.rounds, "changes": changes})
        for round_ in range(options.rounds):
            pair = kept.calm(partial(pair_of, Path(folder), round_, batches, transactions))
            for what, seconds in zip(("recorded", "raw"), pair, strict=True):
                kept.add(f"{what} s", seconds)
    tell(kept, 2 * options.records)
    kept.keep()


def pair_of(
    folder: Path, number: int, batches: list[list[Planned]], transactions: list[list[Statement]]
) -> tuple[float, float]:
    """Both, one after the other, the one that is first in turn."""
    files = [folder / f"{what}{number}.db" for what in ("recorded", "raw")]
    for file in files:
        file.unlink(missing_ok=True)
    if number % 2:
        by_hand = raw(files[1], transactions)
        return recorded(files[0], batches), by_hand
    return recorded(files[0], batches), raw(files[1], transactions)


def tell(kept: Kept, records: int) -> None:
    """Figures from the samples."""
    ours, theirs = kept.samples["recorded s"], kept.samples["raw s"]
    kept.figure("recorded, tickets and assets a second", records / middle(ours))
    kept.figure("raw, tickets and assets a second", records / middle(theirs))
    kept.figure(
        "recorded to raw, middle of the rounds", middle([b / a for a, b in zip(ours, theirs, strict=True)]), "", "0.6"
    )


if __name__ == "__main__":
    main()
