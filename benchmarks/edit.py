"""What one edit costs: through the recorder, against `sqlite3` writing the same rows, and from the key to the screen.

    python -m benchmarks.edit [--edits N] [--homes DIR] [--records N]

At the data, in turn, each on the disk before it counts (`synchronous=FULL`): the recorder changes the status of a
ticket in the large replica, and in one of 1,000 tickets; `sqlite3` writes the rows that the latter left behind (ticket,
change, act, head of the chain) into a copy without guard; and eight pages are written over others in a file and synced,
which is the least that any of them can take.

On the screen, 120x40: `s` and a letter give the ticket in hand another status; counted is from the letter until its
line in the list shows it, and until the screen says that it is kept.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import homes, terminal
from benchmarks.result import Kept, middle, share
from benchmarks.terminal import Lines
from rounds.app.paths import Home
from rounds.app.session import open_home
from rounds.data.desk.desk import Desk
from rounds.data.ids import id_text
from rounds.data.store.open import Replica
from rounds.widgets.glyphs import STATUS

TURN = ("waiting", "held", "open")
PAGES = b"\1" * 8 * 4096
"""About what one edit puts into SQLite's log."""


class Recorded:
    """Edits through the recorder, as a key makes them."""

    def __init__(self, home: Path) -> None:
        self.replica: Replica = open_home(Home(home, home, home), print)
        self.desk = Desk(self.replica)
        found = self.replica.recorder.connection.execute(
            f"SELECT id, status FROM ticket WHERE status IN {TURN} AND deleted_at IS NULL ORDER BY opened DESC LIMIT 20"
        )
        self.tickets = list(found.fetchall())
        self.edits = 0

    def edit(self) -> float:
        """Milliseconds of one edit."""
        self.edits += 1
        place = self.edits % len(self.tickets)
        id, before = self.tickets[place]
        status = TURN[(TURN.index(before) + 1) % len(TURN)]
        self.tickets[place] = id, status
        began = time.perf_counter()
        self.replica.recorder.put("ticket", {"status": status}, id=id_text(id))
        return (time.perf_counter() - began) * 1000

    def written(self) -> list[tuple[str, tuple[Any, ...]]]:
        """The last edit as the statements that write its rows."""
        connection = self.replica.recorder.connection
        (record,) = connection.execute("SELECT record FROM change ORDER BY n DESC LIMIT 1").fetchone()
        kept = connection.execute("SELECT status, version, versions, updated, row FROM ticket WHERE id = ?", (record,))
        change = connection.execute("SELECT * FROM change ORDER BY n DESC LIMIT 1").fetchone()
        act = connection.execute("SELECT * FROM act WHERE txn = ? ORDER BY rowid DESC", (change[11],)).fetchone()
        chain = connection.execute("SELECT seq, hlc, digest FROM chain WHERE own = 1").fetchone()
        return [
            ("UPDATE ticket SET status = ?, version = ?, versions = ?, updated = ? WHERE row = ?", kept.fetchone()),
            (f"INSERT INTO change VALUES ({', '.join('?' * len(change))})", change),
            (f"INSERT INTO act VALUES ({', '.join('?' * len(act))})", act),
            ("UPDATE chain SET seq = ?, hlc = ?, digest = ? WHERE own = 1", chain),
        ]


class Raw:
    """The same rows, written by hand into a copy."""

    def __init__(self, copy: Path) -> None:
        self.connection = sqlite3.connect(copy, isolation_level=None)
        for setting in ("journal_mode = WAL", "synchronous = FULL"):
            self.connection.execute(f"PRAGMA {setting}")
        guards = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'guard%'"
        for (name,) in self.connection.execute(guards).fetchall():
            self.connection.execute(f'DROP TRIGGER "{name}"')

    def edit(self, statements: list[tuple[str, tuple[Any, ...]]]) -> float:
        """Milliseconds of one edit."""
        began = time.perf_counter()
        self.connection.execute("BEGIN IMMEDIATE")
        for sql, values in statements:
            self.connection.execute(sql, values)
        self.connection.execute("COMMIT")
        return (time.perf_counter() - began) * 1000


def synced(file: int) -> float:
    """Milliseconds of writing over what is there, and syncing."""
    began = time.perf_counter()
    os.pwrite(file, PAGES, 0)
    os.fdatasync(file)
    return (time.perf_counter() - began) * 1000


