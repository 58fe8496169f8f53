"""What a damaged replica still holds, as a new and sound one.

The log is read page by page, so it does not matter which page led to it; each change is held against its digest, and
what is not what its device wrote is left out. Rows of nouns are used for what the log has lost, and for nothing else.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from rounds.data.clock import Clock, now_ms
from rounds.data.errors import NotFound, Refused
from rounds.data.ids import new_device_code
from rounds.data.store.backup import as_a_line, counted
from rounds.data.store.carve import Pages
from rounds.data.store.catalogue import KEY as CATALOGUE
from rounds.data.store.check_chains import HOLES, holes_in
from rounds.data.store.copies import Progress, put_in_place, remove, settle
from rounds.data.store.fold import Oddity
from rounds.data.store.open import create
from rounds.data.store.record import Recorder
from rounds.data.store.salvage_log import STARTS, Log
from rounds.data.store.salvage_pages import opened, readable_rows, working_copy
from rounds.data.store.salvage_rows import add_what_the_log_lost
from rounds.data.store.schema import APPLICATION_ID
from rounds.data.text import clean, clean_line

ACTOR = "salvage"
"""Who makes the changes that stand for lost ones."""

_PIECE = b"\x4c"
"""The type of a piece's first column: 32 bytes, the digest of its second."""

_CODE_MAX = 12


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was found in a damaged file."""

    records: int
    unsent: int
    problems: tuple[str, ...]
    """What is lost, or odd, in words."""


@dataclass(frozen=True, slots=True)
class _Head:
    """What can still be read of a chain's head."""

    code: str
    counter: int
    seq: int
    acked: int


def salvage(damaged: Path, target: Path, clock: Clock = now_ms, progress: Progress | None = None) -> Salvaged:
    """Make the new replica `target` of what the file `damaged` still holds; that file is only read.

    The new replica has a device of its own. Tickets keep their numbers, people what they wrote, changes their place in
    the history; what rows held beyond the log is added as changes by `salvage`.

    Raises:
        NotFound: There is no such file.
        Refused: There is a file at `target`, or nothing of a replica can be read.
    """
    if not damaged.is_file():
        raise NotFound(f"{damaged}: there is no such file", "name the file of a replica")
    if target.exists():
        raise Refused(f"{target}: is there already", "name another file", code="exists")
    copy, made = target.with_name(f".{target.name}.reading"), target.with_name(f".{target.name}.salvaging")
    with as_a_line(target, damaged):
        _clear(copy, made)
        try:
            page_size = working_copy(damaged, copy)
            salvaged = _rebuilt(copy, page_size, made, clock, progress)
            if not salvaged.records and not _is_marked(damaged):
                raise Refused(
                    f"{damaged}: holds nothing of a replica that can be read", "take a backup", code="nothing-left"
                )
            settle(made)
            put_in_place(made, target)
        finally:
            _clear(copy, made)
    return salvaged


def _rebuilt(copy: Path, page_size: int, made: Path, clock: Clock, progress: Progress | None) -> Salvaged:
    """A fresh replica at `made` with everything that `copy` holds."""
    with closing(Log()) as log, closing(opened(copy)) as damaged:
        heads = dict(_heads(damaged))
        with closing(create(made, ACTOR, clock, code=_free_code(heads))) as replica:
            recorder = replica.recorder
            _read_pages(copy, page_size, recorder, log, progress)
            left_out = log.believe({device: head.seq for device, head in heads.items()})
            applied = recorder.apply(log.changes())
            odd = [each for each in applied.problems if each.kind is not Oddity.HOLE]  # those are told at the end
            problems = [f"{each.noun} {each.record}: {each.says}" for each in odd]
            problems += add_what_the_log_lost(recorder, damaged, log, page_size)
            problems += _finish(recorder, damaged, heads)
            if left_out:
                problems.append(f"{left_out:,} changes are not what their device wrote, and were left out")
            saved = counted(recorder.connection)
    return Salvaged(saved.records, saved.unsent, tuple(problems))


