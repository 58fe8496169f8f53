"""The frame of every screen: tabs on top, the keys that work here and now below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.strip import Strip

from rounds.widgets.ink import Role, is_plain
from rounds.widgets.line import BLANK, Line, Run, cut, ends, length, strip_of, width_of
from rounds.widgets.paper import Paper

NARROW = 100
"""Below this width names shorten and the product's own goes."""
LEAST_NAME = 4
"""Cells that the building's name keeps, with the blank after it."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A key in the footer."""

    key: str
    label: str
    action: str
    keeps: bool = False
    """Stays when others are dropped for want of room."""


class TopBar(Paper):
    """Two rows: the names of the tabs and the building in hand, then the rule whose bar marks the open tab."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, tab: int) -> None:
            super().__init__()
            self.tab = tab

    class BuildingWanted(Message):
        """The building was clicked."""

    def __init__(self, names: Sequence[str], active: int) -> None:
        super().__init__(id="top")
        self._names = tuple(names)
        self._active = active
        self._right: Line = BLANK
        self._short: Line = BLANK

    def tell(self, right: Line, short: Line) -> None:
        """What stands on the right: in a wide frame, and in a narrow one."""
        if (right, short) != (self._right, self._short):
            self._right, self._short = right, short
            self.refresh()

    def _tabs(self) -> tuple[Line, list[tuple[int, int]]]:
        """The names, and the cells that each takes; the widest form that leaves room for what is on the right."""
        wide, spans = self._named(self.size.width >= NARROW)
        if length(wide) + length(self._short) < self.size.width:
            return wide, spans
        return self._named(False)

    def _named(self, wide: bool) -> tuple[Line, list[tuple[int, int]]]:
        parts: list[Run] = [Run(" ")]
        if wide:
            parts += [Run("Rounds", Role.STRONG), Run("   ")]
        spans = []
        for number, name in enumerate(self._names, 1):
            start = length(parts)
            active = number == self._active
            shown = f" [{name}]" if active and is_plain(self.app.theme) else f" {name}"
            parts += [
                Run(str(number), Role.ACCENT if active else Role.FAINT),
                Run(shown, Role.STRONG if active else Role.SOFT),
            ]
            spans.append((start, length(parts)))
            parts.append(Run("   " if wide else "  "))
        return tuple(parts[:-1]), spans

    def _shown_right(self, names: Line) -> Line:
        room = self.size.width - length(names) - 2
        if length(self._right) <= room or not self._short:
            return self._right
        return shortened(self._short, room)

    def render_line(self, y: int) -> Strip:
        """The names, or the rule."""
        width = self.size.width
        names, spans = self._tabs()
        if y == 0:
            return strip_of(ends(names, (*self._shown_right(names), Run(" ")), width), width, self.inks)
        if is_plain(self.app.theme):
            return strip_of(BLANK, width, self.inks)
        start, end = spans[self._active - 1] if self._active else (0, 0)
        rule = (Run("─" * start, Role.LINE), Run("━" * (end - start), Role.ACCENT), Run("─" * (width - end), Role.LINE))
        return strip_of(rule, width, self.inks)

    def on_click(self, event: events.Click) -> None:
        """A click on a name opens the tab, one on the right asks for the building; the rule below is no key."""
        if event.y:
            return
        names, spans = self._tabs()
        for number, (start, end) in enumerate(spans, 1):
            if start <= event.x < end:
                self.post_message(self.Chosen(number))
                return
        if event.x >= self.size.width - length(self._shown_right(names)) - 1:
            self.post_message(self.BuildingWanted())


class FootBar(Paper):
    """Two rows: the rule, on which a word about the last act stands for a while; keys, and a notice on the right."""

    class Pressed(Message):
        """A hint was clicked."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self) -> None:
        super().__init__(id="foot")
        self._hints: tuple[Hint, ...] = ()
        self._notice: Line = BLANK
        self._word: Line = BLANK

    def tell(self, hints: Sequence[Hint]) -> None:
        """The keys that work here and now, most useful first."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self.refresh()

    def notice(self, notice: Line) -> None:
        """What must not be forgotten, on the right."""
        if notice != self._notice:
            self._notice = notice
            self.refresh()

    def say(self, word: Line) -> None:
        """A word about the last act, on the rule; nothing takes it away again."""
        if word != self._word:
            self._word = word
            self.refresh()

    @property
    def _gap(self) -> int:
        return 3 if self.size.width >= NARROW else 2

    def _placed(self) -> list[tuple[int, Hint]]:
        """The hints that there is room for, with their first cell: what does not fit goes from the end, help stays."""
        room = self.size.width - 2 - (length(self._notice) + 2 if self._notice else 0)
        kept = [hint for hint in self._hints if hint.keeps]
        room -= sum(_cells(hint) + self._gap for hint in kept)
        for hint in self._hints:
            if hint.keeps:
                continue
            room -= _cells(hint) + self._gap
            if room < -self._gap:
                break
            kept.append(hint)
        placed, x = [], 1
        for hint in (hint for hint in self._hints if hint in kept):
            placed.append((x, hint))
            x += _cells(hint) + self._gap
        return placed

    def render_line(self, y: int) -> Strip:
        """The rule, or the keys."""
        width = self.size.width
        if y == 0 and is_plain(self.app.theme):
            return strip_of((Run(" "), *self._word), width, self.inks)
        if y == 0:
            word = (Run("─ ", Role.LINE), *self._word, Run(" ")) if self._word else ()
            return strip_of((*word, Run("─" * max(width - length(word), 0), Role.LINE)), width, self.inks)
        parts: list[Run] = []
        for x, hint in self._placed():
            parts += [Run(" " * (x - length(parts))), Run(hint.key, Role.STRONG), Run(" " + hint.label, Role.FAINT)]
        return strip_of(ends(tuple(parts), (*self._notice, Run(" ")), width), width, self.inks)

    def on_click(self, event: events.Click) -> None:
        """A click on a hint does what its key does; the rule above is no key."""
        if not event.y:
            return
        for x, hint in self._placed():
            if x <= event.x < x + _cells(hint):
                self.post_message(self.Pressed(hint.action))


def shortened(right: Line, room: int) -> Line:
    """What stands on the right, its first part cut so that all of it fits: the names of tabs and notices stay whole."""
    first, *rest = right
    kept = max(room - length(rest), LEAST_NAME)
    return right if length(right) <= room else (Run(f"{cut(first.text.rstrip(), kept - 1)} ", first.role), *rest)


def _cells(hint: Hint) -> int:
    return width_of(hint.key) + 1 + width_of(hint.label)
