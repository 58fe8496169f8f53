"""Overlays: dialogs, pickers and the palette lie on a layer of the same screen; what is behind is not painted anew.

Shown by visibility; while one is shown it has the focus, and Esc closes it.
Source: docs/look.md, dialogs (a modal screen costs 62 kB, a layer shown by visibility 18 kB).
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from rounds.data.text import clean_line
from rounds.widgets.frame import Hint
from rounds.widgets.glyphs import drawn
from rounds.widgets.ink import On, Role, inks, is_plain
from rounds.widgets.line import Inks, Line, Run, cut, cut_line, ends, length, strip_of, width_of

PAD = 2
"""Blank cells on either side of the content."""


class Overlay(Widget, can_focus=True):
    """A framed box over the screen: a title in its upper border, its standing in the lower one."""

    DEFAULT_CSS = """
    Overlay { layer: over; position: absolute; visibility: hidden; background: $background; }
    """

    class Closed(Message):
        """It went away without an answer."""

        def __init__(self, overlay: Overlay) -> None:
            super().__init__()
            self.overlay = overlay

    width_wanted = 76
    height_wanted = 16
    title = ""
    standing: Line = ()
    danger = False

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._before: Widget | None = None

    @property
    def inks(self) -> Inks:
        """The inks of the theme in use."""
        return inks(self.app.theme)

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return self.styles.visibility == "visible"

    def open(self) -> None:
        """Lay it over the screen, in the middle, and give it the keys."""
        self._before = self.screen.focused
        self.place()
        self.styles.visibility = "visible"
        self.take_focus()
        self.refresh()

    def take_focus(self) -> None:
        """Give the keys to the overlay itself; one with fields gives them to the first."""
        self.focus()

    def place(self) -> None:
        """Put it in the middle of the screen, as large as it wants and there is room for."""
        columns, rows = self.screen.size
        width = columns if is_plain(self.app.theme) else min(self.width_wanted, columns)
        height = self.lines_taken
        self.styles.width, self.styles.height = width, height
        self.styles.offset = ((columns - width) // 2, max((rows - height) // 3, 0))

    @property
    def lines_taken(self) -> int:
        """Lines of the screen that it takes: what it wants, where there is room for it."""
        rows = self.screen.size.height
        return min(self.height_wanted, rows - (2 if rows > 24 else 0))

    def close(self) -> None:
        """Take it away and give the keys back."""
        if not self.is_open:
            return
        self.styles.visibility = "hidden"
        before, self._before = self._before, None
        if before is not None and before.is_attached:
            self.screen.set_focus(before)
        else:
            self.screen.set_focus(None)  # else the next key would go to a field that nobody sees

    def action_close(self) -> None:
        """Esc: nothing happens."""
        self.close()
        self.post_message(self.Closed(self))

    def hints(self) -> list[Hint]:
        """The keys that work while it is shown, for the footer."""
        return [Hint("esc", "close", "close", keeps=True)]

    @property
    def inner_width(self) -> int:
        """Cells for the content of a line, between border and padding."""
        return max(self.size.width - 6, 1)

    @property
    def inner_height(self) -> int:
        """Lines for the content."""
        return max(self.size.height - 2, 0)

    def content(self, y: int) -> Line:
        """One line of what is inside, from the top."""
        return ()

    def surface_of(self, y: int) -> On:
        """What a line stands on."""
        return On.GROUND

    def show_line(self, y: int) -> None:
        """Paint one line of the content again."""
        self.refresh(Region(0, y + 1, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """The box around the content."""
        width, height = self.size
        if is_plain(self.app.theme):
            return self._plain_line(y, width, height)
        border = Role.BAD if self.danger else Role.ACCENT
        told: Line
        if y == 0:
            title = f" {cut(clean_line(self.title), width - 6)} " if self.title else ""
            rest = max(width - 3 - width_of(title), 0)
            told = (Run("╭─", border), Run(title, Role.STRONG), Run("─" * rest + "╮", border))
            return strip_of(told, width, self.inks)
        if y == height - 1:
            told = (Run(" "), *cut_line(self.standing, width - 6), Run(" ")) if self.standing else ()
            rest = max(width - 3 - length(told), 0)
            return strip_of((Run("╰" + "─" * rest, border), *told, Run("─╯", border)), width, self.inks)
        inside = ends(self.content(y - 1), (), self.inner_width)
        body = strip_of((Run(" " * PAD), *inside), width - 4, self.inks, self.surface_of(y - 1))
        bar = self.inks[border, On.GROUND]
        blank = self.inks[Role.TEXT, On.GROUND]
        return Strip(
            [
                Segment(drawn("│"), bar),
                *body,
                Segment(" " * (width - 2 - body.cell_length), blank),
                Segment(drawn("│"), bar),
            ],
            width,
        )

    def _plain_line(self, y: int, width: int, height: int) -> Strip:
        """Without a box: the title, marked as one, the content, the standing."""
        if y == 0:
            title = cut(clean_line(self.title), max(width - 9, 1))
            return strip_of((Run(f"   == {title} ==", Role.STRONG),), width, self.inks)
        told = self.standing if y == height - 1 else self.content(y - 1)
        return strip_of((Run("   "), *ends(told, (), self.inner_width)), width, self.inks)

    def own_keys(self) -> tuple[Hint | None, Sequence[Hint]]:
        """The keys in the last line of the dialog: what the button does, and the others."""
        return None, ()

    def key_line(self) -> Line:
        """The last line of the dialog: the button as a badge, then keys."""
        return tuple(run for runs, _ in self._keys_drawn() for run in runs)

    def _keys_drawn(self) -> list[tuple[Line, str]]:
        """The keys as runs, each with its action."""
        button, hints = self.own_keys()
        drawn: list[tuple[Line, str]] = []
        if button is not None:
            role = Role.BADGE_BAD if self.danger else Role.BADGE
            drawn += [((Run(f" {button.key}  {button.label} ", role),), button.action), ((Run("   "),), "")]
        for hint in hints:
            drawn += [
                ((Run(hint.key, Role.STRONG), Run(f"  {hint.label}", Role.FAINT)), hint.action),
                ((Run("    "),), ""),
            ]
        return drawn

    def on_click(self, event: events.Click) -> None:
        """A click on a key does what it does."""
        x, y = event.screen_offset - self.region.offset
        if y != self.inner_height:
            return
        end = 1 + PAD
        for runs, action in self._keys_drawn():
            start, end = end, end + length(runs)
            if action and start <= x < end:
                self.call_later(self.run_action, action)