def _read_pages(copy: Path, page_size: int, recorder: Recorder, log: Log, progress: Progress | None) -> None:
    """Read every page for changes and pieces; a piece is kept where its bytes are those of its digest."""
    with copy.open("rb") as file, recorder.act("salvage") as act:
        pages = Pages(file, page_size)
        for number in range(1, pages.count + 1):
            for found in pages.rows(number, (STARTS, _PIECE)):
                _, values = found
                if len(values) != 2:
                    log.add(found)
                elif isinstance(values[1], bytes) and sha256(values[1]).digest() == values[0]:
                    act.keep_piece(values[1])
            if progress is not None and number % 1000 == 0:
                progress(number, pages.count)


def _finish(recorder: Recorder, damaged: sqlite3.Connection, heads: dict[bytes, _Head]) -> list[str]:
    """Bring over what stands beside the log: how far it was sent, the names of transactions, this machine's own."""
    with recorder.act("salvage") as act:
        _bring_heads(act.connection, heads)
        _bring_acts(act.connection, damaged)
        _bring_local(act.connection, damaged)
        holes = holes_in(act.connection)
        recorder.local.keep(HOLES, json.dumps(holes))
    return [f"changes {first} to {last} of device {device} are lost" for device, first, last in holes]


def _bring_heads(connection: sqlite3.Connection, heads: dict[bytes, _Head]) -> None:
    for (device,) in connection.execute("SELECT device FROM chain WHERE own = 0").fetchall():
        head = heads.get(device, _Head("", 0, 0, 0))  # what cannot be told to be sent is sent again
        connection.execute(
            "UPDATE chain SET code = ?, counter = ?, acked = min(seq, ?) WHERE device = ?",
            (head.code, head.counter, head.acked, device),
        )


def _bring_acts(connection: sqlite3.Connection, damaged: sqlite3.Connection) -> None:
    columns = ("device", "txn", "actor", "at", "says", "kind", "undoes")
    for values in readable_rows(damaged, "act", columns):
        if _are(values, bytes, int, str, int, str, str, (int, type(None))):
            device, txn, actor, at, says, kind, undoes = values
            connection.execute(
                "INSERT OR IGNORE INTO act (device, txn, actor, at, says, kind, undoes) SELECT ?, ?, ?, ?, ?, ?, ?"
                " WHERE EXISTS (SELECT 1 FROM change WHERE device = ? AND seq = ?)",
                (device, txn, clean_line(actor), at, clean_line(says), clean_line(kind), undoes, device, txn),
            )


def _bring_local(connection: sqlite3.Connection, damaged: sqlite3.Connection) -> None:
    for values in readable_rows(damaged, "local", ("key", "value", "at")):
        if _are(values, str, str, int) and values[0] not in (CATALOGUE, HOLES):
            key, value, at = values
            connection.execute("INSERT OR IGNORE INTO local (key, value, at) VALUES (?, ?, ?)", (key, clean(value), at))


def _heads(damaged: sqlite3.Connection) -> Iterator[tuple[bytes, _Head]]:
    for values in readable_rows(damaged, "chain", ("device", "code", "counter", "seq", "acked")):
        if _are(values, bytes, str, int, int, int):
            device, code, counter, seq, acked = values
            yield device, _Head(clean_line(code)[:_CODE_MAX], max(counter, 0), seq, max(acked, 0))


def _are(values: tuple[Any, ...], *kinds: Any) -> bool:
    return all(map(isinstance, values, kinds))


def _free_code(heads: dict[bytes, _Head]) -> str:
    known = {head.code for head in heads.values()}
    while (code := new_device_code()) in known:
        pass
    return code


def _is_marked(path: Path) -> bool:
    """Whether the file says in its header that it is a replica."""
    with path.open("rb") as file:
        return int.from_bytes(file.read(72)[68:], "big") == APPLICATION_ID


def _clear(*paths: Path) -> None:
    for path in paths:
        remove(path)
        path.with_name(path.name + ".lease").unlink(missing_ok=True)
