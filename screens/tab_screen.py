"""What every screen shares: the frame, reading off the event loop, writing and saying what became of it, overlays."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from textual import events
from textual.app import ComposeResult, ScreenStackError
from textual.geometry import Region
from textual.message import Message
from textual.screen import Screen
from textual.worker import WorkerError

from rounds.data.errors import Refused
from rounds.data.store.act import ChangedMeanwhile
from rounds.data.store.faults import explained, was_interrupted
from rounds.data.store.pages import Reader
from rounds.data.text import clean_line
from rounds.screens.commands.everywhere import EVERYWHERE, TABS
from rounds.screens.messages import NotRead, NotSaved, Read, Saved, StoreChanged, Stumbled
from rounds.widgets.command import Command, bindings
from rounds.widgets.frame import FootBar, Hint, TopBar
from rounds.widgets.ink import PALETTES, Role
from rounds.widgets.line import BLANK, Line, Run
from rounds.widgets.overlay import Overlay
from rounds.widgets.paper import Paper
from rounds.widgets.picker import Option, Picker

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk
    from rounds.screens.opening import Opened

T = TypeVar("T")
LEAST_COLUMNS, LEAST_ROWS = 60, 16
"""The smallest terminal that is drawn on."""

BUSY_S = 0.15
"""What takes longer says that it is working, in seconds."""

OF_THE_FILE = ("is", "was", "may", "cannot", "lies", "its")
"""A refusal that goes on so behind the replica's path is about the file."""

WORD_S = 8.0
"""How long a word about the last act stands, in seconds."""


