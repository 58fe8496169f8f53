"""The keys of a screen, by group, from its commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textual.binding import Binding

from rounds.widgets.ink import Role
from rounds.widgets.line import Line, Run, fit
from rounds.widgets.overlay import Overlay
from rounds.widgets.wrap import wrapped

KEY_CELLS = 8


class Keys(Overlay):
    """Every key of the screen; type nothing, read, and go back."""

    BINDINGS = [
        Binding("escape,question_mark,f1,q,enter", "close", "close", show=False),
        Binding("down,j,pagedown,space", "scroll(1)", "down", show=False),
        Binding("up,k,pageup", "scroll(-1)", "up", show=False),
    ]

    width_wanted = 102

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[Line] = []
        self._first = 0

    def show_keys(self, title: str, groups: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """Open with groups of (key, what it does)."""
        self.title = title
        self.standing = (Run("? or esc closes", Role.FAINT),)
        wide = min(self.width_wanted, self.screen.size.width) - 6
        high = self.screen.size.height - 6
        most = max(wide // 28, 1)
        for columns in range(1, most + 1):  # as few as fit, so that few lines are folded
            self._lines = _columns(groups, columns, wide)
            if len(self._lines) <= high:
                break
        self._first = 0
        self.height_wanted = len(self._lines) + 4
        self.open()

    def content(self, y: int) -> Line:
        """The groups side by side."""
        index = self._first + y - 1
        if y == self.inner_height - 1 and self._hidden > self._first:
            return (Run("… ↓ more below", Role.FAINT),)
        if 1 <= y < self.inner_height and index < len(self._lines):
            return self._lines[index]
        return ()

    @property
    def _hidden(self) -> int:
        """Lines that there is no room for."""
        return max(len(self._lines) + 1 - self.inner_height, 0)

    def action_scroll(self, by: int) -> None:
        """What does not fit."""
        first = max(0, min(self._first + by * 5, self._hidden))
        if first != self._first:
            self._first = first
            self.refresh()


def _columns(groups: Mapping[str, Sequence[tuple[str, str]]], columns: int, wide: int) -> list[Line]:
    """The groups in columns of about the same height, each group in one piece."""
    cells = wide // columns
    stacks: list[list[Line]] = [[] for _ in range(columns)]
    for name, rows in groups.items():
        shortest = min(stacks, key=len)
        shortest.append((Run(fit(name, cells), Role.STRONG),))
        for key, does in rows:
            room = cells - KEY_CELLS - 2
            for number, piece in enumerate(wrapped(does, room - 1)):
                shown = fit("" if number else key, KEY_CELLS, right=True)
                shortest.append((Run(f"{shown}  ", Role.STRONG), Run(fit(piece, room), Role.SOFT)))
        shortest.append((Run(" " * cells),))
    height = max(len(stack) for stack in stacks)
    blank: tuple[Any, ...] = (Run(" " * cells),)
    padded = [[*stack, *([blank] * (height - len(stack)))] for stack in stacks]
    return [tuple(run for stack in padded for run in stack[y]) for y in range(height)]
