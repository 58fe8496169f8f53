"""Tab 1: the round on the left, the queue in the middle, the ticket under the cursor below."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, getters
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from rounds.data.desk import queue, rounds
from rounds.data.desk.tickets import Target
from rounds.data.errors import Refused
from rounds.data.rules.the_round import Ranked
from rounds.data.rules.windows import open_windows
from rounds.data.store import pages
from rounds.data.store.pages import COUNTED_MAX, Listing
from rounds.data.store.rows import TicketRow
from rounds.screens import opening
from rounds.screens.commands.tickets import QUEUE
from rounds.screens.messages import NotRead, Read
from rounds.screens.ticket_acts import ALL_BUILDINGS, TicketActs
from rounds.screens.ticket_lines import Moment, columns, counted, lead, preview, round_line, round_pane, short_school
from rounds.widgets.command import Command
from rounds.widgets.filter_bar import FilterBar
from rounds.widgets.frame import Hint
from rounds.widgets.ink import Role, is_plain
from rounds.widgets.line import BLANK, Line, Run
from rounds.widgets.paper import Paper
from rounds.widgets.picker import Option
from rounds.widgets.row_list import End, Held, RowList

if TYPE_CHECKING:
    from rounds.data.desk.ticket_view import TicketView
    from rounds.data.store.query.refusals import QueryError
    from rounds.widgets.filter_field import FilterField

AFTER_FIRST_S = 0.05
"""What the first screen does not need is read so long after it."""

AGES_S = 60.0
"""Relative times are counted anew so often."""

BUSY_S = 0.1
"""What takes longer says that it is working."""

KNOWN_MAX = 8
"""What is known in the place of a mistake is offered up to so many."""

REST_S = 0.12
"""The preview follows when the cursor has rested so long."""


class TicketsScreen(TicketActs):
    """The queue of whoever sits here."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = QUEUE
    TAB = 1
    CSS_PATH = "tickets.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (160, "-broad")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (34, "-high")]

    queue = getters.query_one("#queue", RowList)
    bar = getters.query_one("#filter", FilterBar)

    def __init__(self) -> None:
        super().__init__()
        columns, rows = shutil.get_terminal_size()  # so that the first layout is the right one
        self.add_class(_class_for(self.HORIZONTAL_BREAKPOINTS, columns), _class_for(self.VERTICAL_BREAKPOINTS, rows))
        self._filter = ""
        self._tried = ""
        self._building: str | None = None
        self._listing: Listing[TicketRow] | None = None
        self._ranked: list[Ranked] = []
        self._count: int | None = None
        self._view: TicketView | None = None
        self._resting: Timer | None = None
        self._failed: Refused | None = None
        self._field: FilterField | None = None
        self._mistake: QueryError | None = None
        self._last_offers: tuple[tuple[int, int, str, str], ...] = ()
        self._before: tuple[Listing[TicketRow] | None, int | None, Held[TicketRow]] | None = None
        """The list while a filter is typed, as it was before."""
        self._reading: Timer | None = None

    # -- parts -----------------------------------------------------------------------------------------------------

    def compose_body(self) -> Iterable[Any]:
        """The round, then bar, list and preview."""
        with Horizontal(id="body"):
            yield Paper(id="round", pad=1)
            with Vertical(id="main"):
                yield Paper(id="round-line", pad=1)
                yield FilterBar()
                yield Paper(id="gap")
                with Horizontal(id="list-and-preview"):
                    yield RowList([], lambda row: row.key, id="queue", lead=lead)
                    yield Paper(id="preview", pad=1)

    def on_mount(self) -> None:
        """Show what was read while the screen was made."""
        self.queue.focus()
        self.set_interval(AGES_S, self._age)
        found = self.app.opened  # type: ignore[attr-defined]
        if found is not None:
            self.begin()
        else:
            self.bar.tell("", "reading …")

    def begin(self) -> None:
        """The desk is open: show its first page, once."""
        if self._listing is not None:
            return
        found = self.opened
        self._filter, self._building, self._listing, self._ranked = (
            found.filter,
            found.building,
            found.listing,
            found.round,
        )
        self._tried = self._filter
        self.queue.set_columns(self.columns())
        self.queue.take_first([(placed.row, placed.key) for placed in found.first], opening.FIRST_ROWS)
        self.show_round()
        self._tell_bar()
        self.tell_frame()
        self.queue.focus()
        self.set_timer(AFTER_FIRST_S, self._count_rows)

    @property
    def building(self) -> str | None:
        """Id of the building in hand; none is all of them."""
        return self._building

    @property
    def now(self) -> Moment:
        """Now, as this screen counts relative times."""
        return Moment(self.desk.clock(), self.desk.facts.zone)

    @property
    def testing(self) -> bool:
        """Whether a testing window is open."""
        return bool(open_windows(self.desk.facts.windows, self.desk.today()))

    def columns(self) -> list[Any]:
        """The queue's columns, as they stand now."""
        longest = max((len(row.number) for row in self._first_rows), default=8)
        return columns(self.now, self.testing, self.app.is_plain, min(max(longest, 8), 12))  # type: ignore[attr-defined]

    @property
    def _first_rows(self) -> Sequence[TicketRow]:
        return self.queue.rows[:100] or [placed.row for placed in self.opened.first]

    # -- the list --------------------------------------------------------------------------------------------------

    def on_row_list_wanted(self, message: RowList.Wanted) -> None:
        """Read the rows that the list asks for."""
        if self._listing is None:
            return
        listing, end, key, limit = self._listing, message.end, message.key, message.limit
        if end not in (End.AFTER, End.BEFORE):
            self.opened.lists.stop()
            self._begin_reading()
        self.read(
            f"rows {end}",
            partial(_rows, listing, end, key, limit, message.generation),
            self.opened.lists,
        )

    def answered(self, message: Read) -> None:
        """An answer is there: show it."""
        match message.what.split(" ")[0]:
            case "rows":
                end, generation, limit, rows = message.answer
                self._failed = None
                self.queue.take(end, generation, rows, limit)
                if end not in (End.AFTER, End.BEFORE):
                    self._end_reading()
                    self._show_empty()
                    self._count_rows()
            case "count":
                self._count = message.answer
                self._tell_bar()
            case "preview":
                self._view = message.answer
                self._show_preview()
            case "round":
                self._ranked = message.answer
                self.show_round()
            case "question":
                self.call_later(self._take_question, *message.answer)
            case "offers":
                self._take_offers(message.answer)
            case _:
                super().answered(message)

    def not_answered(self, message: NotRead) -> None:
        """A list that cannot be read says why in the place of its rows; the rest of the screen lives on."""
        if message.what.startswith("rows"):
            self._end_reading()
            self._failed = message.refusal
            self.queue.placeholder = self._failure(message.refusal)
            self.queue.take_first([], 1)
            self.bar.tell(self._filter, "not read")
        else:
            super().not_answered(message)

    def _begin_reading(self) -> None:
        """What takes longer than a moment says so, and that esc stops it; old rows stay until new ones are there."""
        self._end_reading()
        self._reading = self.set_timer(BUSY_S, lambda: self.bar.tell(self._filter, "◐ reading … · esc stops"))

    def _end_reading(self) -> None:
        if self._reading is not None:
            self._reading.stop()
            self._reading = None

    def _count_rows(self) -> None:
        if self._listing is not None:
            self.read("count", partial(pages.count, listing=self._listing), self.opened.sides)

    def _tell_bar(self) -> None:
        word = "match" if self._listing is not None and not self._listing.only else "open"
        told = [counted(self._count, COUNTED_MAX, word)]
        if self.queue.marked:
            told.append(f"{len(self.queue.marked)} marked")
        told.append(self._order_words())
        self.bar.tell(self._filter, " · ".join(part for part in told if part))

    def _order_words(self) -> str:
        listing = self._listing
        if listing is None:
            return ""
        if listing.plan.keys:
            narrow = " · narrow it" if listing.is_limited and (self._count or 0) > pages.SORTED_MAX else ""
            return f"sorted{narrow}"
        return (
            "by newest"
            if listing.by_newest or listing.order == "opened"
            else "testing first"
            if listing.order == "testing"
            else "by due"
        )

    def reload(self) -> None:
        """Read again what is shown, as it stands now; the cursor stays on its ticket."""
        self.desk.forget_facts()
        self._listing = self._made(self._tried) or self._listing
        self.queue.set_columns(self.columns())
        self.queue.reload()
        self.read("round", lambda connection: rounds.the_round(self.desk, connection), self.opened.sides)
        self._read_preview()
        self.tell_frame()

    def store_changed(self) -> None:
        """Records changed."""
        self.reload()

    def on_screen_resume(self) -> None:
        """Time has passed while another screen was shown."""
        self._age()

    def _age(self) -> None:
        """Count relative times anew; lines that show another one are repainted."""
        if self._listing is not None and self.is_on_top:
            self.queue.set_columns(self.columns())
            self._show_preview()

    def _made(self, text: str) -> Listing[TicketRow] | None:
        try:
            return queue.listing(self.desk, text, self._building)
        except Refused:
            return None

    # -- preview and round -----------------------------------------------------------------------------------------

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """The preview follows once the cursor rests."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST_S, self._read_preview)

    def _read_preview(self) -> None:
        row = self.queue.selected
        if row is None:
            self._view = None
            self._show_preview()
            return
        self.read("preview", partial(_preview, self.desk, row.id), self.opened.sides)

    def _show_preview(self) -> None:
        paper = self.query_one("#preview", Paper)
        width, height = paper.room, paper.size.height
        if self._view is None or width < 1:
            paper.show(())
            return
        broad = self.has_class("-broad")
        rule = "" if is_plain(self.app.theme) else "─" * width
        head: list[Line] = [] if broad else [(Run(rule, Role.LINE),)]
        paper.show([*head, *preview(self._view, self.now, width, height - len(head))])

    def show_round(self) -> None:
        """The round, as a pane or on one line."""
        building = self.desk.facts.buildings.get(self._building or "")
        chosen = building.code if building else None
        pane, one = self.query_one("#round", Paper), self.query_one("#round-line", Paper)
        if pane.size.width:
            pane.show(round_pane(self._ranked, self.now, pane.room, pane.size.height, chosen))
        if one.size.width:
            one.show([round_line(self._ranked, one.room)])

    async def on_resize(self, event: events.Resize) -> None:
        """What is laid out by the width is shown again."""
        self.call_after_refresh(self._show_again)

    def _show_again(self) -> None:
        self.app.shown()  # type: ignore[attr-defined]
        if self.app.opened is None:  # type: ignore[attr-defined]
            return
        self.show_round()
        self._show_preview()
        self.tell_frame()
        self._show_empty()
        if self._field is not None and self._field.is_open:
            self._field.over(self.bar)

    def _show_empty(self) -> None:
        """What is said where there is no row: what is not there, and the keys that get out of it."""
        if self.queue.rows:
            return
        building = self.desk.facts.buildings.get(self._building or "")
        where = building.name if building else "this district"
        lines: list[Line] = [BLANK] * 3
        if self._filter:
            lines += [
                (Run("      No ticket matches here", Role.STRONG),),
                BLANK,
                (Run("      Open ones are looked through; status:any looks through all.", Role.SOFT),),
                BLANK,
                (Run("      esc  ", Role.STRONG), Run("drop the filter", Role.FAINT)),
            ]
        else:
            lines += [(Run(f"      No open ticket at {where}", Role.STRONG),), BLANK]
        lines.append((Run("      n    ", Role.STRONG), Run("new ticket here", Role.FAINT)))
        if self._building is not None:
            lines.append((Run("      b    ", Role.STRONG), Run("another building, or all of them", Role.FAINT)))
        self.queue.placeholder = lines
        self.queue.refresh()

    def _failure(self, refusal: Refused) -> Sequence[Line]:
        return [
            BLANK,
            BLANK,
            (Run("      ✗ ", Role.BAD), Run(f"The queue could not be read: {refusal.message}", Role.STRONG)),
            BLANK,
            (Run(f"      {refusal.hint}", Role.SOFT),),
            BLANK,
            (Run("      ^r   ", Role.STRONG), Run("try again", Role.FAINT)),
        ]

    # -- pickers of the list ---------------------------------------------------------------------------------------

    async def action_round(self) -> None:
        """Go to a building of the round."""
        facts = self.desk.facts
        by_code = {building.code: building.id for building in facts.buildings.values()}
        options = [
            Option(
                by_code[each.place.code],
                f"{rank:>2}  {short_school(each.place.name)}",
                " · ".join(each.reasons) or "nothing is open",
            )
            for rank, each in enumerate(self._ranked, 1)
            if each.place.code in by_code
        ]
        await self.pick(
            "The round: which building?",
            [*options, Option(ALL_BUILDINGS, "All buildings", key="0")],
            ("building",),
            width=102,
        )

    async def action_view(self) -> None:
        """Pick a saved view."""
        from rounds.screens.everywhere import view_options

        if (views := await self.told(partial(view_options, self.desk))) is not None:
            options = views or [Option("", "no view is saved yet", "V saves the filter", enabled=False)]
            await self.pick("Saved views", options, ("view",), width=80)

    async def action_save_view(self) -> None:
        """Keep this filter by a name."""
        if not self._filter:
            self.say("there is no filter to keep: / filters the list", Role.WARN)
            return
        await self.ask("Keep this filter as", ("save view",), "keep it", says=[(Run(self._filter, Role.SOFT),)])

    async def action_sort(self) -> None:
        """Choose the order."""
        orders = (
            ("", "as the queue has it"),
            ("due", "due first"),
            ("severity", "worst first"),
            ("-opened", "newest first"),
            ("opened", "oldest first"),
            ("-updated", "changed last"),
            ("number", "by number"),
        )
        await self.pick("Sort by", [Option(order, says, order) for order, says in orders], ("sort",), width=50)

    def picked(self, purpose: Any, value: Any) -> None:
        """A view, an order or a name for the filter."""
        match purpose[0]:
            case "view":
                self.use_filter(value)
            case "sort":
                kept = " ".join(word for word in self._filter.split() if not word.startswith("sort:"))
                self.use_filter(f"{kept} sort:{value}".strip() if value else kept)
            case "save view" if value.strip():
                view = {"noun": "ticket", "name": value, "filter": self._filter, "person": self.desk.facts.me.id}
                self.save(
                    partial(self.desk.recorder.put, "saved_view", view, says="save a view"), "view kept · v picks it"
                )
            case _:
                super().picked(purpose, value)

    # -- moving and marking ----------------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """Up or down."""
        self.queue.move(by)

    def action_page(self, direction: int) -> None:
        """A screen up or down."""
        self.queue.page(direction)

    def action_first(self) -> None:
        """To the first."""
        self.queue.first()

    def action_last(self) -> None:
        """To the last."""
        self.queue.last()

    def action_mark(self) -> None:
        """Mark, and go on to the next."""
        self.queue.toggle_mark()
        self.queue.move(1)
        self._tell_bar()

    def action_mark_shown(self) -> None:
        """Mark all that are shown."""
        self.queue.mark_shown()
        self._tell_bar()

    def action_again(self) -> None:
        """Read the list again."""
        self.reload()

    async def action_back(self) -> None:
        """Esc: stop reading, drop the marks, then the filter."""
        if self._reading is not None:
            self.opened.lists.stop()
            self._end_reading()
            self._tell_bar()
        elif self.queue.marked:
            self.unmark()
        elif self._filter:
            self.use_filter("")

    def unmark(self) -> None:
        """Take every mark away."""
        self.queue.unmark_all()
        self._tell_bar()

    def on_row_list_opened(self) -> None:
        """Two clicks open."""
        self.run_action_named("open")

    # -- what acts are for -----------------------------------------------------------------------------------------

    def targets(self) -> list[Target]:
        """The marked tickets, else the one under the cursor, each with the version that was seen."""
        if self.queue.marked:
            return [Target(row.id, row.version) for row in self.queue.marked.values()]
        row = self.queue.selected
        return [Target(row.id, row.version)] if row is not None else []

    def numbers(self) -> list[str]:
        """Their numbers."""
        if self.queue.marked:
            return [row.number for row in self.queue.marked.values()]
        row = self.queue.selected
        return [row.number] if row is not None else []

    def acted(self) -> None:
        """Marks have served."""
        self.unmark()

    def on_change_together_unmark(self, message: Any) -> None:
        """Leave the refused ones out."""
        gone = set(message.ids)
        self.queue.marked = {key: row for key, row in self.queue.marked.items() if row.id not in gone}
        self.queue.refresh()
        self._tell_bar()
        self.tell_keys()

    async def action_new(self) -> None:
        """A new ticket."""
        await self.app.new_ticket(self._building)  # type: ignore[attr-defined]

    async def action_open(self) -> None:
        """Open the ticket."""
        row = self.queue.selected
        if row is not None:
            await self.app.open_ticket(row.id)  # type: ignore[attr-defined]

    def neighbour(self, by: int) -> str | None:
        """The ticket after or before the one in hand, for its page."""
        before = self.queue.selected
        self.queue.move(by)
        row = self.queue.selected
        return row.id if row is not None and row is not before else None

    def place_words(self) -> str:
        """`4 of 40`, as the page says it."""
        place = self.queue.place
        count = (
            ""
            if self._count is None
            else f" of {COUNTED_MAX:,}+"
            if self._count > COUNTED_MAX
            else f" of {self._count:,}"
        )
        return f"{place}{count}" if place else ""

    def hints(self) -> list[Hint]:
        """While a filter is typed, the keys of its field."""
        if self._field is not None and self._field.is_open:
            return [
                Hint("tab", "complete", "field('complete')"),
                Hint("↑↓", "choose", "field('choose(1)')"),
                Hint("enter", "keep", "field('keep')"),
                Hint("esc", "back as it was", "field('leave')", keeps=True),
            ]
        return super().hints()

    async def action_field(self, action: str) -> None:
        """A hint of the filter's field was clicked."""
        if self._field is not None:
            await self._field.run_action(action)

    # -- the filter ------------------------------------------------------------------------------------------------

    async def action_filter(self) -> None:
        """Type a filter."""
        await self._edit_filter(self._filter, None)

    async def _edit_filter(self, text: str, mistake: QueryError | None) -> None:
        """Lay the field over the bar with `text`, and what is wrong with it."""
        from rounds.widgets.filter_field import FilterField

        if self._field is None:
            self._field = FilterField()
            await self.mount(self._field.offers)
            await self.mount(self._field)
        if self._before is None:
            self._before = self._listing, self._count, self.queue.held()
        self._tried, self._mistake = text, mistake
        self._field.wrong = text if mistake is not None else None
        self._field.edit(self.bar, text)
        self.tell_keys()

    def on_filter_bar_wanted(self) -> None:
        """The bar was clicked."""
        self.run_action_named("filter")

    def on_filter_field_edited(self, message: FilterField.Edited) -> None:
        """Each letter narrows the list; what cannot be understood leaves it as it was and says where."""
        if message.text != self._tried:
            self._tried = message.text
            self.opened.lists.stop()
            self.read("question", partial(_question, self.desk, message.text, self._building), self.opened.sides)
        self.read("offers", partial(_offers, self.desk, message.text, message.caret), self.opened.sides)

    def on_filter_field_left(self, message: FilterField.Left) -> None:
        """Enter keeps it, esc gives the list back as it was."""
        self.queue.focus()
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
        self.queue.put_back(held)
        self.queue.reload()
        self._tell_bar()

    def use_filter(self, text: str) -> None:
        """Narrow the list to `text` and remember it for the next time."""
        self._tried = text
        self.read("question", partial(_question, self.desk, text, self._building, keep=True), self.opened.sides)

    def use_building(self, building: str | None) -> None:
        """Take a building in hand, or all of them."""
        self._building = building
        self.keep_local(opening.BUILDING, building or "")
        self.use_filter(self._filter)
        self.show_round()

    async def _take_question(
        self, text: str, listing: Listing[TicketRow], keep: bool, error: QueryError | None
    ) -> None:
        """Show a filter's list. What stands before a mistake narrows it still; the mistake is told under its place."""
        if keep and error is not None:
            await self._edit_filter(text, error)
            return
        self._mistake = None if error is None or error.incomplete else error
        self._listing = listing
        self._count = None
        self.queue.restart()
        if self._field is not None:
            self._field.wrong = text if error is not None else None
        self._tell_offers()
        if keep:
            self._filter, self._before = text, None
            self.keep_local(opening.FILTER, text)
            self._tell_bar()

    def _take_offers(self, offers: tuple[tuple[int, int, str, str], ...]) -> None:
        self._last_offers = offers
        self._tell_offers()

    def _tell_offers(self) -> None:
        """Below the field: what could stand at the caret; under a mistake what is wrong, and what is known there."""
        if self._field is None or not self._field.is_open:
            return
        mistake = self._mistake
        if mistake is None:
            self._field.offers.tell(self._last_offers, None)
            return
        known = tuple((mistake.start, mistake.end, each, "") for each in mistake.offers[:KNOWN_MAX])
        self._field.offers.tell(self._last_offers or known, (mistake.start, mistake.message))


