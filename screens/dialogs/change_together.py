"""What a change of several tickets would do, ticket by ticket, before anything happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.binding import Binding
from textual.message import Message

from rounds.data.desk.tickets import Change, Outcome
from rounds.data.text import clean_line
from rounds.widgets.frame import Hint
from rounds.widgets.ink import Role
from rounds.widgets.line import Line, Run, cut, fit, width_of
from rounds.widgets.overlay import Overlay
from rounds.widgets.wrap import wrapped

STAYS = "stays as it is"
MEASURED_MAX = 100
"""So many rows tell how wide what changes is."""
REFUSED_CELLS = 40
"""Cells of why a change is refused, at least."""
SUM_LINES = 3
"""Lines for the sum, where it says why one is refused."""
_HEAD = 2 + 9 + 1 + 1
"""Cells before and after the subject."""

Shown = Callable[[str, Any], str]
"""A field's value as people read it."""


class ChangeTogether(Overlay):
    """The plan of a bulk change: rows `old → new`, refusals with their reason, and the number on the button."""

    BINDINGS = [
        Binding("escape", "close", "nothing happens", show=False),
        Binding("enter", "go", "change", show=False),
        Binding("x", "unmark", "unmark the refused", show=False),
        Binding("down,j", "scroll(1)", "down", show=False),
        Binding("up,k", "scroll(-1)", "up", show=False),
        Binding("pagedown,space", "scroll(8)", "down", show=False),
        Binding("pageup", "scroll(-8)", "up", show=False),
    ]

    class Agreed(Message):
        """Do it."""

        def __init__(self, plan: ChangeTogether) -> None:
            super().__init__()
            self.plan = plan

    class Unmark(Message):
        """Take the marks off those that are refused."""

        def __init__(self, ids: Sequence[str]) -> None:
            super().__init__()
            self.ids = ids

    title = "Change together"
    width_wanted = 94

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.outcome = Outcome((), ())
        self.purpose: Any = None
        self._says = ""
        self._shown: Shown = lambda field, value: str(value)
        self._labels: dict[str, str] = {}
        self._first = 0
        self._noted = False
        self._widest = 0
        """Cells of what changes, or of why not."""

    def ask(
        self, outcome: Outcome, says: str, purpose: Any, shown: Shown, labels: dict[str, str], noted: bool = False
    ) -> None:
        """Show a plan.

        Args:
            noted: Each ticket gets a note, too.
        """
        self._noted = noted
        self.outcome, self._says, self.purpose, self._shown, self._labels = outcome, says, purpose, shown, labels
        self._first = 0
        told = max((width_of(self._told(change)) for change in self._rows[:MEASURED_MAX]), default=0)
        self._widest = max(told, REFUSED_CELLS if outcome.refused else len(STAYS))
        many = len(outcome.done) + len(outcome.refused)
        self.height_wanted = min(max(many, 1), 12) + 9 + self._sum_lines
        self.standing = (Run("nothing has changed yet", Role.FAINT),)
        self.open()

    def hints(self) -> list[Hint]:
        """Do it, leave some out, or not."""
        do = [Hint("enter", f"change {len(self._changing)}", "go")] if self._changing else []
        out = [Hint("x", "unmark the refused", "unmark")] if self.outcome.refused else []
        return [*do, *out, Hint("↑↓", "scroll", "scroll(1)"), Hint("esc", "nothing happens", "close", keeps=True)]

    @property
    def _changing(self) -> list[Change]:
        return [change for change in self.outcome.done if change.fields or self._noted]

    @property
    def _rows(self) -> list[Change]:
        staying = [] if self._noted else [change for change in self.outcome.done if not change.fields]
        return [*self._changing, *self.outcome.refused, *staying]

    def content(self, y: int) -> Line:
        """What is asked, the rows, the sum, the keys."""
        width, height, rows_high = self.inner_width, self.inner_height, self._rows_high
        if y == 1:
            many = len(self._rows)
            return (Run(f"{many} {'ticket' if many == 1 else 'tickets'}  ", Role.STRONG), Run(self._says))
        if 3 <= y < 3 + rows_high:
            index = self._first + y - 3
            return self._row(self._rows[index], width) if index < len(self._rows) else ()
        if y == 3 + rows_high and self._first + rows_high < len(self._rows):
            return (Run(f"… {len(self._rows) - self._first - rows_high} more below", Role.FAINT),)
        if 3 + rows_high < y < height - 3:
            return self._sum(y - rows_high - 4)
        if y == height - 3:
            return (Run("One entry in the history; u takes all of it back.", Role.SOFT),)
        if y == height - 1:
            return self.key_line()
        return ()

    def _told(self, change: Change) -> str:
        if not change.fields and self._noted:
            return "gets the note"
        return "   ".join(
            f"{self._shown(field, old)} → {self._shown(field, new)}"
            for field, (old, new) in change.fields.items()
            if field in self._labels
        )

    def _row(self, change: Change, width: int) -> Line:
        subject = max(width - _HEAD - self._widest, 12)
        head = (Run(f"{fit(change.number, 9)} ", Role.SOFT), Run(fit(clean_line(change.subject), subject) + " "))
        if change.refused is not None:
            return (Run("⊘ ", Role.WARN), *head, Run(cut(change.refused.message, width - subject - _HEAD), Role.WARN))
        if not change.fields and not self._noted:
            return (Run("  ", Role.FAINT), *(Run(run.text, Role.FAINT) for run in head), Run(STAYS, Role.FAINT))
        return (Run("  "), *head, Run(cut(self._told(change), width - subject - _HEAD)))

    @property
    def _sum_lines(self) -> int:
        return SUM_LINES if self.outcome.refused else 1

    @property
    def _rows_high(self) -> int:
        """Lines for rows."""
        return max(self.inner_height - 7 - self._sum_lines, 1)

    def _sum(self, index: int) -> Line:
        refused = len(self.outcome.refused)
        told = f"{len(self._changing)} change" + (f", {refused} refused" if refused else "")
        stays = len(self.outcome.done) - len(self._changing)
        told += f", {stays} stay as they are" if stays else ""
        first = f": {self.outcome.refused[0].refused}" if refused else "."
        said = wrapped(told + first, self.inner_width - 1)
        if index >= len(said):
            return ()
        return (Run(said[index] + ("…" if index == self._sum_lines - 1 < len(said) - 1 else "")),)

    def own_keys(self) -> tuple[Hint | None, Sequence[Hint]]:
        """Do it, leave some out, or not."""
        do = Hint("enter", f"change {len(self._changing)}", "go") if self._changing else None
        out = [Hint("x", "unmark the refused", "unmark")] if self.outcome.refused else []
        return do, [*out, Hint("esc", "nothing happens", "close")]

    def action_go(self) -> None:
        """Do it."""
        if self._changing:
            self.close()
            self.post_message(self.Agreed(self))

    def action_unmark(self) -> None:
        """Leave the refused ones out."""
        if self.outcome.refused:
            self.close()
            self.post_message(self.Unmark([change.id for change in self.outcome.refused]))

    def action_scroll(self, by: int) -> None:
        """Other rows."""
        first = max(0, min(self._first + by, len(self._rows) - self._rows_high))
        if first != self._first:
            self._first = first
            self.refresh()
