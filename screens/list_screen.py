"""A tab whose middle is a list: its rows are read page by page and counted late; why there is none is said there."""

from __future__ import annotations

import sqlite3
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar

from textual import getters
from textual.timer import Timer

from rounds.data.errors import Refused
from rounds.data.store import pages
from rounds.data.store.pages import COUNTED_MAX, Listing
from rounds.data.text import clean_line
from rounds.screens.messages import NotRead, Read
from rounds.screens.tab_screen import TabScreen
from rounds.widgets.filter_bar import FilterBar
from rounds.widgets.ink import Role
from rounds.widgets.line import BLANK, Line, Run
from rounds.widgets.row_list import RowList
from rounds.widgets.row_window import End
from rounds.widgets.wrap import wrapped

BUSY_S = 0.1
"""What takes longer says that it is working, in seconds."""


class ListScreen(TabScreen):
    """A screen with a list under a bar that tells what is in it."""

    LIST: ClassVar[str] = "list"
    """What people call it."""

    row_list = getters.query_one(RowList)
    bar = getters.query_one("#filter", FilterBar)

    def __init__(self) -> None:
        super().__init__()
        self._filter = ""
        self._listing: Listing[Any] | None = None
        self._count: int | None = None
        self._reading: Timer | None = None
        self._said_reading = False

    # -- for each list ---------------------------------------------------------------------------------------------

    @abstractmethod
    def listing_for(self, text: str) -> Listing[Any]:
        """The list under a filter.

        Raises:
            Refused: The filter cannot be understood, or names what is not there.
        """

    @abstractmethod
    def columns(self) -> Sequence[Any]:
        """The list's columns, as they stand now."""

    def empty_lines(self) -> Iterable[Line]:
        """What is said where there is no row: what is not there, and the keys that get out of it."""
        return ()

    def order_words(self) -> str:
        """How the list is ordered."""
        return ""

    # -- reading ---------------------------------------------------------------------------------------------------

    def on_row_list_wanted(self, message: RowList.Wanted) -> None:
        """Read the rows that the list asks for."""
        if self._listing is None:
            return
        listing, end, key, limit = self._listing, message.end, message.key, message.limit
        if end not in (End.AFTER, End.BEFORE):
            self.stop_reading()
            self._begin_reading()
        self.read(
            f"rows {end}",
            partial(_rows, listing, end, key, limit, message.generation),
            self.opened.lists,
        )

    def answered(self, message: Read) -> None:
        """Rows or their count are there."""
        match message.what.split(" ")[0]:
            case "rows":
                end, generation, limit, rows = message.answer
                self.row_list.take(end, generation, rows, limit)
                if end not in (End.AFTER, End.BEFORE):
                    self._end_reading()
                    self.show_empty()
                    self.tell_keys()
                    self.count_rows()
            case "count":
                self._count = message.answer
                self.tell_bar()
            case _:
                super().answered(message)

    def not_answered(self, message: NotRead) -> None:
        """A list that cannot be read says why in the place of its rows; the rest of the screen lives on."""
        if message.what.startswith("rows"):
            self._end_reading()
            self.row_list.placeholder = self._failure(message.refusal)
            self.row_list.take_first([], 1)
            self.bar.tell(self._filter, "not read")
        else:
            super().not_answered(message)

    def _failure(self, refusal: Refused) -> Sequence[Line]:
        width = max(self.row_list.size.width - 9, 20)
        what, *more = wrapped(f"The {self.LIST} could not be read: {self.what_is_wrong(refusal)}", width)
        return [
            BLANK,
            BLANK,
            (Run("      ✗ ", Role.BAD), Run(what, Role.STRONG)),
            *((Run(f"        {piece}", Role.STRONG),) for piece in more),
            BLANK,
            *((Run(f"      {piece}", Role.SOFT),) for piece in wrapped(clean_line(refusal.hint), width)),
            BLANK,
            (Run("      ^r   ", Role.STRONG), Run("try again", Role.FAINT)),
        ]

    def _begin_reading(self) -> None:
        """What takes longer than a moment says so, and that esc stops it; old rows stay until new ones are there."""
        self._end_reading()
        self._reading = self.set_timer(BUSY_S, self._say_reading)

    def _say_reading(self) -> None:
        self._said_reading = True
        self.bar.tell(self._filter, "◐ reading … · esc stops")

    def _end_reading(self) -> None:
        if self._reading is not None:
            self._reading.stop()
            self._reading, self._said_reading = None, False

    def reload_list(self, text: str) -> None:
        """Read again what is shown, as it stands now under the filter `text`; the cursor stays on its record."""
        with suppress(Refused):  # what it names may be gone meanwhile: the list stays as it was
            self._listing = self.listing_for(text)
        self.row_list.set_columns(self.columns())
        self.row_list.reload()

    # -- what is said about it -------------------------------------------------------------------------------------

    def count_rows(self) -> None:
        """Count them, up to a limit, off the way to the first rows."""
        if self._listing is not None:
            self.read("count", partial(pages.count, listing=self._listing), self.opened.counts)

    def tell_bar(self) -> None:
        """What the bar tells on the right: how many, how many are marked, in which order."""
        told = [self.count_words()]
        if self.row_list.marked:
            told.append(f"{len(self.row_list.marked)} marked")
        told.append(self.order_words())
        self.bar.tell(self._filter, " · ".join(part for part in told if part))

    def count_words(self) -> str:
        """How many rows there are."""
        return self.count_figure

    @property
    def count_figure(self) -> str:
        """`40`, `10,000+`, or nothing while that is not known."""
        if self._count is None:
            return ""
        return f"{COUNTED_MAX:,}+" if self._count > COUNTED_MAX else f"{self._count:,}"

    def place_words(self) -> str:
        """`4 of 40`, as a page says it."""
        place, count = self.row_list.place, self.count_figure
        if not place:
            return ""
        return f"{place} of {count}" if count else f"{place}"

    def show_empty(self) -> None:
        """Say what is not there, where there is no row."""
        if not self.row_list.rows:
            self.row_list.placeholder = tuple(self.empty_lines())
            self.row_list.refresh()

    # -- moving and marking ----------------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """Up or down."""
        self.row_list.move(by)

    def action_page(self, direction: int) -> None:
        """A screen up or down."""
        self.row_list.page(direction)

    def action_first(self) -> None:
        """To the first."""
        self.row_list.first()

    def action_last(self) -> None:
        """To the last."""
        self.row_list.last()

    def action_mark(self) -> None:
        """Mark, and go on to the next."""
        self.row_list.toggle_mark()
        self.row_list.move(1)
        self.tell_bar()

    def action_mark_shown(self) -> None:
        """Mark all that are shown."""
        self.row_list.mark_shown()
        self.tell_bar()

    def unmark(self) -> None:
        """Take every mark away."""
        self.row_list.unmark_all()
        self.tell_bar()

    def stopped_reading(self) -> bool:
        """Esc stops what takes long, once that is said; gives whether there was something to stop."""
        if not self._said_reading:
            return False
        self.stop_reading()
        self._end_reading()
        self.tell_bar()
        return True

    def stop_reading(self) -> None:
        """What is being read of the list, and counted, is for nobody any more."""
        self.opened.lists.stop()
        self.opened.counts.stop()

    def on_row_list_opened(self) -> None:
        """Two clicks open."""
        self.run_action_named("open")


def _rows(
    listing: Listing[Any], end: End, key: Any, limit: int, generation: int, connection: sqlite3.Connection
) -> tuple[End, int, int, list[tuple[Any, Any]]]:
    match end:
        case End.FIRST:
            found = pages.read(connection, listing, limit)
        case End.LAST:
            found = pages.read(connection, listing, limit, before=())
        case End.AFTER:
            found = pages.read(connection, listing, limit, after=key)
        case End.BEFORE:
            found = pages.read(connection, listing, limit, before=key)
        case End.AROUND:
            found = pages.read(connection, listing, limit, after=key, inclusive=True)
    return end, generation, limit, [(placed.row, placed.key) for placed in found]
