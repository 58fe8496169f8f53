"""The filter bar: what the list is narrowed to, and how many rows that leaves."""

from __future__ import annotations

from textual.message import Message
from textual.strip import Strip

from rounds.data.text import clean_line
from rounds.widgets.ink import On, Role
from rounds.widgets.line import Run, ends, strip_of, width_of
from rounds.widgets.paper import Paper

WORDS_AT = 3
"""The cell of the bar in which its words begin."""

HINT = "filter: word, field:value, age:>3d"


class FilterBar(Paper):
    """One row: the filter in words, and on the right the count."""

    surface = On.PANEL

    class Wanted(Message):
        """Somebody clicked on it."""

    def __init__(self, id: str = "filter") -> None:
        super().__init__(id=id)
        self.text = ""
        self._told = ""

    def tell(self, text: str, told: str) -> None:
        """The filter, and what stands on the right."""
        if (text, told) != (self.text, self._told):
            self.text, self._told = text, told
            self.refresh()

    @property
    def told_width(self) -> int:
        """Cells that what stands on the right takes."""
        return width_of(self._told)

    def render_line(self, y: int) -> Strip:
        """The filter and the count."""
        width = self.size.width
        said = Run(clean_line(self.text)) if self.text else Run(HINT, Role.FAINT)
        left = (Run(" / ", Role.ACCENT if self.text else Role.FAINT), said)
        return strip_of(ends(left, (Run(self._told, Role.SOFT), Run(" ")), width), width, self.inks, On.PANEL)

    def on_click(self) -> None:
        """A click begins to filter."""
        self.post_message(self.Wanted())
