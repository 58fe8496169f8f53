"""The App: tabs, the desk once it is open, what changed in the store, faults, and leaving with nothing lost."""

from __future__ import annotations

import asyncio
import gc
import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TextIO
from weakref import WeakSet

from textual import events
from textual.app import App, ScreenStackError
from textual.binding import Binding
from textual.dom import DOMNode
from textual.geometry import Size
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from rounds.app.themes import themes
from rounds.app.wire import ENDING, when_broken
from rounds.data.errors import Refused
from rounds.data.rules.windows import open_windows
from rounds.data.store.act import Committed
from rounds.screens import tickets
from rounds.screens.commands.everywhere import TABS
from rounds.screens.messages import NotSaved, Saved, StoreChanged, Stumbled
from rounds.screens.opening import Beginnings, Opened, Opening, newest_change
from rounds.screens.tab_screen import TabScreen
from rounds.screens.ticket_lines import short_school
from rounds.screens.tickets import TicketsScreen
from rounds.widgets.command import Command, written
from rounds.widgets.ink import PALETTES, Role
from rounds.widgets.line import BLANK, Line, Run
from rounds.widgets.row_list import RowList

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk

SAVED_S = 10.0
"""How long leaving waits for what is being saved, in seconds; a disk that takes longer has said so."""

AFTER_PAINT_S = 0.02
"""What only makes it run better is done so long after the first screen, in seconds."""

UNPAINTED_S = 0.4
"""The screen is painted so long after its start, whatever is still missing, in seconds."""

ALT_DIGITS = "¡™£¢∞§"
"""What alt and 1 to 6 type on a Mac, and what Textual makes of them on other terminals."""

QUEUE = TABS[0].lower()

HELD_S = 1.0
"""How long a key waits for what the one before it set going, in seconds."""

RESIZED_S = 0.05
"""A terminal whose size rests so long has its last one, in seconds."""

LOOK_S = 1.5
"""How often a change by another process of this account is looked for, in seconds."""


