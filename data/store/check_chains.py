"""Whether each device's chain of changes is whole: numbers without a hole, digests that follow from the rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rounds.data.ids import id_text
from rounds.data.store.fold import CHANGE_COLUMNS
from rounds.data.store.line import START, Change, line_of, next_digest

HOLES = "holes"
"""Where this machine keeps which changes are known to be lost for good: those that salvage did not find."""

Hole = tuple[str, int, int]
"""Device, and the first and last number that are missing."""


@dataclass(frozen=True, slots=True)
class _Head:
    """What the chain's own row says."""

    own: int
    seq: int
    digest: bytes
    acked: int


def wrong_chains(connection: sqlite3.Connection, step: Callable[[int], None]) -> Iterator[str]:
    """What is wrong with the chains, in words."""
    found = connection.execute("SELECT device, own, seq, digest, acked FROM chain")
    heads = {device: _Head(*head) for device, *head in found}
    if (own := sum(head.own for head in heads.values())) != 1:
        yield f"{own} devices are this replica's own, and one must be"
    logged = {device for (device,) in connection.execute("SELECT DISTINCT device FROM change")}
    known = known_holes(connection)
    for device in sorted(heads.keys() | logged):
        yield from _wrong_chain(connection, device, heads.get(device), known, step)


def known_holes(connection: sqlite3.Connection) -> set[Hole]:
    """The holes that were told when they were made."""
    found = connection.execute("SELECT value FROM local WHERE key = ?", (HOLES,)).fetchone()
    if found is None:
        return set()
    try:
        return {(str(device), int(first), int(last)) for device, first, last in json.loads(found[0])}
    except (ValueError, TypeError):
        return set()


def holes_in(connection: sqlite3.Connection) -> list[Hole]:
    """Every hole in the numbers of every device."""
    found = connection.execute(
        "SELECT device, seq, lag(seq, 1, 0) OVER (PARTITION BY device ORDER BY seq) FROM change ORDER BY device, seq"
    )
    return [(id_text(device), before + 1, seq - 1) for device, seq, before in found if seq != before + 1]


def _wrong_chain(
    connection: sqlite3.Connection, device: bytes, head: _Head | None, known: set[Hole], step: Callable[[int], None]
) -> Iterator[str]:
    name = f"device {id_text(device)}"
    seq, digest = 0, START
    rows = connection.execute(f"SELECT {CHANGE_COLUMNS}, digest FROM change WHERE device = ? ORDER BY seq", (device,))
    for *columns, written in rows:
        step(1)
        change = Change(*columns)
        if change.seq != seq + 1:
            if (id_text(device), seq + 1, change.seq - 1) not in known:
                yield f"{name}: changes {seq + 1} to {change.seq - 1} are missing"
        elif next_digest(digest, line_of(change)) != written:
            yield f"{name}: change {change.seq} is not the one that its digest was made of"
        seq, digest = change.seq, written
    if head is None:
        yield f"{name}: has changes but no head"
    elif head.seq != seq:
        yield f"{name}: its last change is {seq}, its head says {head.seq}"
    elif head.digest != digest:
        yield f"{name}: its head has another digest"
    elif head.acked > seq:
        yield f"{name}: {head.acked} of its {seq} changes are said to be sent"
