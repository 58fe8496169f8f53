"""A line that moves while something takes longer than a second: on a terminal alone, and gone when it is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

SHOWN_AFTER_S = 1.0
_EVERY_S = 0.1
_BAR = 24

Progress = Callable[[int, int], None]
"""Is told how much of how much is done."""


@contextmanager
def shown(what: str, err: TextIO, clock: Callable[[], float] = time.monotonic) -> Iterator[Progress | None]:
    """Give something to be told of progress, or none where nobody looks on."""
    if not err.isatty():
        yield None
        return
    bar = _Bar(what, err, clock)
    try:
        yield bar.tell
    finally:
        bar.take_away()


class _Bar:
    """One moving line."""

    def __init__(self, what: str, err: TextIO, clock: Callable[[], float]) -> None:
        self._what, self._err, self._clock = what, err, clock
        self._next = clock() + SHOWN_AFTER_S
        self._shown = False

    def tell(self, done: int, of: int) -> None:
        """Draw again, if it is time to."""
        if self._clock() < self._next or of <= 0:
            return
        share = min(done / of, 1.0)
        bar = "#" * int(share * _BAR)
        self._err.write(f"\r{self._what} [{bar:-<{_BAR}}] {share:4.0%}  {done:,} of {of:,}\x1b[K")
        self._err.flush()
        self._shown = True
        self._next = self._clock() + _EVERY_S

    def take_away(self) -> None:
        """Leave the line as it was."""
        if self._shown:
            self._err.write("\r\x1b[K")
            self._err.flush()