class RoundsApp(App[int]):
    """Rounds on a terminal: each tab is a mode with a stack of screens of its own."""

    DEFAULT_MODE = QUEUE

    TITLE = "Rounds"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH: ClassVar[list[Any]] = [
        Path(__file__).with_name("rounds.tcss"),
        Path(tickets.__file__).with_name("tickets.tcss"),
    ]
    BINDINGS: ClassVar[list[Any]] = [
        Binding("ctrl+q", "leave", "quit", show=False, priority=True),
    ]

    def __init__(
        self,
        opening: Opening | None,
        theme: str,
        beginnings: Beginnings | None = None,
        keys: Mapping[str, str] | None = None,
        told: Sequence[str] = (),
        write_fault: Callable[[BaseException], object] = bool,
        wire: TextIO | None = None,
    ) -> None:
        """The app over a desk that is being opened, or with the ways to begin.

        Args:
            keys: The user's own keys, by the command's name.
            told: What a person is to be told once there is a screen; it may still grow while the desk is opened.
            write_fault: Writes a fault of the program down.
            wire: Where what is drawn goes to; none where nobody can leave.
        """
        super().__init__()
        for each in themes():
            self.register_theme(each)
        self.theme = theme
        self.is_plain = PALETTES[theme].plain
        self.opened: Opened | None = None
        self._opening = opening
        self._beginnings = beginnings
        self._told = told
        self._write_fault = write_fault
        self._wire = wire
        self._keys = dict(keys or {})
        self._queue: TicketsScreen | None = None
        self._shown: WeakSet[TabScreen] = WeakSet()
        self._seen_change = 0
        self._told_unkept = False
        self._ends_soon = False
        self.has_left = False
        """Whether whoever sat here has left, with everything saved; parts of screens are gone from then on."""
        self._typed: asyncio.Queue[events.Key | events.Paste] = asyncio.Queue()
        self._resized: Timer | None = None
        if self._keys:
            self.set_keymap(self._keys)
        for number, name in enumerate(TABS, 1):
            self.add_mode(name.lower(), partial(self._tab_screen, number))
        # Nothing is painted until the first page is laid out: an earlier paint would be sent for nothing.
        self._unpainted: ExitStack | None = ExitStack()
        self._unpainted.enter_context(self.batch_update())

    # -- opening and closing ---------------------------------------------------------------------------------------

    def on_load(self) -> None:
        """Leave in good order when the system says so, or nobody is at the terminal any more."""
        if self._wire is None:
            return
        loop = asyncio.get_running_loop()
        for number in ENDING:
            loop.add_signal_handler(number, self.call_later, self.action_leave, True)
        if self._ends_soon:
            self.call_later(self.action_leave, True)
        when_broken(self._wire, partial(self.call_later, self.action_leave, True))

    def end_soon(self, *_: object) -> None:
        """Leave as soon as there is something to leave: a signal came before the event loop could take it."""
        self._ends_soon = True

    def on_mount(self) -> None:
        """Take the desk as soon as it is open."""
        self.run_worker(self._give_typed(), group="keys")
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        self._take_opened()
        self.set_interval(LOOK_S, self._look)
        self.set_timer(UNPAINTED_S, self.shown)

    def begin_with(self, open_desk: Callable[[], Desk]) -> None:
        """Begin: make and open a desk, then show its queue."""
        if self._opening is None:
            self._opening = Opening(open_desk)
            self._take_opened()

    def _take_opened(self) -> None:
        if self.opened is not None or self._opening is None:
            return
        try:
            opened = self._opening.result(0)
        except Refused as refusal:
            self._not_opened(refusal)
            return
        if opened is None:
            self.set_timer(0.02, self._take_opened)
            return
        self.opened = opened
        self._seen_change = opened.newest
        opened.desk.recorder.listeners.append(self._committed)
        self.call_later(self._show_queue)

    def _not_opened(self, refusal: Refused) -> None:
        """A beginning failed: say why and let it be tried again. A replica that cannot be opened ends the app."""
        if self._beginnings is None or isinstance(self.screen, TicketsScreen):
            self.exit(int(refusal.status), message=None)
            self.refusal = refusal
            return
        self._opening = None
        if hasattr(self.screen, "refused"):
            self.screen.refused(refusal)

    async def _show_queue(self) -> None:
        if self._queue is None or self.current_mode != QUEUE:
            await self.switch_mode(QUEUE)
        elif self._queue.is_mounted:
            self._queue.begin()
        for says in self._told:
            self.say_on_screen(says)

    def shown(self) -> None:
        """The first page is laid out: paint it, once."""
        if self._unpainted is not None:
            self.call_after_refresh(self._paint)

    @property
    def is_unpainted(self) -> bool:
        """Whether the first paint is still to come."""
        return self._unpainted is not None

    def _paint(self) -> None:
        if self._unpainted is None:
            return
        for widget in self.screen.query("*"):
            widget.refresh()  # the screen's own refresh would paint all of it a second time
        unpainted, self._unpainted = self._unpainted, None
        unpainted.close()
        self.set_timer(AFTER_PAINT_S, self._started)

    def _started(self) -> None:
        """What was made while starting stays, and is not looked through for garbage any more."""
        from rounds.app.memory import share_between_threads

        gc.freeze()
        gc.enable()
        share_between_threads()

    async def action_leave(self, anyway: bool = False) -> None:
        """Leave; what is typed is kept as a draft, and what is being saved is saved first.

        Where a draft cannot be kept that is said, and a second wish to leave goes without it.
        """
        refusal = await self._kept()
        if refusal is not None and not anyway and not self._told_unkept:
            self._told_unkept = True
            self.say_refused(Refused(refusal.message, "what you typed is not kept: quit again to go without it"))
            return
        if self.opened is not None:
            await self.opened.saves.finished(SAVED_S)
            await self._kept()  # what was refused meanwhile is a draft again
        self.has_left = True
        self.exit(0)

    async def _kept(self) -> Refused | None:
        """Put drafts on the disk; gives why that cannot be."""
        if self.opened is not None:
            try:
                await asyncio.to_thread(self.opened.desk.drafts.keep)
            except Refused as refusal:
                return refusal
        return None

    rings = False
    """Whether the terminal's bell rings for what was refused."""

    refusal: Refused | None = None
    """Why the app ended before its desk was open."""

    def close_desk(self) -> None:
        """Give the replica back."""
        if self.opened is not None:
            self.opened.lists.close()
            self.opened.sides.close()
            self.opened.counts.close()
            self.opened.desk.replica.close()

    # -- keys ------------------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Keys are given one at a time, since a slow line brings several at once: what one opens gets the next."""
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            self._typed.put_nowait(event)
        else:
            await super().on_event(event)
        if isinstance(event, events.Resize) and not self.is_unpainted:
            if self._resized is not None:
                self._resized.stop()
            self._resized = self.set_timer(RESIZED_S, self._paint_resized)

    def _paint_resized(self) -> None:
        """Paint all once more, as the terminal is now.

        One that shrank and grew between two looks has lost its text, though Textual sees no new size. And where one
        signal comes while another is served, Textual is told the older size last.
        """
        self._resized = None
        size = self._size_now()
        if size != self.size:
            self.post_message(events.Resize(size, size))
        else:
            self.refresh(layout=True)

    def _size_now(self) -> Size:
        """The terminal's size; as Textual has it where that cannot be told."""
        try:
            return Size(*os.get_terminal_size(self._wire.fileno())) if self._wire is not None else self.size
        except (OSError, ValueError):  # nobody has the other side any more
            return self.size

    async def _give_typed(self) -> None:
        while True:
            event = self._meant(await self._typed.get())
            if self.has_left:  # and there may be no screen any more to give it to
                return
            taker = self.focused or self.screen
            await super().on_event(event)
            # Twice up the way that an event goes, to where its key is bound: what it did there may send word up again.
            for node in (*taker.ancestors_with_self, *taker.ancestors_with_self):
                await self._served(node)

    def _meant(self, event: events.Key | events.Paste) -> events.Key | events.Paste:
        """Alt and a digit, of which most terminals tell what it types on a Mac; in a field it may be what is typed."""
        if isinstance(event, events.Key) and event.character and event.character in ALT_DIGITS:
            if self.focused is None or isinstance(self.focused, RowList):
                return events.Key(f"alt+{ALT_DIGITS.index(event.character) + 1}", None)
        return event

    async def _served(self, node: DOMNode) -> None:
        """Wait until a node has done what it was sent so far."""
        served = asyncio.Event()
        if node.call_later(served.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(served.wait(), HELD_S)

    # -- tabs ------------------------------------------------------------------------------------------------------

    def _tab_screen(self, number: int) -> Screen[Any]:
        """The screen of a tab, made when it is first opened."""
        if number == 1:
            self._queue = TicketsScreen()
            return self._queue
        from rounds.screens.coming import ComingScreen

        return ComingScreen(number)

    def registered(self, screen: TabScreen) -> None:
        """A screen that wants to be told of changes."""
        self._shown.add(screen)

    async def action_tab(self, number: int) -> None:
        """Open a tab; the one in hand goes back to its list."""
        name = TABS[number - 1].lower()
        if name == self.current_mode:
            while len(self.screen_stack) > 1:
                await self.pop_screen()
        else:
            await self.switch_mode(name)

    async def open_ticket(self, id: str) -> None:
        """Open a ticket's page over the list."""
        from rounds.screens.ticket_page import TicketPage

        assert self._queue is not None, "tickets are opened from the queue or after it"
        await self.push_screen(TicketPage(id, self._queue.neighbour, self._queue.place_words))

    async def new_ticket(self, building: str | None) -> None:
        """Open the form of a new ticket."""
        from rounds.screens.ticket_form import NewTicketForm

        await self.push_screen(NewTicketForm(building))

    async def edit_ticket(self, id: str) -> None:
        """Open the form of a ticket that there is."""
        from rounds.screens.ticket_form import EditTicketForm

        await self.push_screen(EditTicketForm(id))

    def say_refused(self, refusal: Refused) -> None:
        """Why something cannot be, on the screen that is left to see."""
        if (shown := self._shown_tab()) is not None:
            shown.say_refused(refusal)

    def say_on_screen(self, text: str) -> None:
        """A word about an act, on the screen that is left to see."""
        if (shown := self._shown_tab()) is not None:
            shown.say(text)

    def _shown_tab(self) -> TabScreen | None:
        """The tab's screen that is shown; none where there is another, or none while the app is on its way out."""
        with suppress(ScreenStackError):
            return self.screen if isinstance(self.screen, TabScreen) else None
        return None

    def take_building(self, building: str | None) -> None:
        """Take a building in hand; every tab follows."""
        if self._queue is not None:
            self._queue.use_building(building)
        for screen in list(self._shown):
            if screen.is_attached:
                screen.tell_frame()

    # -- the frame -------------------------------------------------------------------------------------------------

    def key_of(self, command: Command) -> str:
        """The key of a command, as this user has it."""
        return written(self._keys[command.id].split(",")[0]) if command.id in self._keys else command.key

    def frame_right(self) -> tuple[Line, Line]:
        """The building in hand, and whether this is a sample: for a wide frame and for a narrow one."""
        if self.opened is None:
            return BLANK, BLANK
        facts = self.opened.desk.facts
        chosen = facts.buildings.get((self._queue.building if self._queue else None) or "")
        name = short_school(chosen.name) if chosen else "All buildings"
        short = name.rsplit(" ", 1)[0][:14] if chosen else f"All {len(facts.buildings)}"
        sample = (Run("   "), Run(" SAMPLE ", Role.BADGE)) if facts.is_sample else ()
        sample_short = (Run(" "), Run("SAMPLE", Role.ACCENT)) if facts.is_sample else ()
        read_only = (Run("   read only", Role.WARN),) if self.opened.desk.replica.read_only else ()
        return (
            (Run(f"{name} ", Role.SOFT), Run("▾", Role.FAINT), *read_only, *sample),
            (Run(f"{short} ", Role.SOFT), Run("▾", Role.FAINT), *read_only, *sample_short),
        )

    def frame_notice(self, width: int) -> Line:
        """What the district must not forget."""
        if self.opened is None:
            return BLANK
        desk = self.opened.desk
        windows = open_windows(desk.facts.windows, desk.today())
        if not windows:
            return BLANK
        ends = windows[0].ends
        told = (
            "testing"
            if width < 100
            else f"testing until {ends:%a}"
            if (ends - desk.today()).days < 7
            else f"testing until {ends.day} {ends:%b}"
        )
        return (Run("● ", Role.WARN), Run(told, Role.SOFT))

    # -- the store -------------------------------------------------------------------------------------------------

    def _committed(self, committed: Committed) -> None:
        """Called in the thread that wrote."""
        self.post_message(StoreChanged(committed.nouns))

    def on_store_changed(self, message: StoreChanged) -> None:
        """Records changed: whoever shows some looks again."""
        self._tell_changed(message.nouns)

    def _tell_changed(self, nouns: frozenset[str]) -> None:
        self._seen_change = self._newest_change() or self._seen_change
        for screen in list(self._shown):
            if screen.is_attached:
                screen.post_message(StoreChanged(nouns))

    def _newest_change(self) -> int:
        """The number of the newest change that this replica learnt of; 0 where that cannot be read now."""
        if self.opened is None:
            return 0
        desk = self.opened.desk
        if not desk.reading.acquire(blocking=False):
            return 0  # a worker is reading: the keyboard does not wait for it
        try:
            return newest_change(desk.connection)
        except sqlite3.Error:
            return 0  # whoever reads a list says what is wrong with the file
        finally:
            desk.reading.release()

    def _look(self) -> None:
        """Another process of this account may have written. Drafts and filters, which are no changes, are none here."""
        newest = self._newest_change()
        if newest and newest != self._seen_change:
            self._tell_changed(frozenset({"ticket"}))
        self._seen_change = newest or self._seen_change

    # -- faults ----------------------------------------------------------------------------------------------------

    def on_saved(self, message: Saved) -> None:
        """A write of a screen that was left meanwhile is on the disk."""
        self.say_on_screen(message.says or "saved")

    def on_not_saved(self, message: NotSaved) -> None:
        """A write of a screen that was left meanwhile was refused."""
        self.say_refused(message.refusal)

    def on_stumbled(self, message: Stumbled) -> None:
        """A write stumbled over a fault of the program."""
        self._told_of_fault(message.name, message.fault)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that failed is a fault of the program: written down, and named on the screen."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self._told_of_fault(event.worker.name, event.worker.error)

    def _told_of_fault(self, name: str, fault: BaseException) -> None:
        self._write_fault(fault)
        if (shown := self._shown_tab()) is not None:
            shown.stumbled(name)


class FirstRunApp(RoundsApp):
    """Rounds where nothing is set up yet: it begins with the ways to begin."""

    DEFAULT_MODE = "welcome"

    def get_default_screen(self) -> Screen[Any]:
        """The ways to begin."""
        from rounds.screens.welcome import WelcomeScreen

        assert self._beginnings is not None, "a first run has ways to begin"
        return WelcomeScreen(self._beginnings)
