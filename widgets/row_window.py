"""A window onto a long list that is read page by page: which rows are held, where the cursor is, what to read next.

It holds a few hundred rows around the cursor and asks for more before they are needed, so a million rows feel like a
hundred. It knows rows by their key, and neither the screen nor the store.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

RowT = TypeVar("RowT")
KEPT = 600
"""Rows held at most; those farthest from the cursor are let go."""


class End(StrEnum):
    """Where rows are wanted."""

    FIRST = "first"
    LAST = "last"
    AFTER = "after"
    BEFORE = "before"
    AROUND = "around"
    """From a key on, that row included: the list again as it stands now."""


class Want(NamedTuple):
    """Rows to be read; the answer names the end and the generation again."""

    end: End
    key: Any
    limit: int
    generation: int


class Held(NamedTuple, Generic[RowT]):
    """What is held and where the cursor stands, to be put back."""

    rows: tuple[RowT, ...]
    keys: tuple[Any, ...]
    top: int
    cursor: int
    at_start: bool
    at_end: bool


class RowWindow(Generic[RowT]):
    """Rows in hand, of which some are shown."""

    def __init__(self, key_of: Callable[[RowT], Hashable]) -> None:
        """An empty window; `key_of` tells records apart."""
        self.key_of = key_of
        self.height = 1
        """Rows that are shown at once."""
        self.rows: list[RowT] = []
        self.top = 0
        self.cursor = 0
        self.wants: list[Want] = []
        """What is to be read; whoever reads takes it from here."""
        self._keys: list[Any] = []
        self._at_start = self._at_end = False
        self._generation = 0
        self._asked: set[End] = set()
        self._pending = 0
        self._keeps = False

    # -- what is in hand -------------------------------------------------------------------------------------------

    @property
    def selected(self) -> RowT | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    @property
    def shown(self) -> Sequence[RowT]:
        """The rows on the screen."""
        return self.rows[self.top : self.top + self.height]

    @property
    def place(self) -> int | None:
        """The cursor's place from the top, from 1, where the first row is held."""
        return self.cursor + 1 if self._at_start and self.rows else None

    def held(self) -> Held[RowT]:
        """The window as it stands, for `put_back`."""
        return Held(tuple(self.rows), tuple(self._keys), self.top, self.cursor, self._at_start, self._at_end)

    # -- reading ---------------------------------------------------------------------------------------------------

    def restart(self, keep: bool = False) -> None:
        """Ask for the list from its beginning; the old rows stay until the new ones are there.

        Args:
            keep: Leave the cursor on its record; otherwise it goes to the first row.
        """
        self._ask_anew(End.FIRST, None, keep)

    def reload(self) -> None:
        """Ask for the rows around the cursor again, as they stand now."""
        if not self.rows or (self._at_start and self.top == 0):
            self.restart(keep=True)
        else:
            self._ask_anew(End.AROUND, self._keys[self.top], keep=True)

    def take(self, end: End, generation: int, rows: Sequence[tuple[RowT, Any]], limit: int) -> bool:
        """Take the rows that were asked for; gives whether they were: an answer to an older question is dropped."""
        if generation != self._generation:
            return False
        self._asked.discard(end)
        short = len(rows) < limit
        if end is End.AFTER:
            self._append(rows, short)
        elif end is End.BEFORE:
            self._prepend(rows, short)
        else:
            self._replace(end, rows, short)
        return True

    def take_first(self, rows: Sequence[tuple[RowT, Any]], limit: int) -> None:
        """Take the first page where it was read before there was a window."""
        self._generation += 1
        self._asked.clear()
        self._replace(End.FIRST, rows, len(rows) < limit)

    def put_back(self, held: Held[RowT]) -> None:
        """Be as before; what was asked for meanwhile is dropped."""
        self._generation += 1
        self._asked.clear()
        self._pending = 0
        self.rows, self._keys = list(held.rows), list(held.keys)
        self.top, self.cursor, self._at_start, self._at_end = held.top, held.cursor, held.at_start, held.at_end
        self.show_cursor()
        self.prefetch()

    def _ask_anew(self, end: End, key: Any, keep: bool) -> None:
        self._generation += 1
        self._asked.clear()
        self._keeps = keep
        self._want(end, key)

    def _append(self, rows: Sequence[tuple[RowT, Any]], short: bool) -> None:
        self.rows += [row for row, _ in rows]
        self._keys += [key for _, key in rows]
        self._at_end = short
        drop = len(self.rows) - KEPT
        if drop > 0 and self.top >= drop:
            del self.rows[:drop], self._keys[:drop]
            self.top -= drop
            self.cursor -= drop
            self._at_start = False
        self._go_on()

    def _prepend(self, rows: Sequence[tuple[RowT, Any]], short: bool) -> None:
        self.rows[:0] = [row for row, _ in rows]
        self._keys[:0] = [key for _, key in rows]
        self.top += len(rows)
        self.cursor += len(rows)
        self._at_start = short
        if len(self.rows) > KEPT and self.top + 2 * self.height < KEPT:
            del self.rows[KEPT:], self._keys[KEPT:]
            self._at_end = False
        self._go_on()

    def _replace(self, end: End, rows: Sequence[tuple[RowT, Any]], short: bool) -> None:
        held = self.selected if self._keeps else None
        line = self.cursor - self.top if self._keeps else 0
        self.rows = [row for row, _ in rows]
        self._keys = [key for _, key in rows]
        if end is End.LAST:
            self._at_start, self._at_end = short, True
            self.cursor = max(len(self.rows) - 1, 0)
            self.top = max(len(self.rows) - self.height, 0)
        else:
            self._at_start, self._at_end = end is End.FIRST, short
            self.top = 0
            self.cursor = self._found(held, line)
            self.show_cursor()
        self._pending = 0
        self.prefetch()

    def _found(self, held: RowT | None, line: int) -> int:
        """Where the record that was in hand is now; its line where it has gone."""
        if held is not None:
            wanted = self.key_of(held)
            for index, row in enumerate(self.rows[: 2 * self.height]):
                if self.key_of(row) == wanted:
                    return index
        return max(min(line, len(self.rows) - 1), 0)

    def _want(self, end: End, key: Any) -> None:
        self._asked.add(end)
        self.wants.append(Want(end, key, max(4 * self.height, 100), self._generation))

    def prefetch(self) -> None:
        """Ask for more while there are still two screens of rows ahead."""
        if not self.rows:
            return
        if not self._at_end and End.AFTER not in self._asked and len(self.rows) - self.top < 4 * self.height:
            self._want(End.AFTER, self._keys[-1])
        if not self._at_start and End.BEFORE not in self._asked and self.top < 3 * self.height:
            self._want(End.BEFORE, self._keys[0])

    def _go_on(self) -> None:
        """Finish a move that had to wait for rows."""
        pending, self._pending = self._pending, 0
        if pending:
            self.move(pending)
        else:
            self.prefetch()

    # -- moving ----------------------------------------------------------------------------------------------------

    def move(self, delta: int) -> None:
        """Move the cursor by rows; what is not held yet is waited for."""
        target = self.cursor + self._pending + delta
        self._pending = 0
        if (target >= len(self.rows) and not self._at_end) or (target < 0 and not self._at_start):
            bound = len(self.rows) - 1 if target > 0 else 0
            self._pending = target - bound
            target = bound
        self._go(max(min(target, len(self.rows) - 1), 0))

    def page(self, direction: int) -> None:
        """Move by a screen, the rows with it."""
        most = max(len(self.rows) - self.height, 0)
        target = self.top + direction * self.height
        if self.rows and ((direction > 0 and self._at_end) or (direction < 0 and self._at_start)):
            target = max(min(target, most), 0)
        if 0 <= target <= most and target != self.top:
            line = self.cursor - self.top
            self.top = target
            self.cursor = min(target + line, len(self.rows) - 1)
            self.prefetch()
        else:
            self.move(direction * self.height)

    def first(self) -> None:
        """Go to the first row of all."""
        self._pending = 0
        if self._at_start:
            self._go(0)
        elif End.FIRST not in self._asked:
            self._ask_anew(End.FIRST, None, keep=False)

    def last(self) -> None:
        """Go to the last row of all."""
        self._pending = 0
        if self._at_end:
            self._go(max(len(self.rows) - 1, 0))
        elif End.LAST not in self._asked:
            self._ask_anew(End.LAST, None, keep=False)

    def go_to(self, line: int) -> None:
        """Put the cursor on a line of the screen, counted from the first row."""
        self._pending = 0
        if 0 <= line < len(self.shown):
            self._go(self.top + line)

    def _go(self, target: int) -> None:
        self.cursor = target
        self.show_cursor()
        self.prefetch()

    def show_cursor(self) -> None:
        """At its edge the window jumps half a page, so that a held key does not move every row at each step."""
        if self.cursor < self.top:
            self.top = max(self.cursor - self.height // 2, 0)
        elif self.cursor >= self.top + self.height:
            self.top = min(self.cursor - self.height // 2, max(len(self.rows) - self.height, 0))
