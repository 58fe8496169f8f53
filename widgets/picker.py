"""The picker: a line to type on and a short list that follows it. Status, person, building and view are picked so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual import events
from textual.binding import Binding
from textual.message import Message

from rounds.data.text import clean_line, folded
from rounds.widgets.frame import Hint
from rounds.widgets.ink import On, Role, is_plain
from rounds.widgets.line import Line, Run, cut, ends, fit, length, tail, width_of
from rounds.widgets.overlay import Overlay

LONG = 24
"""Details of so many cells stand below one another, shorter ones at the right edge."""

SHOWN_MAX = 14
_AROUND = 7
"""Lines above and below the options: border, what is typed, the keys."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to pick."""

    value: Any
    label: str
    detail: str = ""
    key: str = ""
    """A letter that picks it at once while nothing is typed."""
    enabled: bool = True


class Picker(Overlay):
    """Type to narrow, enter to take, esc to leave all as it is."""

    BINDINGS = [
        Binding("escape", "close", "leave", show=False),
        Binding("enter", "take", "take", show=False),
        Binding("up,ctrl+k", "step(-1)", "up", show=False),
        Binding("down,ctrl+j,tab", "step(1)", "down", show=False),
        Binding("pageup", "step(-10)", "up", show=False),
        Binding("pagedown", "step(10)", "down", show=False),
        Binding("ctrl+u", "clear", "clear", show=False),
        Binding("backspace", "rub", "rub out", show=False),
    ]

    class Picked(Message):
        """An option was taken."""

        def __init__(self, picker: Picker, option: Option) -> None:
            super().__init__()
            self.picker, self.option = picker, option

    class Typed(Message):
        """The words changed: for lists that are looked up as one types."""

        def __init__(self, picker: Picker, text: str) -> None:
            super().__init__()
            self.picker, self.text = picker, text

        def can_replace(self, message: Message) -> bool:
            """Only the last words matter."""
            return isinstance(message, Picker.Typed)

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.text = ""
        self.purpose: Any = None
        """What is picked for; whoever opened it knows the word."""
        self._every: tuple[Option, ...] = ()
        self._found: tuple[Option, ...] = ()
        self._at = 0
        self._first = 0
        self._looked_up = False
        self._empty = "nothing begins so"

    def hints(self) -> list[Hint]:
        """Type, choose, take, leave."""
        return [
            Hint("↑↓", "choose", "step(1)"),
            Hint("enter", "take", "take"),
            Hint("esc", "leave", "close", keeps=True),
        ]

    def ask(
        self,
        title: str,
        options: Sequence[Option],
        purpose: Any,
        *,
        current: Any = None,
        looked_up: bool = False,
        empty: str = "nothing has these letters",
        width: int = 60,
    ) -> None:
        """Open with `options`; with `looked_up` whoever asked answers `Typed` with `offer`."""
        self.title, self.purpose, self._looked_up, self._empty = title, purpose, looked_up, empty
        self.text = ""
        self._every = self._found = tuple(options)
        self._at = next(
            (i for i, option in enumerate(self._found) if current is not None and option.value == current), 0
        )
        self._first = 0
        self.width_wanted = width
        self.height_wanted = min(max(len(options), 8 if looked_up else 1), SHOWN_MAX) + _AROUND
        self._follow()
        self.open()

    def offer(self, options: Sequence[Option]) -> None:
        """Other options for what was typed; one that was chosen meanwhile stays so."""
        chosen = self._found[self._at] if 0 < self._at < len(self._found) else None
        self._found = tuple(options)
        self._at = self._found.index(chosen) if chosen in self._found else 0
        self._first = 0
        self._follow()
        self.refresh()

    @property
    def _shown(self) -> int:
        return max(self.lines_taken - _AROUND, 1)

    def _narrow(self) -> None:
        if self._looked_up:
            self._at = self._first = 0
            self.post_message(self.Typed(self, self.text))
            self.refresh()
            return
        words = folded(self.text).split()
        self._found = tuple(
            option for option in self._every if all(word in folded(f"{option.label} {option.detail}") for word in words)
        )
        starts = [option for option in self._found if folded(option.label).startswith(folded(self.text))]
        self._found = (*starts, *(option for option in self._found if option not in starts))
        self._at = self._first = 0
        self.refresh()

    def _follow(self) -> None:
        """Keep the chosen line in view."""
        if self._at < self._first:
            self._first = self._at
        elif self._at >= self._first + self._shown:
            self._first = self._at - self._shown + 1

    def action_step(self, by: int) -> None:
        """Another option."""
        if self._found:
            before = self._at - self._first, self._first
            self._at = max(0, min(self._at + by, len(self._found) - 1))
            self._follow()
            if self._first == before[1]:
                self.show_line(before[0] + 3)
                self.show_line(self._at - self._first + 3)
            else:
                self.refresh()

    def action_take(self) -> None:
        """Take the chosen one."""
        if self._at < len(self._found) and self._found[self._at].enabled:
            option = self._found[self._at]
            self.close()
            self.post_message(self.Picked(self, option))

    def action_clear(self) -> None:
        """Begin to type anew."""
        self.text = ""
        self._narrow()

    def action_rub(self) -> None:
        """Take the last letter back."""
        self.text = self.text[:-1]
        self._narrow()

    def on_key(self, event: events.Key) -> None:
        """Letters narrow; one that stands for an option takes it."""
        if not event.is_printable or event.character is None:
            return
        event.stop()
        event.prevent_default()
        if not self.text:
            for index, option in enumerate(self._found):
                if option.key == event.character and option.enabled:
                    self._at = index
                    self.action_take()
                    return
        self.text += event.character
        self._narrow()

    def on_paste(self, event: events.Paste) -> None:
        """Pasted words narrow as typed ones do."""
        event.stop()
        self.text += clean_line(" ".join(event.text.split()))[:200]
        self._narrow()

    def on_click(self, event: events.Click) -> None:
        """A click takes an option."""
        event.stop()
        index = self._first + event.y - 4
        if 0 <= event.y - 4 < self._shown and index < len(self._found):
            self._at = index
            self.action_take()

    def own_keys(self) -> tuple[Hint | None, Sequence[Hint]]:
        """Take it, or leave."""
        return None, [Hint("enter", "takes it", "take"), Hint("esc", "leaves it", "close")]

    def content(self, y: int) -> Line:
        """The typed words, then the options."""
        width = self.inner_width
        if y == 1:
            return (
                Run("▸ ", Role.ACCENT),
                Run(tail(self.text, width - 3)),
                Run("_" if is_plain(self.app.theme) else "▏", Role.FAINT),
            )
        if y < 3:
            return ()
        index = self._first + y - 3
        if y == self.inner_height - 1:
            below = len(self._found) - self._first - self._shown
            return ends(self.key_line(), (Run(f"… {below} more below", Role.FAINT),) if below > 0 else (), width)
        if not self._found and y == 3:
            return (Run(self._empty, Role.SOFT),)
        if index >= len(self._found) or y - 3 >= self._shown:
            return ()
        option = self._found[index]
        role = Role.FAINT if not option.enabled else Role.STRONG if index == self._at else Role.TEXT
        key = (Run(f" {option.key}", Role.FAINT),) if option.key and not self.text else ()
        pointer = Run("▸ " if index == self._at else "  ", Role.ACCENT)
        if begins := self._details_at(width):
            label = Run(fit(option.label, begins), role)
            return ends((pointer, label, Run(f"  {option.detail}", Role.SOFT)), key, width)
        room = width - width_of(option.label) - length(key) - 4
        detail = Run(cut(option.detail, max(room, width // 2)), Role.SOFT)
        label = Run(cut(option.label, width - length((detail, *key)) - 4), role)
        return ends((pointer, label), (detail, *key), width)

    def _details_at(self, width: int) -> int:
        """Cells of the labels where details are long and begin below one another; 0 where they end at the edge."""
        if all(width_of(option.detail) < LONG for option in self._every):
            return 0
        return min(max(width_of(option.label) for option in self._every), width // 2)

    def surface_of(self, y: int) -> On:
        """The chosen line stands on the cursor's colour."""
        if y == 1:
            return On.PANEL
        return On.CURSOR if 3 <= y < 3 + self._shown and self._found and self._first + y - 3 == self._at else On.GROUND