def at_data(large: Recorded, small: Recorded, raw: Raw, file: int, edits: int) -> dict[str, list[float]]:
    """All of them, in turn."""
    times: dict[str, list[float]] = {name: [] for name in ("large", "small", "raw", "sync")}
    for _ in range(edits):
        times["large"].append(large.edit())
        times["small"].append(small.edit())
        times["raw"].append(raw.edit(small.written()))
        times["sync"].append(synced(file))
    return times


def on_screen(home: Path, edits: int) -> dict[str, list[float]]:
    """From the key to the line in the list, and to the word that it is kept."""
    times: dict[str, list[float]] = {"line": [], "said": [], "opened": []}
    program = terminal.rounds(home)
    try:
        program.wait_for(terminal.is_filled)
        program.rest(3)
        number = terminal.numbers(program.draw())[2]
        for key in ("down", "down"):
            program.press(key, 0.4)
        for turn in range(edits):
            status = ("waiting", "held")[turn % 2]
            pressed = program.send("s")
            shown = program.wait_for(lambda lines: any("Status of" in line for line in lines))
            times["opened"].append((shown - pressed) * 1000)
            program.settle(0.3)
            program.draw()
            pressed = program.send(status[0])
            line = program.wait_for(_line_has(number, STATUS[status]))
            said = program.wait_for(_is_said(f"{number} status {status}"))
            times["line"].append((line - pressed) * 1000)
            times["said"].append((said - pressed) * 1000)
            program.rest(0.4)
        terminal.leave(program)
    finally:
        program.close()
    return times


def _is_said(words: str) -> Callable[[Lines], bool]:
    """Whether the rule above the keys says so."""
    return lambda lines: words in lines[-2]


def _line_has(number: str, glyph: str) -> Callable[[Lines], bool]:
    """Whether the line of a ticket in the list shows a glyph."""
    return lambda lines: any(
        number in line and glyph in line[line.index(number) + 40 :]
        for line in lines
        if "│" in line and "· " not in line
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--edits", type=int, default=100, help="of each kind in a round")
    parser.add_argument("--rounds", type=int, default=5)
    homes.add_option(parser)
    options = parser.parse_args()
    terminal.compiled()
    large, small = (homes.home(options.homes, records) for records in (options.records, homes.THOUSAND))
    given = {"edits": options.edits, "rounds": options.rounds, "records": options.records, "synchronous": "FULL"}
    kept = Kept("edit", given)
    with tempfile.TemporaryDirectory(prefix="edit-", dir=options.homes) as folder:
        copy = Path(shutil.copy(small / "replica.db", folder))
        file = os.open(Path(folder, "synced"), os.O_WRONLY | os.O_CREAT)
        recorded, raw = (Recorded(large), Recorded(small)), Raw(copy)
        at_data(*recorded, raw, file, 10)  # so that pages are in memory
        for _ in range(options.rounds):
            for what, times in kept.calm(lambda: at_data(*recorded, raw, file, options.edits)).items():
                kept.add(f"{what} ms", *times)
        for each in recorded:
            each.replica.close()
        raw.connection.close()
        os.close(file)
    for _ in range(options.rounds):
        for what, times in kept.calm(lambda: on_screen(large, 10)).items():
            kept.add(f"screen {what} ms", *times)
    tell(kept)
    kept.keep()


def tell(kept: Kept) -> None:
    """Figures from the samples."""
    p50 = {what: middle(kept.samples[f"{what} ms"]) for what in ("large", "small", "raw", "sync")}
    for what, value in p50.items():
        kept.figure(f"{what} p50", value, "ms")
        kept.figure(f"{what} p99", share(kept.samples[f"{what} ms"], 99), "ms")
    kept.figure("large, beyond one sync", p50["large"] - p50["sync"], "ms", "2")
    kept.figure("large, beyond raw sqlite3", p50["large"] - p50["raw"], "ms", "2")
    kept.figure("ratio large to small", p50["large"] / p50["small"])
    for what, says in (("line", "its line shows it"), ("said", "said to be kept"), ("opened", "the list of choices")):
        kept.figure(f"key to screen: {says} p50", middle(kept.samples[f"screen {what} ms"]), "ms")
        kept.figure(f"key to screen: {says} p99", share(kept.samples[f"screen {what} ms"], 99), "ms")


if __name__ == "__main__":
    main()