class TabScreen(Screen[None]):
    """A screen in the frame."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = ()
    TAB: ClassVar[int] = 0
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    TabScreen { layers: base over; }
    #top { dock: top; height: 2; }
    #foot { dock: bottom; height: 2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._asks: dict[str, int] = {}
        self._saving = 0
        self._said_saving = False
        self._stale = False
        self.set_class(PALETTES[self.app.theme].plain if self.app.theme in PALETTES else False, "-plain")
        self._word_timer: Any = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "COMMANDS_HERE" in cls.__dict__:
            cls.BINDINGS = [*bindings(cls.commands())]
        super().__init_subclass__(**kwargs)  # Textual merges the bindings here

    @classmethod
    def commands(cls) -> tuple[Command, ...]:
        """Every command of this screen."""
        own = cls.COMMANDS_HERE
        taken = {key for command in own for key in command.keys.split(",")}
        return (*own, *(command for command in EVERYWHERE if not taken & set(command.keys.split(","))))

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Until the first page is laid out, wishes to paint the whole screen are for nothing; it is then, once."""
        if not regions and not recompose and getattr(self.app, "is_unpainted", False):
            return super().refresh(repaint=False, layout=layout)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    # -- the frame -------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The frame around the screen's own parts."""
        yield TopBar(TABS, self.tab)
        yield from self.compose_body()
        yield FootBar()

    def compose_body(self) -> Iterable[Any]:
        """The screen's own parts."""
        return ()

    @property
    def tab(self) -> int:
        """The tab that this screen belongs to."""
        return self.TAB

    @property
    def opened(self) -> Opened:
        """The desk and its readers; only to be asked for once it is open."""
        found = self.app.opened  # type: ignore[attr-defined]
        assert found is not None, "no screen of the desk is shown before the desk is open"
        return found  # type: ignore[no-any-return]

    @property
    def desk(self) -> Desk:
        """The desk of whoever sits here."""
        return self.opened.desk

    @property
    def top(self) -> TopBar:
        """The bar above."""
        return self.query_one(TopBar)

    @property
    def foot(self) -> FootBar:
        """The bar below."""
        return self.query_one(FootBar)

    def on_mount(self) -> None:
        """Fill the frame."""
        self.app.registered(self)  # type: ignore[attr-defined]
        self.tell_frame()

    async def on_resize(self, event: events.Resize) -> None:
        """Below a size nothing can be shown well: one line asks for more room."""
        small = event.size.width < LEAST_COLUMNS or event.size.height < LEAST_ROWS
        found = self.query(TooSmall)
        if small and not found:
            await self.mount(TooSmall())
        elif not small and found:
            await found.remove()
        if self.overlay_open is not None:
            self.overlay_open.place()

    def on_screen_resume(self) -> None:
        """The frame, and records, may have changed while another screen was shown."""
        self.tell_frame()
        if self._stale:
            self._stale = False
            self.store_changed()

    def on_screen_suspend(self) -> None:
        """A screen that goes from the stack in hand lets go of what it drew; Textual would hold it long after."""
        if self not in self.app.screen_stack:
            for widget in self.walk_children():
                widget.refresh()

    def on_store_changed(self, message: StoreChanged) -> None:
        """Records changed: a screen that is shown looks again at once, a hidden one when it is shown."""
        self._stale = not self.is_on_top
        if not self._stale:
            self.store_changed()

    @property
    def is_on_top(self) -> bool:
        """Whether this is the screen that is shown; to Textual the one below it is current, too."""
        return self.shown_screen is self

    @property
    def shown_screen(self) -> Screen[Any]:
        """The screen that is shown; this one while the app is on its way out and has none left."""
        try:
            return self.app.screen
        except ScreenStackError:
            return self

    def store_changed(self) -> None:
        """Look again at the records that are shown."""

    def tell_frame(self) -> None:
        """The building in hand, the notice and the keys, as they are now."""
        self.top.tell(*self.app.frame_right())  # type: ignore[attr-defined]
        self.foot.notice(self.app.frame_notice(self.size.width))  # type: ignore[attr-defined]
        self.tell_keys()

    def tell_keys(self) -> None:
        """The keys that work here and now."""
        self.foot.tell(self.hints())

    def hints(self) -> list[Hint]:
        """The footer's hints, most useful first."""
        overlay = self.overlay_open
        if overlay is not None:
            return overlay.hints()
        shown = sorted((command for command in self.commands() if command.footer), key=lambda command: command.footer)
        return [
            Hint(self.key_of(command), command.label, command.action, keeps=command.id == "go.help")
            for command in shown
            if self.check_action(command.action.split("(")[0], ()) is not False
        ]

    def key_of(self, command: Command) -> str:
        """The key of a command as it is for this user."""
        return str(self.app.key_of(command))  # type: ignore[attr-defined]

    def on_foot_bar_pressed(self, message: FootBar.Pressed) -> None:
        """A hint was clicked: what is on top does it."""
        target = self.overlay_open or self
        target.call_later(target.run_action, message.action)

    def run_action_named(self, action: str) -> None:
        """Do what a command does."""
        self.call_later(self.run_action, action)

    def on_top_bar_chosen(self, message: TopBar.Chosen) -> None:
        """A tab was clicked."""
        self.run_action_named(f"app.tab({message.tab})")

    def on_top_bar_building_wanted(self) -> None:
        """The building was clicked."""
        self.run_action_named("building")

    # -- reading and writing ---------------------------------------------------------------------------------------

    def read(self, what: str, question: Callable[[sqlite3.Connection], T], reader: Reader | None = None) -> None:
        """Read off the event loop; a newer question of the same name stops this one, and its answer is dropped."""
        number = self._asks[what] = self._asks.get(what, 0) + 1
        source = reader or self.opened.sides
        self.run_worker(
            partial(self._read, what, number, question, source),
            thread=True,
            group=f"read {what}",
            exit_on_error=False,
            name=what,
        )

    def _read(self, what: str, number: int, question: Callable[[sqlite3.Connection], T], reader: Reader) -> None:
        if number != self._asks.get(what):
            return
        try:
            with reader.turn() as connection:
                if number != self._asks.get(what):
                    return
                answer = question(connection)
        except Refused as refusal:
            self.post_message(NotRead(what, number, refusal))
        except sqlite3.Error as error:
            if not was_interrupted(error):
                self.post_message(NotRead(what, number, explained(error, self.desk.replica.path)))
        else:
            self.post_message(Read(what, number, answer))

    async def told(self, question: Callable[[sqlite3.Connection], T]) -> T | None:
        """Read what a key needs before it can ask something, and wait: the next keys belong to what is asked then.

        None where it cannot be read, which is said.
        """
        asked = self.run_worker(partial(self._told, question), thread=True, group="told", exit_on_error=False)
        with suppress(WorkerError):  # a fault is named by the shell
            answer, refusal = await asked.wait()
            if refusal is not None:
                self.say_refused(refusal)
            return answer
        return None

    def _told(self, question: Callable[[sqlite3.Connection], T]) -> tuple[T | None, Refused | None]:
        try:
            with self.opened.sides.turn() as connection:
                return question(connection), None
        except Refused as refusal:
            return None, refusal
        except sqlite3.Error as error:
            return None, explained(error, self.desk.replica.path)

    def is_last(self, message: Read | NotRead) -> bool:
        """Whether an answer is to the last question of its name."""
        return self._asks.get(message.what) == message.number

    def drop_answer(self, what: str) -> None:
        """The answer that is on its way is not wanted any more."""
        self._asks[what] = self._asks.get(what, 0) + 1

    def save(
        self,
        command: Callable[[], Any],
        says: str = "",
        then: Callable[[Any], None] | None = None,
        otherwise: Callable[[Refused], None] | None = None,
        draft: str = "",
    ) -> None:
        """Run one write off the event loop, after those that were asked for before, and say what became of it.

        Args:
            command: The write. It is never cancelled, and goes on where this screen is left.
            says: What is said once it is on the disk.
            then: Is called with its answer.
            otherwise: Is called with why it was refused, in place of saying so.
            draft: The draft of what is written: forgotten with it.
        """
        self._saving += 1
        self.set_timer(BUSY_S, self._say_saving)
        if draft:
            self.desk.drafts.take(draft)
        self.opened.saves.put(partial(self._save, command, says, then, otherwise, draft))

    def _say_saving(self) -> None:
        if self._saving:
            self._said_saving = True
            self.foot.say((Run("◐ ", Role.ACCENT), Run("saving …", Role.TEXT)))

    def _save(
        self,
        command: Callable[[], Any],
        says: str,
        then: Callable[[Any], None] | None,
        otherwise: Callable[[Refused], None] | None,
        draft: str,
    ) -> None:
        message: Message
        try:
            answer = command()
        except Refused as refusal:
            message = NotSaved(refusal, otherwise)
        except Exception as fault:  # the shell names it and writes it down
            message = Stumbled("saving", fault)
        else:
            message = Saved(answer, says, then)
        if draft:
            settle = self.desk.drafts.forget if isinstance(message, Saved) else self.desk.drafts.give_back
            settle(draft)
        if not self.post_message(message):  # this screen is left: whatever is shown now says it
            self.app.post_message(message)

    def on_saved(self, message: Saved) -> None:
        """A write is on the disk."""
        message.stop()
        self._saved()
        if message.then is not None:
            message.then(message.answer)
        if message.says:
            self.say(message.says)

    def on_not_saved(self, message: NotSaved) -> None:
        """A write was refused."""
        message.stop()
        self._saved()
        (message.otherwise or self.not_saved)(message.refusal)
        if isinstance(message.refusal, ChangedMeanwhile):
            self.store_changed()  # what stands there now is shown, to be looked at

    def _saved(self) -> None:
        self._saving = max(self._saving - 1, 0)
        if self._said_saving and not self._saving:
            self._said_saving = False
            self.foot.say(BLANK)

    def not_saved(self, refusal: Refused) -> None:
        """Say why a write was refused and what mends it."""
        self.say_refused(refusal)

    def on_read(self, message: Read) -> None:
        """A question was answered; an answer to an older one is dropped."""
        if self.is_last(message):
            self.answered(message)

    def answered(self, message: Read) -> None:
        """Show an answer."""

    def on_not_read(self, message: NotRead) -> None:
        """A question had no answer."""
        if self.is_last(message):
            self.not_answered(message)

    def not_answered(self, message: NotRead) -> None:
        """Say why there is none."""
        self.say_refused(message.refusal)

    def say(self, text: str, role: Role = Role.OK) -> None:
        """A word about the last act, on the rule above the keys; on the screen that is shown, where this one is not."""
        shown = self.shown_screen
        if shown is not self and isinstance(shown, TabScreen):
            shown.say(text, role)
            return
        glyph = {Role.OK: "✓ ", Role.BAD: "✗ ", Role.WARN: "▲ "}.get(role, "")
        self.foot.say((Run(glyph, role), Run(text, Role.TEXT)))
        if self._word_timer is not None:
            self._word_timer.stop()
        self._word_timer = self.set_timer(WORD_S if role is Role.OK else 3 * WORD_S, self._unsay)

    def say_refused(self, refusal: Refused) -> None:
        """One line: what, and the mend; with the bell where that is wished."""
        self.say(self.in_short(refusal), Role.BAD)
        if self.app.rings:  # type: ignore[attr-defined]
            self.app.bell()

    def in_short(self, refusal: Refused) -> str:
        """What is wrong and the mend."""
        says = self.what_is_wrong(refusal)
        return f"{says} · {refusal.hint}" if refusal.hint else says

    def what_is_wrong(self, refusal: Refused) -> str:
        """Without the replica's path, which is known here, and would take the mend's place."""
        path = f"{self.desk.replica.path}: "
        says = clean_line(refusal.message.removeprefix(path))
        of_the_file = refusal.message.startswith(path) and says.split(" ")[0] in OF_THE_FILE
        return f"the file {says}".replace("file its", "file's") if of_the_file else says

    def _unsay(self) -> None:
        self.foot.say(BLANK)

    # -- overlays --------------------------------------------------------------------------------------------------

    @property
    def overlay_open(self) -> Overlay | None:
        """The overlay that has the keys."""
        return next((overlay for overlay in self.query(Overlay) if overlay.is_open), None)

    async def overlay(self, kind: type[Overlay], name: str) -> Any:
        """The overlay of that kind and name; made when it is first wanted."""
        found = self.query(f"#{name}")
        if found:
            return found.first()
        made = kind(id=name)
        await self.mount(made)
        return made

    async def pick(
        self,
        title: str,
        options: Sequence[Option],
        purpose: Any,
        *,
        current: Any = None,
        looked_up: bool = False,
        width: int = 60,
    ) -> None:
        """Ask for one of `options`; `on_picker_picked` gets it with its purpose."""
        picker: Picker = await self.overlay(Picker, "picker")
        picker.ask(title, options, purpose, current=current, looked_up=looked_up, width=width)
        self.tell_keys()

    def on_overlay_closed(self) -> None:
        """Nothing was picked."""
        self.tell_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While an overlay has the keys, the screen's own commands rest."""
        return self.overlay_open is None or action not in _RESTS

    def on_stumbled(self, message: Stumbled) -> None:
        """A write stumbled; the shell, to which this goes on, says so."""
        self._saved()

    def stumbled(self, name: str) -> None:
        """A fault: the shell has written it down; say so."""
        self.say(f"a fault in {name}: it is written down in the log", Role.BAD)


class TooSmall(Paper):
    """Lies over everything while the terminal is too small."""

    DEFAULT_CSS = """
    TooSmall { layer: over; position: absolute; width: 100%; height: 100%; background: $background; }
    """

    def __init__(self) -> None:
        super().__init__(id="too-small")
        self.lines = ((Run(f"needs {LEAST_COLUMNS} x {LEAST_ROWS}: make it larger", Role.STRONG),),)


_RESTS = frozenset(command.action.split("(")[0].removeprefix("app.") for command in EVERYWHERE)


def said(text: str, role: Role = Role.TEXT) -> Line:
    """A line of one run."""
    return (Run(text, role),)
