"""The wire to the terminal: it may break at any moment, and carries ASCII alone where the terminal shows no more."""

from __future__ import annotations

import codecs
import io
import os
import select
import signal
from collections.abc import Callable
from threading import Thread
from typing import TextIO

ENDING = (signal.SIGTERM, signal.SIGHUP)
"""By these a system, or a line that drops, tells a program to end."""

ASCII_ERRORS = "rounds-ascii"
"""Name of how a text that is not ASCII is put into ASCII."""


class Wire(io.RawIOBase):
    """Writes to a terminal. Once nobody is at its other end, what is written goes nowhere: there is nobody to tell."""

    def __init__(self, terminal: int) -> None:
        """A wire to the terminal behind a file descriptor, which stays open when the wire is closed."""
        super().__init__()
        self._terminal = terminal
        self._is_broken = False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._terminal

    def isatty(self) -> bool:
        return os.isatty(self._terminal)

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._is_broken:
            try:
                return os.write(self._terminal, data)
            except BlockingIOError:  # another program of this terminal has set it so
                select.select([], [self._terminal], [])
            except OSError:
                self._is_broken = True
        return len(data)


def wired(terminal: TextIO, ascii_only: bool) -> io.TextIOWrapper:
    """`terminal` as a wire that may break, on which whatever is drawn becomes ASCII where that is asked for."""
    codecs.register_error(ASCII_ERRORS, _in_ascii)
    buffer = io.BufferedWriter(Wire(terminal.fileno()))  # type: ignore[type-var] # bytes-like in, as RawIOBase has it
    if ascii_only:
        return io.TextIOWrapper(buffer, "ascii", errors=ASCII_ERRORS, newline="")
    return io.TextIOWrapper(buffer, "utf-8", errors="replace", newline="")


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    from rounds.widgets.glyphs import in_ascii

    assert isinstance(error, UnicodeEncodeError), "a wire is only written to"
    return in_ascii(error.object[error.start : error.end]), error.end


def when_broken(terminal: TextIO, tell: Callable[[], object]) -> None:
    """Call `tell`, in a thread of its own, once nobody is at the other end of `terminal`.

    A program whose controlling terminal it is, is told by SIGHUP, too; any other would read an endless nothing.
    """
    watch = select.poll()
    watch.register(terminal.fileno(), 0)  # an end is always told

    def wait() -> None:
        watch.poll()
        tell()

    Thread(target=wait, name="wire", daemon=True).start()
