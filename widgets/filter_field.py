"""The field over the filter bar: it completes fields and values, and says what is wrong under the place it is in."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from rounds.data.text import clean_line
from rounds.widgets.fields import LineField
from rounds.widgets.filter_bar import WORDS_AT, FilterBar
from rounds.widgets.ink import On, Role
from rounds.widgets.line import BLANK, Line, Run, cut, strip_of
from rounds.widgets.paper import Paper


class FilterField(LineField):
    """The field over the bar while one types."""

    DEFAULT_CSS = """
    FilterField {
        layer: over; position: absolute; visibility: hidden; height: 1; border: none; padding: 0;
        background: $panel; color: $foreground;
        &:focus { border: none; background: $panel; }
    }
    """

    BINDINGS = [
        Binding("escape", "leave", "leave", show=False),
        Binding("enter", "keep", "keep", show=False),
        Binding("tab", "complete", "complete", show=False),
        Binding("down", "choose(1)", "choose", show=False),
        Binding("up", "choose(-1)", "choose", show=False),
    ]

    class Edited(Message):
        """The words changed, or the caret moved."""

        def __init__(self, text: str, caret: int) -> None:
            super().__init__()
            self.text, self.caret = text, caret

        def can_replace(self, message: Message) -> bool:
            """Only the last words matter."""
            return isinstance(message, FilterField.Edited)

    class Left(Message):
        """Esc: the list as it was before. Enter: as it is now."""

        def __init__(self, keep: bool, text: str) -> None:
            super().__init__()
            self.keep, self.text = keep, text

    def __init__(self) -> None:
        super().__init__("filter-field", max_length=2000)
        self.offers = Offers()
        self.wrong: str | None = None
        """The words in which a mistake was found; what is typed since is not judged yet."""

    def edit(self, bar: FilterBar, text: str) -> None:
        """Lie over `bar` with `text` in hand."""
        self.over(bar)
        with self.prevent(Input.Changed):
            self.value = text
        self.cursor_position = len(text)
        self.styles.visibility = "visible"
        self.focus()
        self.post_message(self.Edited(text, len(text)))

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return self.styles.visibility == "visible"

    def over(self, bar: FilterBar) -> None:
        """Take the place of the bar's words; the count stays in sight."""
        region = bar.region
        self.styles.offset = (region.x + WORDS_AT, region.y)
        self.styles.width = max(region.width - WORDS_AT - max(bar.told_width + 2, 26), 20)
        self.offers.under(region)

    def on_input_changed(self, message: Input.Changed) -> None:
        """Each letter asks anew."""
        message.stop()
        self.post_message(self.Edited(self.value, self.cursor_position))

    def watch_selection(self) -> None:
        """The caret's place decides what is offered, however it came there."""
        if self.is_open:
            self.post_message(self.Edited(self.value, self.cursor_position))

    def action_leave(self) -> None:
        """As it was."""
        self.put_away()
        self.post_message(self.Left(False, self.value))

    def action_keep(self) -> None:
        """As it is; a chosen offer is taken first, and a mistake is mended first."""
        if self.offers.chosen is not None:
            self.action_complete()
            return
        if self.wrong == self.value:
            return
        self.put_away()
        self.post_message(self.Left(True, self.value))

    def action_complete(self) -> None:
        """Put the chosen offer, or the first one, in place of the word at the caret."""
        offer = self.offers.taken()
        if offer is None:
            return
        start, end, insert = offer
        self.value = self.value[:start] + insert + self.value[end:]
        self.cursor_position = start + len(insert)

    def action_choose(self, by: int) -> None:
        """Another offer."""
        self.offers.step(by)

    def put_away(self) -> None:
        """Show the bar again."""
        self.styles.visibility = "hidden"
        self.offers.put_away()
        self.screen.set_focus(None)


class Offers(Paper):
    """What could stand at the caret, or what is wrong there, under the place it is about."""

    DEFAULT_CSS = """
    Offers { layer: over; position: absolute; visibility: hidden; height: 1; background: $background; }
    """

    def __init__(self) -> None:
        super().__init__(id="offers")
        self._offers: tuple[tuple[int, int, str, str], ...] = ()
        self._at: int | None = None
        self._error: tuple[int, str] | None = None
        self._bar = Region()

    def under(self, bar: Region) -> None:
        """Lie below the bar."""
        self._bar = bar

    @property
    def chosen(self) -> int | None:
        """The offer that the arrows chose."""
        return self._at

    def tell(self, offers: Sequence[tuple[int, int, str, str]], error: tuple[int, str] | None) -> None:
        """Show offers (start, end, insert, label) and what is wrong at a place."""
        if (tuple(offers), error) == (self._offers, self._error) and self.styles.visibility == "visible":
            return
        self._offers, self._error, self._at = tuple(offers), error, None
        height = len(self._offers) + (1 if error else 0)
        if not height:
            self.put_away()
            return
        self.styles.offset = (self._bar.x, self._bar.y + 1)
        self.styles.width, self.styles.height = self._bar.width, height
        self.styles.visibility = "visible"
        self.refresh()

    def taken(self) -> tuple[int, int, str] | None:
        """What completing puts in: the chosen offer, else the first."""
        if not self._offers:
            return None
        start, end, insert, _ = self._offers[self._at or 0]
        return start, end, insert

    def step(self, by: int) -> None:
        """Choose another one."""
        if self._offers:
            self._at = (by > 0) - 1 if self._at is None else self._at + by
            self._at %= len(self._offers)
            self.refresh()

    def put_away(self) -> None:
        """Show the list again."""
        if self.styles.visibility != "hidden":
            self.styles.visibility = "hidden"
        self._at = None

    def render_line(self, y: int) -> Strip:
        """The error in the first line, offers below."""
        width = self.size.width
        if self._error is not None and y == 0:
            start, says = self._error
            place = min(start + WORDS_AT, max(width - len(says) - 3, 3))
            return strip_of(
                (Run(" " * place), Run("╰ ", Role.BAD), Run(cut(says, width - place - 3))), width, self.inks
            )
        index = y - (1 if self._error else 0)
        if index >= len(self._offers):
            return strip_of(BLANK, width, self.inks)
        start, _, insert, label = self._offers[index]
        chosen = index == self._at
        told: Line = (
            Run(" " * min(start + WORDS_AT, width - 30)),
            Run(clean_line(insert), Role.STRONG if chosen else Role.TEXT),
            Run("  " + clean_line(label), Role.FAINT),
        )
        return strip_of(told, width, self.inks, On.CURSOR if chosen else On.PANEL)
