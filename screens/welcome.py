"""First run: look around in a sample district, or start one on this machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from rounds.data.errors import Refused
from rounds.data.text import clean_line
from rounds.screens.opening import Beginnings
from rounds.widgets.command import Command, bindings
from rounds.widgets.field_form import FieldForm, FormField
from rounds.widgets.frame import FootBar, Hint
from rounds.widgets.ink import Role, is_plain
from rounds.widgets.line import BLANK, Line, Run
from rounds.widgets.paper import Paper
from rounds.widgets.wrap import wrapped


class WelcomeScreen(Screen[None]):
    """Nothing is set up yet: two ways to begin."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("welcome.look", "1,enter", "look", "look around", "a sample district", "Begin", shown="1", footer=1),
        Command("welcome.start", "2", "start", "start a district", "on this machine alone", "Begin", footer=2),
        Command("welcome.quit", "q,ctrl+q,ctrl+c,escape", "app.leave", "quit", "leave", "Begin", footer=3),
    )
    BINDINGS: ClassVar[list[Any]] = bindings(COMMANDS_HERE)
    DEFAULT_CSS = """
    WelcomeScreen { layers: base over; }
    """

    def __init__(self, beginnings: Beginnings) -> None:
        super().__init__()
        self._beginnings = beginnings
        self._answers: dict[str, str] = {}
        """What was typed for a district, while this screen stands."""

    def compose(self) -> ComposeResult:
        """A page of words."""
        yield Paper(id="welcome")
        yield FootBar()

    def on_mount(self) -> None:
        """Say the ways."""
        self._show()
        self.query_one(FootBar).tell(
            [Hint(command.key, command.label, command.action) for command in self.COMMANDS_HERE]
        )

    def on_resize(self) -> None:
        """The first page is laid out."""
        self.call_after_refresh(self.app.shown)  # type: ignore[attr-defined]

    def _show(self, refusal: Refused | None = None) -> None:
        paper = self.query_one("#welcome", Paper)
        pad = self._pad
        told = [(Run(pad), *line) for line in _why(refusal, 72)] if refusal else []
        paper.show([*self._lines(), BLANK, *told])

    @property
    def _pad(self) -> str:
        return " " * (4 if self.app.size.width < 100 else 18)

    def _lines(self) -> Sequence[Line]:
        pad = self._pad
        plain = is_plain(self.app.theme)
        ways = (
            ("1", "Look around", "a sample district, no network, two seconds"),
            ("2", "Start a district", "on this machine alone; others can join it later"),
        )
        lines: list[Line] = [BLANK] * (2 if self.app.size.height < 30 else 6)
        lines += [
            (Run(f"{pad}Rounds", Role.STRONG), Run("  for building technicians", Role.SOFT)),
            BLANK if plain else (Run(pad + "─" * 64, Role.LINE),),
            BLANK,
        ]
        lines += [(Run(f"{pad}Nothing is set up on this machine yet. Two ways to begin:"),), BLANK]
        lines += [
            (Run(f"{pad} {key}  ", Role.STRONG), Run(f"{name:<20}"), Run(says, Role.SOFT)) for key, name, says in ways
        ]
        size = self.app.size
        lines += [
            BLANK,
            BLANK,
            (Run(f"{pad}this terminal  ", Role.FAINT), Run("✓ ", Role.OK), Run(f"{size.width} x {size.height}")),
            BLANK
            if plain
            else (
                Run(f"{pad}does this look broken?  ", Role.FAINT),
                Run("╭─╮ ◐ ▲ ✓"),
                Run("   then leave and use: rounds --plain", Role.FAINT),
            ),
            BLANK,
            (
                Run(f"{pad}Every screen says its keys below. Once there are tickets, ", Role.SOFT),
                Run("?", Role.STRONG),
                Run(" shows them all.", Role.SOFT),
            ),
        ]
        return lines

    def on_foot_bar_pressed(self, message: FootBar.Pressed) -> None:
        """A hint was clicked."""
        self.call_later(self.run_action, message.action)

    def action_look(self) -> None:
        """Make the sample and open it."""
        self._show()
        self.query_one(FootBar).say((Run("◐ ", Role.ACCENT), Run("making the sample district …")))
        self.app.begin_with(self._beginnings.look_around)  # type: ignore[attr-defined]

    def action_start(self) -> None:
        """Ask what a district needs."""
        self.app.push_screen(StartForm(self._beginnings, self._answers))

    def refused(self, refusal: Refused) -> None:
        """The sample could not be made."""
        self.query_one(FootBar).say(BLANK)
        self._show(refusal)


