"""Paper: a widget that shows lines of ink and repaints just those that changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from rounds.widgets.ink import On, inks
from rounds.widgets.line import BLANK, Inks, Line, Run, cut_line, strip_of


class Paper(Widget):
    """Lines from the top; what does not fit below is not shown, what does not fit in the width is cut with a mark."""

    surface: ClassVar[On] = On.GROUND

    def __init__(self, id: str | None = None, classes: str | None = None, pad: int = 0) -> None:
        """Paper with `pad` blank cells on either side; drawn with the line, since an edge of its own is an escape."""
        super().__init__(id=id, classes=classes)
        self.lines: tuple[Line, ...] = ()
        self._pad = (Run(" " * pad),) if pad else ()

    @property
    def room(self) -> int:
        """Cells for a line."""
        return max(self.size.width - 2 * sum(len(run.text) for run in self._pad), 0)

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
        if self._pad:
            of = (*self._pad, *cut_line(of, self.room))
        return strip_of(of, self.size.width, self.inks, self.surface)
