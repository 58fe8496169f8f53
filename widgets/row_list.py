"""The list: a window onto a keyed query, drawn line by line.

It never knows the store: who shows it answers `Wanted` with `take`.

What must stay true: a cursor move repaints two lines; a reload keeps the cursor on its record, or on its line where the
record has gone; rows never move for something that arrived meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from rounds.widgets.ink import On, Role, inks, is_plain
from rounds.widgets.line import BLANK, Line, Run, cut, fit, strip_of
from rounds.widgets.row_window import End, Held, RowT, RowWindow


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


_Drawn = tuple[Any, bool, bool]
"""What a line shows, to tell which lines change: its row, whether the cursor is on it, whether it is marked."""


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
        self._window = RowWindow(key_of)
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
        return self._window.selected

    @property
    def rows(self) -> Sequence[RowT]:
        """The rows that are held."""
        return self._window.rows

    @property
    def shown(self) -> Sequence[RowT]:
        """The rows on the screen."""
        return self._window.shown

    @property
    def height_of_rows(self) -> int:
        """Lines that rows have; the first one is the header's."""
        return max(self.size.height - 1, 1)

    @property
    def place(self) -> int | None:
        """The cursor's place from the top, from 1, where the first row is held."""
        return self._window.place

    # -- reading ---------------------------------------------------------------------------------------------------

    def restart(self, keep: bool = False) -> None:
        """Ask for the list from its beginning; the old rows stay until the new ones are there.

        Args:
            keep: Leave the cursor on its record; otherwise it goes to the first row.
        """
        with self._changing():
            self._window.restart(keep)

    def reload(self) -> None:
        """Ask for the rows around the cursor again, as they stand now."""
        with self._changing():
            self._window.reload()

    def take(self, end: End, generation: int, rows: Sequence[tuple[RowT, Any]], limit: int) -> None:
        """Take the rows that were asked for; an answer to an older question is dropped."""
        with self._changing():
            taken = self._window.take(end, generation, rows, limit)
        if taken and end not in (End.AFTER, End.BEFORE):
            self._tell_moved()

    def take_first(self, rows: Sequence[tuple[RowT, Any]], limit: int) -> None:
        """Take the first page where it was read before the list was there."""
        with self._changing():
            self._window.take_first(rows, limit)
        self._tell_moved()

    def held(self) -> Held[RowT]:
        """The list as it stands, for `put_back`."""
        return self._window.held()

    def put_back(self, held: Held[RowT]) -> None:
        """Show the list as it stood before; what was asked for meanwhile is dropped."""
        with self._changing():
            self._window.put_back(held)
        self._tell_moved()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Paint the lines that a change of the window changes, tell where the cursor went, ask for what is wanted."""
        window = self._window
        window.height = self.height_of_rows
        before, selected = self._drawn(), window.selected
        yield
        self._repaint_changed(before)
        if window.selected is not selected:
            self._tell_moved()
        wants, window.wants = window.wants, []
        for want in wants:
            self.post_message(self.Wanted(self, *want))

    def _tell_moved(self) -> None:
        self.post_message(self.Moved(self, self.selected))

    # -- moving ----------------------------------------------------------------------------------------------------

    def move(self, delta: int) -> None:
        """Move the cursor by rows; what is not held yet is waited for."""
        with self._changing():
            self._window.move(delta)

    def page(self, direction: int) -> None:
        """Move by a screen, the rows with it."""
        with self._changing():
            self._window.page(direction)

    def first(self) -> None:
        """Go to the first row of all."""
        with self._changing():
            self._window.first()

    def last(self) -> None:
        """Go to the last row of all."""
        with self._changing():
            self._window.last()

    def go_to(self, line: int) -> None:
        """Put the cursor on a line of the screen, counted from the first row."""
        with self._changing():
            self._window.go_to(line)

    def on_resize(self) -> None:
        """The cursor stays in sight."""
        with self._changing():
            self._window.show_cursor()
            self._window.prefetch()

    # -- marks -----------------------------------------------------------------------------------------------------

    def toggle_mark(self) -> None:
        """Mark the row in hand, or take its mark away."""
        row = self.selected
        if row is None:
            return
        with self._changing():
            key = self._window.key_of(row)
            if self.marked.pop(key, None) is None:
                self.marked[key] = row

    def mark_shown(self) -> None:
        """Mark every row on the screen; take all marks away where they all are."""
        keys = {self._window.key_of(row): row for row in self.shown}
        with self._changing():
            if keys and keys.keys() <= self.marked.keys():
                self.marked.clear()
            else:
                self.marked.update(keys)

    def unmark_all(self) -> None:
        """Take every mark away."""
        with self._changing():
            self.marked.clear()

    # -- drawing ---------------------------------------------------------------------------------------------------

    def _drawn(self) -> list[_Drawn]:
        """What each line shows now."""
        window = self._window
        lines: list[_Drawn] = []
        for index in range(window.top, window.top + window.height):
            row = window.rows[index] if index < len(window.rows) else None
            lines.append((row, index == window.cursor, row is not None and window.key_of(row) in self.marked))
        return lines

    def _repaint_changed(self, before: list[_Drawn]) -> None:
        if not self.rows:
            if any(row is not None for row, *_ in before) or self.placeholder:
                self.refresh()
            return
        if all(row is None for row, *_ in before):
            self.refresh()  # the header, too, and what stood in place of rows
            return
        cells = self.size.width
        for y, (old, new) in enumerate(zip(before, self._drawn(), strict=True), 1):
            if old == new:
                continue
            # the plain theme tells the row in hand by its first cell alone
            first = old[0] is new[0] and is_plain(self.app.theme)
            self.refresh(Region(0, y, 1 if first else cells, 1))

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
        index = self._window.top + y - 1
        if index < len(self.rows):
            return self._row_strip(index, width)
        if not self.rows and y - 1 < len(self.placeholder):
            return strip_of(self.placeholder[y - 1], width, theme)
        return strip_of(BLANK, width, theme)

    def _header(self) -> Line:
        if not self.rows:
            return BLANK
        told = " ".join(
            fit(column.title, width, column.right) for column, width in zip(self._folded, self._widths, strict=True)
        )
        return (Run(" " * self._lead_width + told, Role.FAINT),)

    def _row_strip(self, index: int, width: int) -> Strip:
        row = self.rows[index]
        on = On.CURSOR if index == self._window.cursor else On.GROUND
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
        marked = self._window.key_of(row) in self.marked
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
