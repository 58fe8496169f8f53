"""A terminal for tests: the real program in a real pty, with its screen as pyte draws it.

It stops only what it started. A thread reads what the program sends, at any pace that is asked for, so that a slow line
can be played; tests wait for what is to be on the screen, never for a time.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Condition, Thread
from typing import Any

import pyte

from tests.terminal import sequences

PATIENCE_S = 20.0
"""How long something may take to appear before a test fails, on a machine that has other work."""

STEP_S = 0.02
"""A slow line carries what belongs to so many seconds at a time."""

ESC_S = 0.15
"""A program tells esc from alt by the time that passes after it, so the next key has to wait."""

KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "space": " ",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
    **{f"ctrl+{letter}": chr(ord(letter) & 0x1F) for letter in "abcdefghijklmnopqrstuvwxyz"},
}

_ANSWERS = {"\x1b[?2026$p": "\x1b[?2026;2$y", "\x1b[?2048$p": "\x1b[?2048;2$y"}
"""What a modern terminal says about updates in one and about resizing in band: it knows them, and has them off."""


class _Screen(pyte.Screen):
    """pyte's screen, without the answers that it would write itself."""

    def report_device_attributes(self, *_: Any, **__: Any) -> None:
        """Is not asked."""

    def report_device_status(self, *_: Any, **__: Any) -> None:
        """Is not asked."""