def _class_for(breakpoints: Sequence[tuple[int, str]], cells: int) -> str:
    return next(name for least, name in reversed(breakpoints) if cells >= least)


def _rows(
    listing: Listing[TicketRow], end: End, key: Any, limit: int, generation: int, connection: sqlite3.Connection
) -> tuple[End, int, int, list[tuple[TicketRow, Any]]]:
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


def _preview(desk: Any, id: str, connection: sqlite3.Connection) -> TicketView | None:
    from rounds.data.desk.ticket_view import view

    return view(desk, connection, id, whole=False)


def _question(
    desk: Any, text: str, building: str | None, connection: sqlite3.Connection, keep: bool = False
) -> tuple[str, Listing[TicketRow], bool, QueryError | None]:
    from rounds.data.store.query.refusals import QueryError

    try:
        return text, queue.listing(desk, text, building), keep, None
    except QueryError as error:
        return text, _before(desk, text[: error.start], building), keep, error


def _before(desk: Any, text: str, building: str | None) -> Listing[TicketRow]:
    """The list that the terms before a mistake give; everything where there is one in them, too."""
    try:
        return queue.listing(desk, " ".join(text.split(" ")[:-1]), building)
    except Refused:
        return queue.listing(desk, "", building)


def _offers(desk: Any, text: str, caret: int, connection: sqlite3.Connection) -> tuple[tuple[int, int, str, str], ...]:
    from rounds.data.store.query.complete import complete

    with desk.reading:
        found = complete(text, caret, desk.catalogue["ticket"], desk.names)
    return tuple((offer.start, offer.end, offer.insert, offer.label) for offer in found)
