"""A list that a filter narrows: typed over the bar, understood letter by letter, kept by enter, dropped by esc."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rounds.data.errors import Refused
from rounds.data.store.pages import Listing
from rounds.screens.list_screen import ListScreen
from rounds.screens.messages import Read
from rounds.widgets.frame import Hint
from rounds.widgets.row_window import Held

if TYPE_CHECKING:
    from rounds.data.store.query.refusals import QueryError
    from rounds.widgets.filter_field import FilterField

KNOWN_MAX = 8
"""What is known in the place of a mistake is offered up to so many."""

Offered = tuple[tuple[int, int, str, str], ...]
"""What could stand at the caret: from, to, what is put there, what it means."""


class FilterScreen(ListScreen):
    """A list with a filter."""

    NOUN: ClassVar[str] = ""
    """What the filter's fields belong to."""

    def __init__(self) -> None:
        super().__init__()
        self._tried = ""
        self._field: FilterField | None = None
        self._mistake: QueryError | None = None
        self._offers: Offered = ()
        self._before: tuple[Listing[Any] | None, int | None, Held[Any]] | None = None
        """The list while a filter is typed, as it was before."""

    def filter_kept(self, text: str) -> None:
        """A filter is in use: remember it."""

    @property
    def is_typing(self) -> bool:
        """Whether a filter is being typed."""
        return self._field is not None and self._field.is_open

    def reload(self) -> None:
        """Read again what is shown, as it stands now."""
        self.reload_list(self._tried)

    def hints(self) -> list[Hint]:
        """While a filter is typed, the keys of its field."""
        if not self.is_typing:
            return super().hints()
        return [
            Hint("tab", "complete", "field('complete')"),
            Hint("↑↓", "choose", "field('choose(1)')"),
            Hint("enter", "keep", "field('keep')"),
            Hint("esc", "back as it was", "field('leave')", keeps=True),
        ]

    async def action_field(self, action: str) -> None:
        """A hint of the filter's field was clicked."""
        if self._field is not None:
            await self._field.run_action(action)

    # -- typing ----------------------------------------------------------------------------------------------------

    async def action_filter(self) -> None:
        """Type a filter."""
        await self._edit(self._filter, None)

    async def _edit(self, text: str, mistake: QueryError | None) -> None:
        """Lay the field over the bar with `text`, and what is wrong with it."""
        from rounds.widgets.filter_field import FilterField

        if self._field is None:
            self._field = FilterField()
            await self.mount(self._field.offers)
            await self.mount(self._field)
        if self._before is None:
            self._before = self._listing, self._count, self.row_list.held()
        self._tried, self._mistake = text, mistake
        self._field.wrong = text if mistake is not None else None
        self._field.edit(self.bar, text)
        self.tell_keys()

    def place_field(self) -> None:
        """The bar has another place: the field over it, too."""
        if self._field is not None and self._field.is_open:
            self._field.over(self.bar)

    def on_filter_bar_wanted(self) -> None:
        """The bar was clicked."""
        self.run_action_named("filter")

    def on_filter_field_edited(self, message: FilterField.Edited) -> None:
        """Each letter narrows the list; what cannot be understood leaves it as it was and says where."""
        if message.text != self._tried:
            self._tried = message.text
            self.stop_reading()
            self.read("question", partial(self._question, message.text, False), self.opened.sides)
        self.read("offers", partial(_offers, self.desk, self.NOUN, message.text, message.caret), self.opened.sides)

    def on_filter_field_left(self, message: FilterField.Left) -> None:
        """Enter keeps it, esc gives the list back as it was."""
        self.row_list.focus()
        self.tell_keys()
        if message.keep:
            self.use_filter(message.text)
        else:
            self._give_back()

    def _give_back(self) -> None:
        """The list as it was before a filter was typed, read again since it may have changed meanwhile."""
        before, self._before = self._before, None
        if before is None or self._tried == self._filter:
            return
        self._tried = self._filter
        self.drop_answer("question")
        self._listing, self._count, held = before
        self.row_list.put_back(held)
        self.row_list.reload()
        self.tell_bar()

    # -- using -----------------------------------------------------------------------------------------------------

    def use_filter(self, text: str) -> None:
        """Narrow the list to `text` and remember it for the next time."""
        self._tried = text
        self.read("question", partial(self._question, text, True), self.opened.sides)

    def _question(
        self, text: str, keep: bool, connection: sqlite3.Connection
    ) -> tuple[str, Listing[Any], bool, QueryError | None]:
        """The list under `text`; under what stands before a mistake, with the mistake."""
        from rounds.data.store.query.refusals import QueryError

        try:
            return text, self.listing_for(text), keep, None
        except QueryError as error:
            return text, self._listing_before(text[: error.start]), keep, error

    def _listing_before(self, text: str) -> Listing[Any]:
        """The list that the terms before a mistake give; everything where there is one in them, too."""
        try:
            return self.listing_for(" ".join(text.split(" ")[:-1]))
        except Refused:
            return self.listing_for("")

    def answered(self, message: Read) -> None:
        """A filter is understood, or what could stand at its caret."""
        match message.what:
            case "question":
                self.call_later(self._take_question, *message.answer)
            case "offers":
                self._offers = message.answer
                self._tell_offers()
            case _:
                super().answered(message)

    async def _take_question(self, text: str, listing: Listing[Any], keep: bool, error: QueryError | None) -> None:
        """Show a filter's list. What stands before a mistake narrows it still; the mistake is told under its place."""
        if keep and error is not None:
            await self._edit(text, error)
            return
        self._mistake = None if error is None or error.incomplete else error
        self._listing = listing
        self._count = None
        self.row_list.restart()
        if self._field is not None:
            self._field.wrong = text if error is not None else None
        self._tell_offers()
        if keep:
            self._filter, self._before = text, None
            self.filter_kept(text)
            self.tell_bar()

    def _tell_offers(self) -> None:
        """Below the field: what could stand at the caret; under a mistake what is wrong, and what is known there."""
        if self._field is None or not self._field.is_open:
            return
        mistake = self._mistake
        if mistake is None:
            self._field.offers.tell(self._offers, None)
            return
        known = tuple((mistake.start, mistake.end, each, "") for each in mistake.offers[:KNOWN_MAX])
        self._field.offers.tell(self._offers or known, (mistake.start, mistake.message))

    # -- leaving ---------------------------------------------------------------------------------------------------

    async def action_back(self) -> None:
        """Esc: stop reading, drop the marks, then the filter."""
        if self.stopped_reading():
            return
        if self.row_list.marked:
            self.unmark()
        elif self._filter or self._tried:  # one that was kept just now may still be read
            self.use_filter("")


def _offers(desk: Any, noun: str, text: str, caret: int, connection: sqlite3.Connection) -> Offered:
    from rounds.data.store.query.complete import complete

    with desk.reading:
        found = complete(text, caret, desk.catalogue[noun], desk.names)
    return tuple((offer.start, offer.end, offer.insert, offer.label) for offer in found)
