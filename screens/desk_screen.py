"""What one does on every screen of the desk: find a command, take a building, write words, take something back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from rounds.data.clock import moment
from rounds.data.desk.drafts import Draft
from rounds.data.errors import Refused
from rounds.screens.commands.everywhere import TABS
from rounds.screens.messages import Read
from rounds.screens.tab_screen import TabScreen
from rounds.widgets.ink import Role
from rounds.widgets.picker import Option, Picker

if TYPE_CHECKING:
    from rounds.data.desk.undo import Undone
    from rounds.widgets.asker import Asker

DRAFT_S = 0.5
"""A draft is on the disk so long after a letter: a crash loses less than the last second."""

ALL_BUILDINGS = "all"


class DeskScreen(TabScreen):
    """A screen with what every screen offers beside its own work."""

    def __init__(self) -> None:
        super().__init__()
        self._draft_timer: Timer | None = None

    # -- picking ---------------------------------------------------------------------------------------------------

    def on_picker_picked(self, message: Picker.Picked) -> None:
        """Something was picked."""
        self.tell_keys()
        self.picked(message.picker.purpose, message.option.value)

    def picked(self, purpose: Any, value: Any) -> None:
        """Something that every screen offers was picked."""
        match purpose[0], value:
            case "palette", ("command", action):
                self.run_action_named(action)
            case "palette", ("ticket", id):
                self.call_later(self.app.open_ticket, id)  # type: ignore[attr-defined]
            case ("palette", ("building", building)) | ("building", building):
                self.app.take_building(None if building == ALL_BUILDINGS else building)  # type: ignore[attr-defined]
            case "theme", name:
                self.app.theme = name
                self.keep_local("theme", name)

    async def action_palette(self) -> None:
        """Find any command, ticket or building by name."""
        from rounds.screens.everywhere import command_options

        await self.pick("Commands", command_options(self), ("palette",), looked_up=True, width=80)

    async def action_building(self) -> None:
        """Choose the building in hand."""
        from rounds.screens.everywhere import building_options

        await self.pick("Building in hand", building_options(self.desk), ("building",))

    async def action_theme(self) -> None:
        """Choose the colours."""
        from rounds.screens.everywhere import theme_options

        await self.pick("Theme", theme_options(), ("theme",), current=self.app.theme)

    async def action_help(self) -> None:
        """The keys of this screen."""
        from rounds.screens.dialogs.keys import Keys
        from rounds.screens.everywhere import helped

        keys: Keys = await self.overlay(Keys, "keys")
        keys.show_keys(f"Keys in {TABS[self.tab - 1]}", helped(self))
        self.tell_keys()

    def on_picker_typed(self, message: Picker.Typed) -> None:
        """The words of a picker changed whose options are looked up."""
        self.look_up(message.picker, message.text)

    def look_up(self, picker: Picker, text: str) -> None:
        """What is looked up follows the words: commands at once, records once they are read."""
        from rounds.screens.everywhere import command_options, found_records, matching

        if picker.purpose[0] == "palette":
            commands = matching(command_options(self), text)
            picker.offer(commands)
            self.read("palette", lambda connection: (text, commands, found_records(self.desk, text, connection)))

    def answered(self, message: Read) -> None:
        """Records that a palette's words find are there."""
        if message.what == "palette":
            self._offer_records(*message.answer)
        else:
            super().answered(message)

    def _offer_records(self, text: str, commands: list[Option], records: list[Option]) -> None:
        for picker in self.query(Picker):
            if picker.is_open and picker.text == text and records:
                picker.offer([*commands[:8], *records])

    # -- words -----------------------------------------------------------------------------------------------------

    async def ask(
        self, title: str, purpose: Any, badge: str, *, several: bool = False, says: Sequence[Any] = (), draft: str = ""
    ) -> None:
        """Ask for words; a draft of them is offered again."""
        from rounds.widgets.asker import Asker

        asker: Asker = await self.overlay(Asker, "asker")
        offered = self.desk.drafts.offered(draft) if draft else Draft()
        stamp = f"{moment(offered.kept, self.desk.facts.zone):%H:%M}" if offered.kept else ""
        asker.ask(title, purpose, badge, several=several, text=offered.text, says=says, draft=draft, kept=stamp)
        self.tell_keys()

    def on_asker_typing(self, message: Asker.Typing) -> None:
        """Keep what is typed as a draft, at most half a second late."""
        asker = message.asker
        if not asker.draft:
            return
        self.keep_draft(asker.draft, message.text, asker.say_kept)

    def keep_draft(self, key: str, text: str, said: Callable[[str], None] | None = None) -> None:
        """Have a draft on the disk half a second from now."""
        self.desk.drafts.put(key, text)
        if self._draft_timer is None:
            self._draft_timer = self.set_timer(DRAFT_S, partial(self._keep_draft_now, said))

    def _keep_draft_now(self, said: Callable[[str], None] | None = None) -> None:
        self._draft_timer = None
        stamp = f"{moment(self.desk.clock(), self.desk.facts.zone):%H:%M}"
        self.save(self.desk.drafts.keep, then=(lambda _: said(stamp)) if said else None)

    def keep_now(self) -> None:
        """Put what is typed on the disk before somebody leaves; where that cannot be, it stays in memory."""
        try:
            self.desk.drafts.keep()
        except Refused as refusal:
            self.app.call_later(self.app.say_refused, refusal)  # type: ignore[attr-defined]

    def keep_local(self, key: str, value: str) -> None:
        """Remember something of this machine's own."""
        if not self.desk.replica.read_only:
            self.save(partial(self.desk.recorder.local.keep, key, value))

    def on_asker_answered(self, message: Asker.Answered) -> None:
        """Words were given."""
        self.worded(message.asker, message.asker.purpose, message.text)

    def worded(self, asker: Asker, purpose: Any, text: str) -> None:
        """Words were given: they are taken as what is picked is."""
        self.end(asker)
        self.picked(purpose, text)

    def end(self, asker: Asker) -> None:
        """The words are taken: give the keys back."""
        asker.close()
        self.tell_keys()

    # -- taking back -----------------------------------------------------------------------------------------------

    def action_undo(self) -> None:
        """Take back the last change."""
        from rounds.data.desk import undo

        self.save(partial(undo.undo, self.desk), then=partial(self._undone, "taken back"))

    def action_redo(self) -> None:
        """Do again what was taken back."""
        from rounds.data.desk import undo

        self.save(partial(undo.redo, self.desk), then=partial(self._undone, "done again"))

    def _undone(self, verb: str, undone: Undone) -> None:
        if undone.refused:
            self.say(f"{verb}: {undone.says}; left alone: {undone.refused[0]}", Role.WARN)
        else:
            other = "U does it again" if verb == "taken back" else "u takes it back"
            self.say(f"{verb}: {undone.says} · {other}")
