"""Paper: a widget that shows lines of ink and repaints just those that changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from rounds.widgets.ink import On, Role, inks
from rounds.widgets.line import BLANK, Inks, Line, Run, strip_of


class Paper(Widget):
    """Lines from the top; what does not fit below is not shown, what does not fit in the width is cut with a mark."""

    surface: ClassVar[On] = On.GROUND

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.lines: tuple[Line, ...] = ()

    @property
    def inks(self) -> Inks:
        """The inks of the theme in use."""
        return inks(self.app.theme)

    def show(self, lines: Sequence[Line]) -> None:
        """Show `lines` in place of those before."""
        before, self.lines = self.lines, tuple(lines)
        width = self.size.width
        for y in range(max(len(before), len(self.lines))):
            old = before[y] if y < len(before) else BLANK
            new = self.lines[y] if y < len(self.lines) else BLANK
            if old != new:
                self.refresh(Region(0, y, width, 1))

    def render_line(self, y: int) -> Strip:
        """One line as it is drawn."""
        of = self.lines[y] if y < len(self.lines) else BLANK
        return strip_of(of, self.size.width, self.inks, self.surface)


class Rule(Paper):
    """A rule across the width; `mark` lays the accent's bar over a part of it."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._mark = (0, 0)

    def mark(self, start: int, end: int) -> None:
        """Put the bar over the cells from `start` to before `end`."""
        if (start, end) != self._mark:
            self._mark = (start, end)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The rule with its bar."""
        start, end = self._mark
        width = self.size.width
        parts = (Run("─" * start, Role.LINE), Run("━" * (end - start), Role.ACCENT), Run("─" * (width - end), Role.LINE))
        return strip_of(parts, width, self.inks, self.surface)
