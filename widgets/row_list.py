"""The list: a window onto a keyed query, drawn line by line.

It holds a few hundred rows around the cursor and asks for more before they are needed, so a million rows feel like a
hundred. It knows rows by their key and never the store: who shows it answers `Wanted` with `take`.

What must stay true: a cursor move repaints two lines; a reload keeps the cursor on its record, or on its line where the
record has gone; rows never move for something that arrived meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from rounds.widgets.ink import On, Role, inks, is_plain
from rounds.widgets.line import BLANK, Line, Run, cut, fit, strip_of

RowT = TypeVar("RowT")
KEPT = 600
"""Rows held at most; those farthest from the cursor are let go."""


@dataclass(frozen=True, slots=True)
class Column(Generic[RowT]):
    """One column: what it shows of a row, and in how many cells."""

    title: str
    width: int
    """Cells; 0 takes what is left."""
    cell: Callable[[RowT], Run]
    right: bool = False
    fold: int = 0
    """Is left out where the list is narrower than this many cells."""


class End(StrEnum):
    """Where rows are wanted."""

    FIRST = "first"
    LAST = "last"
    AFTER = "after"
    BEFORE = "before"
    AROUND = "around"
    """From a key on, that row included: the list again as it stands now."""


class Held(NamedTuple, Generic[RowT]):
    """What a list holds and where its cursor stands, to be put back."""

    rows: tuple[RowT, ...]
    keys: tuple[Any, ...]
    top: int
    cursor: int
    at_start: bool
    at_end: bool


class RowList(Widget, Generic[RowT], can_focus=True):
    """Rows with a cursor, marks and columns."""

    class Wanted(Message):
        """Rows are needed: answer with `take`."""

        def __init__(self, rows: RowList[Any], end: End, key: Any, limit: int, generation: int) -> None:
            super().__init__()
            self.rows, self.end, self.key, self.limit, self.generation = rows, end, key, limit, generation

        @property
        def control(self) -> RowList[Any]:
            """The list that asks."""
            return self.rows

    class Moved(Message):
        """The cursor stands on another row, or on none."""

        def __init__(self, rows: RowList[Any], row: Any) -> None:
            super().__init__()
            self.rows, self.row = rows, row

        def can_replace(self, message: Message) -> bool:
            """Only where it came to rest matters."""
            return isinstance(message, RowList.Moved)

    class Opened(Message):
        """A row was clicked twice."""

        def __init__(self, rows: RowList[Any], row: Any) -> None:
            super().__init__()
            self.rows, self.row = rows, row

    def __init__(
        self,
        columns: Sequence[Column[RowT]],
        key_of: Callable[[RowT], Hashable],
        id: str | None = None,
        lead: Callable[[RowT], tuple[Run, ...]] | None = None,
    ) -> None:
        """A list of `columns`; `lead` draws what stands before them (severity), `key_of` tells records apart."""
        super().__init__(id=id)
        self._columns = tuple(columns)
        self._key_of = key_of
        self._rows: list[RowT] = []
        self._keys: list[Any] = []
        self._top = 0
        self._cursor = 0
        self._at_start = self._at_end = False
        self._generation = 0
        self._asked: set[End] = set()
        self._pending = 0
        self._keeps = False
        self.marked: dict[Hashable, RowT] = {}
        self._lead = lead
        self._folded: tuple[Column[RowT], ...] = self._columns
        self._widths: tuple[int, ...] = ()
        self._folded_for = -1
        self.placeholder: Sequence[Line] = ()
        """Shown in place of rows where there are none."""

    def set_columns(self, columns: Sequence[Column[RowT]]) -> None:
        """Draw the rows by other columns: relative times are counted anew, and the lines repainted that show others."""
        before = [self._words(row) for row in self.shown]
        self._columns = tuple(columns)
        self._folded_for = -1
        for y, (row, words) in enumerate(zip(self.shown, before, strict=True), 1):
            if words != self._words(row):
                self.refresh(Region(0, y, self.size.width, 1))

    def _words(self, row: RowT) -> list[Run]:
        return [column.cell(row) for column in self._columns]

    # -- what is in hand -------------------------------------------------------------------------------------------

    @property
    def selected(self) -> RowT | None:
        """The row under the cursor."""
        return self._rows[self._cursor] if self._cursor < len(self._rows) else None

    @property
    def rows(self) -> Sequence[RowT]:
        """The rows that are held."""
        return self._rows

    @property
    def shown(self) -> Sequence[RowT]:
        """The rows on the screen."""
        return self._rows[self._top : self._top + self.height_of_rows]

    @property
    def height_of_rows(self) -> int:
        """Lines that rows have; the first one is the header's."""
        return max(self.size.height - 1, 1)

    @property
    def place(self) -> int | None:
        """The cursor's place from the top, from 1, where the first row is held."""
        return self._cursor + 1 if self._at_start and self._rows else None

    # -- reading ---------------------------------------------------------------------------------------------------

    def restart(self, keep: bool = False) -> None:
        """Ask for the list from its beginning; the old rows stay until the new ones are there.

        Args:
            keep: Leave the cursor on its record; otherwise it goes to the first row.
        """
        self._ask_anew(End.FIRST, None, keep)

    def reload(self) -> None:
        """Ask for the rows around the cursor again, as they stand now."""
        if not self._rows or (self._at_start and self._top == 0):
            self.restart(keep=True)
        else:
            self._ask_anew(End.AROUND, self._keys[self._top], keep=True)

    def take(self, end: End, generation: int, rows: Sequence[tuple[RowT, Any]], limit: int) -> None:
        """Take the rows that were asked for; an answer to an older question is dropped."""
        if generation != self._generation:
            return
        self._asked.discard(end)
        short = len(rows) < limit
        if end is End.AFTER:
            self._append(rows, short)
        elif end is End.BEFORE:
            self._prepend(rows, short)
        else:
            self._replace(end, rows, short)

    def take_first(self, rows: Sequence[tuple[RowT, Any]], limit: int) -> None:
        """Take the first page where it was read before the list was there."""
        self._generation += 1
        self._asked.clear()
        self._replace(End.FIRST, rows, len(rows) < limit)

    def held(self) -> Held[RowT]:
        """The list as it stands, for `put_back`."""
        return Held(tuple(self._rows), tuple(self._keys), self._top, self._cursor, self._at_start, self._at_end)

    def put_back(self, held: Held[RowT]) -> None:
        """Show the list as it stood before; what was asked for meanwhile is dropped."""
        before = self._drawn()
        self._generation += 1
        self._asked.clear()
        self._pending = 0
        self._rows, self._keys = list(held.rows), list(held.keys)
        self._top, self._cursor, self._at_start, self._at_end = held.top, held.cursor, held.at_start, held.at_end
        self._show_cursor()
        self._repaint_changed(before)
        self._tell_moved()
        self._prefetch()

    def _ask_anew(self, end: End, key: Any, keep: bool) -> None:
        self._generation += 1
        self._asked.clear()
        self._keeps = keep
        self._want(end, key)

    def _append(self, rows: Sequence[tuple[RowT, Any]], short: bool) -> None:
        at_edge = len(self._rows) - self._top < self.height_of_rows
        self._rows += [row for row, _ in rows]
        self._keys += [key for _, key in rows]
        self._at_end = short
        drop = len(self._rows) - KEPT
        if drop > 0 and self._top >= drop:
            del self._rows[:drop], self._keys[:drop]
            self._top -= drop
            self._cursor -= drop
            self._at_start = False
        if at_edge:
            self.refresh()
        self._go_on()

    def _prepend(self, rows: Sequence[tuple[RowT, Any]], short: bool) -> None:
        self._rows[:0] = [row for row, _ in rows]
        self._keys[:0] = [key for _, key in rows]
        self._top += len(rows)
        self._cursor += len(rows)
        self._at_start = short
        if len(self._rows) > KEPT and self._top + 2 * self.height_of_rows < KEPT:
            del self._rows[KEPT:], self._keys[KEPT:]
            self._at_end = False
        self._go_on()

    def _replace(self, end: End, rows: Sequence[tuple[RowT, Any]], short: bool) -> None:
        held = self.selected if self._keeps else None
        line = self._cursor - self._top if self._keeps else 0
        before = self._drawn()
        self._rows = [row for row, _ in rows]
        self._keys = [key for _, key in rows]
        height = self.height_of_rows
        if end is End.LAST:
            self._at_start, self._at_end = short, True
            self._cursor = max(len(self._rows) - 1, 0)
            self._top = max(len(self._rows) - height, 0)
        else:
            self._at_start, self._at_end = end is End.FIRST, short
            self._top = 0
            self._cursor = self._found(held, line)
            self._show_cursor()
        self._pending = 0
        self._repaint_changed(before)
        self._tell_moved()
        self._prefetch()

    def _found(self, held: RowT | None, line: int) -> int:
        """Where the record that was in hand is now; its line where it has gone."""
        if held is not None:
            wanted = self._key_of(held)
            for index, row in enumerate(self._rows[: 2 * self.height_of_rows]):
                if self._key_of(row) == wanted:
                    return index
        return max(min(line, len(self._rows) - 1), 0)

    def _want(self, end: End, key: Any) -> None:
        self._asked.add(end)
        self.post_message(self.Wanted(self, end, key, max(4 * self.height_of_rows, 100), self._generation))

    def _prefetch(self) -> None:
        """Ask for more while there are still two screens of rows ahead."""
        if not self._rows:
            return
        height = self.height_of_rows
        if not self._at_end and End.AFTER not in self._asked and len(self._rows) - self._top < 4 * height:
            self._want(End.AFTER, self._keys[-1])
        if not self._at_start and End.BEFORE not in self._asked and self._top < 3 * height:
            self._want(End.BEFORE, self._keys[0])

    def _go_on(self) -> None:
        """Finish a move that had to wait for rows."""
        pending, self._pending = self._pending, 0
        if pending:
            self.move(pending)
        else:
            self._prefetch()

    # -- moving ----------------------------------------------------------------------------------------------------

    def move(self, delta: int) -> None:
        """Move the cursor by rows; what is not held yet is waited for."""
        target = self._cursor + self._pending + delta
        self._pending = 0
        if (target >= len(self._rows) and not self._at_end) or (target < 0 and not self._at_start):
            bound = len(self._rows) - 1 if target > 0 else 0
            self._pending = target - bound
            target = bound
        self._go(max(min(target, len(self._rows) - 1), 0))

    def page(self, direction: int) -> None:
        """Move by a screen, the rows with it."""
        height = self.height_of_rows
        target = self._top + direction * height
        if self._rows and ((direction > 0 and self._at_end) or (direction < 0 and self._at_start)):
            target = max(min(target, len(self._rows) - height), 0)
        if 0 <= target <= max(len(self._rows) - height, 0) and target != self._top:
            line = self._cursor - self._top
            before = self._drawn()
            self._top = target
            self._cursor = min(target + line, len(self._rows) - 1)
            self._repaint_changed(before)
            self._tell_moved()
            self._prefetch()
        else:
            self.move(direction * height)

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
            self._go(max(len(self._rows) - 1, 0))
        elif End.LAST not in self._asked:
            self._ask_anew(End.LAST, None, keep=False)

    def go_to(self, line: int) -> None:
        """Put the cursor on a line of the screen, counted from the first row."""
        self._pending = 0
        if 0 <= line < len(self.shown):
            self._go(self._top + line)

    def _go(self, target: int) -> None:
        before, top = self._cursor, self._top
        self._cursor = target
        self._show_cursor()
        if self._top != top:
            self._repaint()
        elif before != target:
            self._repaint_row(before)
            self._repaint_row(target)
        if before != target:
            self._tell_moved()
        self._prefetch()

    def _show_cursor(self) -> None:
        """At its edge the list jumps half a page, so that a held key does not repaint it at each step."""
        height = self.height_of_rows
        if self._cursor < self._top:
            self._top = max(self._cursor - height // 2, 0)
        elif self._cursor >= self._top + height:
            self._top = min(self._cursor - height // 2, max(len(self._rows) - height, 0))

    def _tell_moved(self) -> None:
        self.post_message(self.Moved(self, self.selected))

    # -- marks -----------------------------------------------------------------------------------------------------

    def toggle_mark(self) -> None:
        """Mark the row in hand, or take its mark away."""
        row = self.selected
        if row is None:
            return
        key = self._key_of(row)
        if self.marked.pop(key, None) is None:
            self.marked[key] = row
        self._repaint_row(self._cursor)

    def mark_shown(self) -> None:
        """Mark every row on the screen; take all marks away where they all are."""
        keys = {self._key_of(row): row for row in self.shown}
        if keys and keys.keys() <= self.marked.keys():
            self.marked.clear()
        else:
            self.marked.update(keys)
        self.refresh()

    def unmark_all(self) -> None:
        """Take every mark away."""
        if self.marked:
            self.marked.clear()
            self.refresh()

    # -- drawing ---------------------------------------------------------------------------------------------------

    def _drawn(self) -> list[tuple[RowT | None, bool, bool]]:
        """What each line shows now, to tell which of them change."""
        lines: list[tuple[RowT | None, bool, bool]] = []
        for y in range(self.height_of_rows):
            index = self._top + y
            row = self._rows[index] if index < len(self._rows) else None
            lines.append((row, index == self._cursor, row is not None and self._key_of(row) in self.marked))
        return lines

    def _repaint_changed(self, before: list[tuple[RowT | None, bool, bool]]) -> None:
        if not self._rows:
            self.refresh()
            return
        for y, (old, new) in enumerate(zip(before, self._drawn(), strict=True)):
            if old != new or (old[0] is None and self.placeholder):
                self.refresh(Region(0, y + 1, self.size.width, 1))

    def _repaint(self) -> None:
        self.refresh(Region(0, 1, self.size.width, self.height_of_rows))

    def _repaint_row(self, index: int) -> None:
        y = index - self._top
        if 0 <= y < self.height_of_rows:  # the plain theme tells the row in hand by its first cell alone
            self.refresh(Region(0, y + 1, 1 if is_plain(self.app.theme) else self.size.width, 1))

    def on_resize(self) -> None:
        """The cursor stays in sight."""
        self._show_cursor()
        self._prefetch()

    def _fold(self) -> None:
        """Which columns there is room for, and how wide each of them is."""
        width = self._folded_for = self.size.width
        self._folded = tuple(column for column in self._columns if width >= column.fold)
        fixed = sum(column.width + 1 for column in self._folded if column.width)
        rest = max(width - self._lead_width - fixed - 1, 1)
        self._widths = tuple(column.width or rest for column in self._folded)

    @property
    def _lead_width(self) -> int:
        return 4 if self._lead else 1

    def render_line(self, y: int) -> Strip:
        """The header, then a row a line."""
        if self._folded_for != self.size.width:
            self._fold()
        theme = inks(self.app.theme)
        width = self.size.width
        if y == 0:
            return strip_of(self._header(), width, theme)
        index = self._top + y - 1
        if index < len(self._rows):
            return self._row_strip(index, width)
        if not self._rows and y - 1 < len(self.placeholder):
            return strip_of(self.placeholder[y - 1], width, theme)
        return strip_of(BLANK, width, theme)

    def _header(self) -> Line:
        if not self._rows:
            return BLANK
        told = " ".join(
            fit(column.title, width, column.right) for column, width in zip(self._folded, self._widths, strict=True)
        )
        return (Run(" " * self._lead_width + told, Role.FAINT),)

    def _row_strip(self, index: int, width: int) -> Strip:
        row = self._rows[index]
        on = On.CURSOR if index == self._cursor else On.GROUND
        theme, plain = inks(self.app.theme), is_plain(self.app.theme)
        parts: list[Run] = [self._mark_of(row, on, plain)]
        if self._lead:
            parts += self._lead(row)
        for number, (column, cells) in enumerate(zip(self._folded, self._widths, strict=True)):
            run = column.cell(row)
            told = cut(run.text, cells) if width_too_long(run.text, cells) else run.text
            parts.append(Run((" " if number else "") + fit(told, cells, column.right), run.role))
        if on is On.CURSOR and not plain:
            parts = [Run(run.text, Role.STRONG if run.role is Role.TEXT else run.role) for run in parts]
        return strip_of(tuple(parts), width, theme, on)

    def _mark_of(self, row: RowT, on: On, plain: bool) -> Run:
        marked = self._key_of(row) in self.marked
        if plain:
            return Run("*>"[on is On.CURSOR] if marked or on is On.CURSOR else " ", Role.STRONG)
        return Run("▌", Role.ACCENT) if marked else Run(" ", Role.TEXT)

    # -- mouse -----------------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there, a second one opens."""
        if not 0 < event.y <= len(self.shown):
            return
        self.go_to(event.y - 1)
        row = self.selected
        if event.chain == 2 and row is not None:
            self.post_message(self.Opened(self, row))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.move(-3)


def width_too_long(text: str, cells: int) -> bool:
    """Whether `text` takes more than `cells`; the length alone tells for most."""
    return len(text) > cells or not text.isascii()
