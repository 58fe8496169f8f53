"""Tab 1: the round on the left, the queue in the middle, the ticket under the cursor below."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from rounds.data.desk import queue, rounds
from rounds.data.desk.tickets import Target
from rounds.data.rules.the_round import Ranked
from rounds.data.rules.windows import open_windows
from rounds.data.store import pages
from rounds.data.store.pages import Listing
from rounds.data.store.rows import TicketRow
from rounds.screens import opening
from rounds.screens.commands.everywhere import RECORD
from rounds.screens.commands.tickets import QUEUE
from rounds.screens.desk_screen import ALL_BUILDINGS
from rounds.screens.filter_screen import FilterScreen
from rounds.screens.messages import Read
from rounds.screens.ticket_acts import TicketActs
from rounds.screens.ticket_lines import Moment, columns, lead, preview, round_line, round_pane, short_school
from rounds.widgets.command import Command
from rounds.widgets.filter_bar import FilterBar
from rounds.widgets.frame import Hint
from rounds.widgets.ink import Role, is_plain
from rounds.widgets.line import BLANK, Line, Run
from rounds.widgets.paper import Paper
from rounds.widgets.picker import Option
from rounds.widgets.row_list import RowList

if TYPE_CHECKING:
    from rounds.data.desk.ticket_view import TicketView

AFTER_FIRST_S = 0.05
"""What the first screen does not need is read so long after it."""

AGES_S = 60.0
"""Relative times are counted anew so often."""

SHORT_NUMBER, LONG_NUMBER = 8, 12
"""Cells of a number: where a device has filed up to 9,999 tickets, and beyond."""

REST_S = 0.12
"""The preview follows when the cursor has rested so long."""


class TicketsScreen(FilterScreen, TicketActs):
    """The queue of whoever sits here."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = QUEUE
    TAB = 1
    NOUN, LIST = "ticket", "queue"
    CSS_PATH = "tickets.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (160, "-broad")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (34, "-high")]

    def __init__(self) -> None:
        super().__init__()
        cells, rows = shutil.get_terminal_size()  # so that the first layout is the right one
        self.add_class(_class_for(self.HORIZONTAL_BREAKPOINTS, cells), _class_for(self.VERTICAL_BREAKPOINTS, rows))
        self._building: str | None = None
        self._ranked: list[Ranked] = []
        self._view: TicketView | None = None
        self._resting: Timer | None = None

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
        self.row_list.focus()
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
        self._filter = self._tried = found.filter
        self._building, self._listing, self._ranked = found.building, found.listing, found.round
        self.row_list.set_columns(self.columns())
        self.row_list.take_first([(placed.row, placed.key) for placed in found.first], opening.FIRST_ROWS)
        self.show_empty()
        self.show_round()
        self.tell_bar()
        self.tell_frame()
        self.row_list.focus()
        self.set_timer(AFTER_FIRST_S, self.count_rows)

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

    # -- the queue -------------------------------------------------------------------------------------------------

    def listing_for(self, text: str) -> Listing[TicketRow]:
        """The queue under a filter, at the building in hand."""
        return queue.listing(self.desk, text, self._building)

    def columns(self) -> list[Any]:
        """The queue's columns, as they stand now."""
        longest = max((len(row.number) for row in self._first_rows), default=SHORT_NUMBER)
        cells = SHORT_NUMBER if longest <= SHORT_NUMBER else LONG_NUMBER
        return columns(self.now, self.testing, self.app.is_plain, cells)  # type: ignore[attr-defined]

    @property
    def _first_rows(self) -> Sequence[TicketRow]:
        return self.row_list.rows[:100] or [placed.row for placed in self.opened.first]

    def answered(self, message: Read) -> None:
        """An answer is there: show it."""
        match message.what:
            case "preview":
                self._view = message.answer
                self._show_preview()
            case "round":
                self._ranked = message.answer
                self.show_round()
            case _:
                super().answered(message)

    def count_words(self) -> str:
        """How many are open, or match."""
        word = "match" if self._listing is not None and not self._listing.only else "open"
        return f"{self.count_figure} {word}" if self.count_figure else ""

    def order_words(self) -> str:
        """How the queue is ordered."""
        listing = self._listing
        if listing is None:
            return ""
        if listing.plan.keys:
            narrow = " · narrow it" if listing.is_limited and (self._count or 0) > pages.SORTED_MAX else ""
            return f"sorted{narrow}"
        if listing.by_newest or listing.order == "opened":
            return "by newest"
        return "testing first" if listing.order == "testing" else "by due"

    def empty_lines(self) -> Iterable[Line]:
        """What is not there, and the keys that get out of it."""
        building = self.desk.facts.buildings.get(self._building or "")
        where = f"at {building.name}" if building else "in this district"
        yield from [BLANK] * 3
        if self._tried:
            yield (Run("      No ticket matches here", Role.STRONG),)
            yield BLANK
            yield (Run("      Open ones are looked through; status:any looks through all.", Role.SOFT),)
            yield BLANK
            yield (Run("      esc  ", Role.STRONG), Run("drop the filter", Role.FAINT))
        else:
            yield (Run(f"      No open ticket {where}", Role.STRONG),)
            yield BLANK
        yield (Run("      n    ", Role.STRONG), Run("new ticket here", Role.FAINT))
        if self._building is not None:
            yield (Run("      b    ", Role.STRONG), Run("another building, or all of them", Role.FAINT))

    def reload(self) -> None:
        """Read again what is shown, as it stands now; the cursor stays on its ticket."""
        self.desk.forget_facts()
        super().reload()
        self.read("round", lambda connection: rounds.the_round(self.desk, connection), self.opened.sides)
        self._read_preview()
        self.tell_frame()

    def hints(self) -> list[Hint]:
        """Where there is no ticket, the keys that need none."""
        hints = super().hints()
        if self._listing is None or self.row_list.rows or self.is_typing or self.overlay_open is not None:
            return hints
        needs_one = {command.action for command in QUEUE if command.group == RECORD and command.id != "tickets.new"}
        return [hint for hint in hints if hint.action not in needs_one | {"mark"}]

    def store_changed(self) -> None:
        """Records changed."""
        self.reload()

    def action_again(self) -> None:
        """Read the list again."""
        self.reload()

    def on_screen_resume(self) -> None:
        """Time has passed while another screen was shown."""
        self._age()

    def _age(self) -> None:
        """Count relative times anew; lines that show another one are repainted."""
        if self._listing is not None and self.is_on_top:
            self.row_list.set_columns(self.columns())
            self._show_preview()

    # -- preview and round -----------------------------------------------------------------------------------------

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """The preview follows once the cursor rests."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST_S, self._read_preview)

    def _read_preview(self) -> None:
        row = self.row_list.selected
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
        self.show_empty()
        self.place_field()

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
            case "save view" if self.desk.facts.me.id is None:
                self.say_refused(self.no_person())
            case "save view" if value.strip():
                view = {"noun": "ticket", "name": value, "filter": self._filter, "person": self.desk.facts.me.id}
                self.save(
                    partial(self.desk.recorder.put, "saved_view", view, says="save a view"), "view kept · v picks it"
                )
            case _:
                super().picked(purpose, value)

    # -- what acts are for -----------------------------------------------------------------------------------------

    def targets(self) -> list[Target]:
        """The marked tickets, else the one under the cursor, each with the version that was seen."""
        if self.row_list.marked:
            return [Target(row.id, row.version) for row in self.row_list.marked.values()]
        row = self.row_list.selected
        return [Target(row.id, row.version)] if row is not None else []

    def numbers(self) -> list[str]:
        """Their numbers."""
        if self.row_list.marked:
            return [row.number for row in self.row_list.marked.values()]
        row = self.row_list.selected
        return [row.number] if row is not None else []

    def value_in_hand(self, name: str) -> Any:
        """What the ticket under the cursor has in a field, where the list knows it."""
        return None if self.row_list.marked else getattr(self.row_list.selected, name, None)

    def acted(self) -> None:
        """Marks have served."""
        self.unmark()

    def on_change_together_unmark(self, message: Any) -> None:
        """Leave the refused ones out."""
        gone = set(message.ids)
        self.row_list.marked = {key: row for key, row in self.row_list.marked.items() if row.id not in gone}
        self.row_list.refresh()
        self.tell_bar()
        self.tell_keys()

    async def action_new(self) -> None:
        """A new ticket."""
        await self.app.new_ticket(self._building)  # type: ignore[attr-defined]

    async def action_open(self) -> None:
        """Open the ticket."""
        row = self.row_list.selected
        if row is not None:
            await self.app.open_ticket(row.id)  # type: ignore[attr-defined]

    def neighbour(self, by: int) -> str | None:
        """The ticket after or before the one in hand, for its page."""
        before = self.row_list.selected
        self.row_list.move(by)
        row = self.row_list.selected
        return row.id if row is not None and row is not before else None

    # -- filter and building ---------------------------------------------------------------------------------------

    def filter_kept(self, text: str) -> None:
        """Begin with it the next time."""
        self.keep_local(opening.FILTER, text)

    def use_building(self, building: str | None) -> None:
        """Take a building in hand, or all of them."""
        self._building = building
        self.keep_local(opening.BUILDING, building or "")
        self.use_filter(self._filter)
        self.show_round()


def _class_for(breakpoints: Sequence[tuple[int, str]], cells: int) -> str:
    return next(name for least, name in reversed(breakpoints) if cells >= least)


def _preview(desk: Any, id: str, connection: sqlite3.Connection) -> TicketView | None:
    from rounds.data.desk.ticket_view import view

    return view(desk, connection, id, whole=False)