class Terminal:
    """A terminal of some size with a program in it."""

    def __init__(
        self,
        command: Sequence[str | Path],
        env: Mapping[str, str],
        *,
        columns: int = 120,
        rows: int = 40,
        pace: int = 0,
        modern: bool = False,
        controlling: bool = True,
        stdin: int | None = None,
    ) -> None:
        """Start `command`.

        Args:
            pace: Bytes a second that the line carries; 0 is as fast as it goes.
            modern: Answers what the program asks, and tells a new size in band where that is wanted.
            controlling: It is the program's controlling terminal, whose end is told by SIGHUP.
            stdin: A file to read from in place of the terminal.
        """
        self.columns, self.rows = columns, rows
        self.sent = bytearray()
        self._modern, self._in_band, self._pace = modern, False, pace
        self._changed = Condition()
        self._shown: tuple[int, str] = (-1, "")
        self._screen = _Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._ours, theirs = os.openpty()
        os.set_blocking(self._ours, False)
        self._set_size()
        self.attributes = termios.tcgetattr(theirs)
        """The line's settings before the program came."""
        self.began = time.monotonic()
        session = ["setsid", *(["--ctty"] if controlling else [])]
        try:
            self.program = subprocess.Popen(
                [*session, *command],
                stdin=theirs if stdin is None else stdin,
                stdout=theirs,
                stderr=theirs,
                env=dict(env),
            )
        finally:
            os.close(theirs)
        self._stop, self._told = os.pipe()
        self._thread = Thread(target=self._read, name="terminal", daemon=True)
        self._thread.start()

    # -- the program -----------------------------------------------------------------------------------------------

    @property
    def pid(self) -> int:
        """The program's process."""
        return self.program.pid

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program alone."""
        self.program.send_signal(number)

    def kill(self) -> None:
        """Kill it, as a power cut would, and wait until it is gone."""
        self.program.kill()
        self.program.wait(PATIENCE_S)

    def ended(self, timeout_s: float = PATIENCE_S) -> int:
        """Its exit status, once it has ended."""
        try:
            status = self.program.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the program did not end in {timeout_s} s; the screen:\n{self.text}") from None
        self._thread.join(1)
        return status

    def processes(self) -> list[int]:
        """Every living process of the program's session: none is left when it has ended."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and (told := _stat(entry)) is not None:
                state, session = told
                if session == self.pid and state != "Z":
                    found.append(int(entry.name))
        return found

    def hang_up(self) -> None:
        """The line drops: nobody has the other side any more."""
        self._end_reading()
        os.close(self._ours)
        self._ours = -1

    def close(self) -> None:
        """End what this terminal started, and nothing else."""
        for pid in {*self.processes(), *([self.pid] if self.program.poll() is None else [])}:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.program.wait(PATIENCE_S)
        if self._ours >= 0:
            self.hang_up()

    # -- typing ----------------------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys by their names, or single letters."""
        for key in keys:
            if key == "esc" and b"\x1b[>25u" in self.sent:
                self.write("\x1b[27u")  # as terminals tell it that know the protocol which the program turned on
                continue
            self.write(KEYS.get(key, key))
            if key == "esc":
                time.sleep(ESC_S)

    def type(self, text: str) -> None:
        """Type text, as fast as it goes."""
        self.write(text)

    def write(self, text: str) -> None:
        """Write to the line as a keyboard does."""
        left = text.encode()
        while left:
            select.select([], [self._ours], [], PATIENCE_S)
            left = left[os.write(self._ours, left) :]

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        with self._changed:
            self.columns, self.rows = columns, rows
            self._screen.resize(rows, columns)
            self._shown = (-1, "")
        self._set_size()
        self._tell_size()

    def _tell_size(self) -> None:
        if self._in_band:
            self.write(f"\x1b[48;{self.rows};{self.columns};{self.rows * 16};{self.columns * 8}t")

    def _set_size(self) -> None:
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.columns, 0, 0))

    # -- what is seen ----------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The screen as lines of text."""
        with self._changed:
            if self._shown[0] != len(self.sent):
                self._shown = (len(self.sent), "\n".join(line.rstrip() for line in self._screen.display))
            return self._shown[1]

    @property
    def lines(self) -> list[str]:
        """The screen's lines."""
        return self.text.split("\n")

    def wait_for(self, pattern: str, timeout_s: float = PATIENCE_S) -> re.Match[str]:
        """Wait until `pattern` is on the screen; gives what matched."""
        found = self._wait(lambda: re.search(pattern, self.text, re.MULTILINE), timeout_s)
        assert found, f"{pattern!r} did not appear in {timeout_s} s; the screen:\n{self.text}"
        return found  # type: ignore[no-any-return]

    def wait_gone(self, pattern: str, timeout_s: float = PATIENCE_S) -> None:
        """Wait until `pattern` is no longer on the screen."""
        gone = self._wait(lambda: not re.search(pattern, self.text, re.MULTILINE), timeout_s)
        assert gone, f"{pattern!r} stayed for {timeout_s} s; the screen:\n{self.text}"

    def wait_quiet(self, quiet_s: float = 0.3, timeout_s: float = PATIENCE_S) -> int:
        """Wait until nothing is sent for a while; gives how many bytes were sent so far."""
        deadline, seen = time.monotonic() + timeout_s, -1
        while seen != len(self.sent):
            assert time.monotonic() < deadline, f"it never went quiet; the screen:\n{self.text}"
            seen = len(self.sent)
            time.sleep(quiet_s)
        return seen

    def _wait(self, condition: Callable[[], Any], timeout_s: float) -> Any:
        with self._changed:
            return self._changed.wait_for(condition, timeout_s)

    def is_restored(self) -> bool:
        """Whether the terminal is as it was before the program: its modes, and the line's settings."""
        with self._changed:
            told = sequences.modes(bytes(self.sent))
        wrong = {mode: on for mode, on in told.items() if sequences.RESET.get(mode, on) != on}
        assert not wrong, f"left behind: {wrong}"
        return bool(termios.tcgetattr(self._ours) == self.attributes)

    # -- reading ---------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        chunk = max(int(self._pace * STEP_S), 1) if self._pace else 65536
        while True:
            ready, _, _ = select.select([self._ours, self._stop], [], [])
            if self._stop in ready:
                return
            try:
                data = os.read(self._ours, chunk)
            except BlockingIOError:
                continue
            except OSError:  # nobody has the other side
                return
            if not data:
                return
            self._take(data)
            if self._pace:
                time.sleep(STEP_S)

    def _take(self, data: bytes) -> None:
        with self._changed:
            self.sent += data
            told = self._rest + self._decoder.decode(data)
            end = sequences.unfinished(told)
            told, self._rest = told[:end], told[end:]
            for token in sequences.tokens(told):
                self._feed(token)
            self._changed.notify_all()

    def _feed(self, token: sequences.Token) -> None:
        if self._modern and token.raw in _ANSWERS:
            self.write(_ANSWERS[token.raw])
        elif token.kind in ("?h", "?l") and token.numbers == "1049":
            self._screen.reset()  # each of the two screens begins empty
        elif token.kind in ("?h", "?l") and token.numbers == "2048":
            self._in_band = self._modern and token.kind == "?h"
            self._tell_size()
        elif token.kind in ("text", "control", "m", "H", "J", "?h", "?l", "other"):
            self._stream.feed(token.raw)

    def _end_reading(self) -> None:
        os.write(self._told, b"x")
        self._thread.join(PATIENCE_S)
        os.close(self._told)
        os.close(self._stop)


def _stat(process: Path) -> tuple[str, int] | None:
    """The state and the session of a process; none where it is gone."""
    try:
        told = (process / "stat").read_text()
    except OSError:
        return None
    fields = told[told.rindex(")") + 2 :].split()
    return fields[0], int(fields[3])