FIELDS = (
    FormField("name", "district", True),
    FormField("zone", "time zone", True, help="as America/Chicago"),
    FormField("mail_domain", "mail domain", True, help="as example.org"),
    FormField("person", "your name"),
    FormField("buildings", "buildings", True, several=True),
)


class StartForm(Screen[None]):
    """What is asked before a district begins."""

    BINDINGS = [
        Binding("ctrl+s", "begin", "begin", show=False, priority=True),
        Binding("escape", "back", "back", show=False),
    ]
    DEFAULT_CSS = """
    StartForm { layers: base over; }
    StartForm #start-head { height: 5; }
    StartForm #start-foot { height: 4; }
    StartForm FieldForm TextArea { height: 6; }
    """

    def __init__(self, beginnings: Beginnings, typed: dict[str, str]) -> None:
        """The form.

        Args:
            typed: What was typed before; what is typed now is kept there.
        """
        super().__init__()
        self._beginnings = beginnings
        self._typed = typed
        self.set_class(is_plain(self.app.theme), "-plain")

    def compose(self) -> Iterable[Any]:
        """The fields."""
        yield Paper(id="start-head", pad=1)
        yield FieldForm(FIELDS, {"zone": self._beginnings.zone, **self._typed})
        yield Paper(id="start-foot", pad=1)
        yield FootBar()

    def on_mount(self) -> None:
        """Say what this is."""
        self.query_one("#start-head", Paper).show(
            [
                BLANK,
                (Run("Start a district", Role.STRONG),),
                (Run("Duties, rules, calendar and promises come from a default", Role.SOFT),),
                (Run("profile, which is yours to edit.", Role.SOFT),),
            ]
        )
        self.query_one("#start-foot", Paper).show(
            [(Run("buildings: one a line, as  101 Hellgate HS, high", Role.FAINT),)]
        )
        self.query_one(FootBar).tell(
            [Hint("^s", "begin", "begin"), Hint("tab", "next field", "app.focus_next"), Hint("esc", "back", "back")]
        )
        self.query_one(FieldForm).begin()

    def on_field_form_entered(self) -> None:
        """Enter goes on."""
        self.focus_next()

    def on_field_form_edited(self, message: FieldForm.Edited) -> None:
        """What was wrong may be right now; what is typed is there again after a look elsewhere."""
        self._typed[message.name] = message.text
        self.query_one(FieldForm).say(message.name, "")

    def on_foot_bar_pressed(self, message: FootBar.Pressed) -> None:
        """A hint was clicked."""
        self.call_later(self.run_action, message.action)

    def action_back(self) -> None:
        """To the ways."""
        self.app.pop_screen()

    def action_begin(self) -> None:
        """Begin, once every answer can be."""
        from rounds.data.desk.new_district import answers

        form = self.query_one(FieldForm)
        form.quiet()
        try:
            given = answers(**form.values())
        except Refused as refusal:
            form.say(refusal.code, str(refusal), Role.BAD)
            form.begin(refusal.code)
            return
        self.query_one(FootBar).say((Run("◐ ", Role.ACCENT), Run("beginning …")))
        self.app.begin_with(lambda: self._beginnings.start(given))  # type: ignore[attr-defined]

    def refused(self, refusal: Refused) -> None:
        """It could not begin."""
        self.query_one(FootBar).say(BLANK)
        foot = self.query_one("#start-foot", Paper)
        foot.show(_why(refusal, foot.room - 2))


def _why(refusal: Refused, width: int) -> list[Line]:
    """Why it could not begin, and the mend, whole: paths are long."""
    says = [(Role.TEXT, piece) for piece in wrapped(clean_line(refusal.message), width)]
    mend = [(Role.SOFT, piece) for piece in wrapped(clean_line(refusal.hint), width)]
    return [
        (Run("  " if number else "✗ ", Role.BAD), Run(piece, role)) for number, (role, piece) in enumerate(says + mend)
    ]
