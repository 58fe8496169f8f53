"""Opens the replica and reads the first page while the screen's own parts are still being imported."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING

from rounds.data.desk import queue, rounds
from rounds.data.desk.desk import Desk
from rounds.data.errors import Refused
from rounds.data.rules.the_round import Ranked
from rounds.data.store import pages
from rounds.data.store.faults import DAMAGE, explained
from rounds.data.store.pages import Listing, Placed, Reader
from rounds.data.store.rows import TicketRow
from rounds.screens.saves import Saves

if TYPE_CHECKING:
    from rounds.data.desk.new_district import Answers

FIRST_ROWS = 120
"""Rows of the first page: more than the tallest usual terminal shows, with some to go on."""

FILTER = "filter:tickets"
BUILDING = "building"


@dataclass(frozen=True, slots=True)
class Opened:
    """A desk that is ready, and what the first screen shows."""

    desk: Desk
    lists: Reader
    """Reads the list; a newer question stops an older one."""
    sides: Reader
    """Reads previews and pages."""
    counts: Reader
    """Counts; nothing waits for it, and what a newer filter has no use for is stopped."""
    saves: Saves
    """Writes."""
    filter: str
    building: str | None
    listing: Listing[TicketRow]
    first: list[Placed[TicketRow]]
    round: list[Ranked]
    newest: int
    """Number of the newest change that is in what was read."""


@dataclass(frozen=True, slots=True)
class Beginnings:
    """The ways to begin: each gives a desk, and is run off the event loop."""

    look_around: Callable[[], Desk]
    start: Callable[[Answers], Desk]
    zone: str
    """This machine's time zone, as a first guess."""


class Opening:
    """A desk that is being opened in a thread."""

    def __init__(self, open_desk: Callable[[], Desk]) -> None:
        self._open_desk = open_desk
        self._opened: Opened | None = None
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, name="opening", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._opened = _opened_or_refused(self._open_desk())
        except BaseException as error:  # handed to whoever waits
            self._error = error

    def result(self, timeout_s: float | None = None) -> Opened | None:
        """What was opened; none where it takes longer than `timeout_s`.

        Raises:
            Refused: It cannot be opened; says why.
        """
        self._thread.join(timeout_s)
        if self._error is not None:
            raise self._error
        return self._opened


def _opened_or_refused(desk: Desk) -> Opened:
    """The first page of a desk; a file that cannot be read is given back, and said as a person can act on it."""
    try:
        return opened(desk)
    except BaseException as error:
        desk.replica.close()
        if isinstance(error, DAMAGE):
            raise explained(error, desk.replica.path) from error
        raise


def opened(desk: Desk) -> Opened:
    """The first page of a desk: the queue under the filter that was used last."""
    local = desk.recorder.local
    text, building = local.get(FILTER), local.get(BUILDING) or None
    if building not in desk.facts.buildings:
        building = None
    lists, sides, counts = (Reader(desk.replica.reader) for _ in range(3))
    try:
        listing = queue.listing(desk, text, building)
    except Refused:  # a filter of yesterday may name what is gone today
        text, listing = "", queue.listing(desk, "", building)
    with lists.turn() as connection:
        newest = newest_change(connection)
        first = pages.read(connection, listing, FIRST_ROWS)
        ranked = rounds.the_round(desk, connection)
    return Opened(desk, lists, sides, counts, Saves(), text, building, listing, first, ranked, newest)


def newest_change(connection: sqlite3.Connection) -> int:
    """The number of the newest change that this replica learnt of."""
    return int(connection.execute("SELECT ifnull(max(n), 0) FROM change").fetchone()[0])
