"""A terminal with a stopwatch: a program in a real pty, every byte dated when it was read.

What is read is kept with its time first and drawn afterwards, a little at a time and with a look at the line in
between, so that the drawing, which is slow, neither holds the program up nor is counted as its time. Queries are
answered as a modern terminal answers them. It stops only what it started.
"""

from __future__ import annotations

import codecs
import fcntl
import gc
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyte

from tests.terminal import sequences
from tests.terminal.pty import KEYS

ROOT = Path(__file__).resolve().parent.parent

QUIET_S = 0.05
"""A key's answer is over when nothing came for so long; the preview, which follows later, is counted apart."""

PATIENCE_S = 30.0

SLICE = 24
"""Sequences that are drawn between two looks at the line."""

_ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;2$y",
    b"\x1b[?u": b"\x1b[?0u",
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[6n": b"\x1b[1;1R",
}
"""What a modern terminal says: updates in one and sizes in band are known and off, no keyboard protocol is on."""

_IN_BAND = b"\x1b[?2048h"
"""The wish to be told sizes in band; the one that holds is told at once."""

_ASKS = re.compile(b"|".join(map(re.escape, (*_ANSWERS, _IN_BAND))))

Lines = list[str]
Seen = Callable[[Lines], object]


class Ended(Exception):
    """The program has left the terminal."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one key did: when its first and its last byte came, and how many there were."""

    first_ms: float | None
    settled_ms: float | None
    bytes: int


class Terminal:
    """A terminal of some size with a program in it."""

    def __init__(
        self, command: Sequence[str | Path], env: Mapping[str, str] | None = None, columns: int = 120, rows: int = 40
    ) -> None:
        """Start `command`; see `environment` for what it is told."""
        gc.collect()
        gc.disable()
        self.read: list[tuple[float, bytes]] = []
        """Everything that the program sent, dated."""
        self._answers = {**_ANSWERS, _IN_BAND: f"\x1b[48;{rows};{columns};{rows * 16};{columns * 8}t".encode()}
        self._drawn = 0
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._ours, theirs = os.openpty()
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._attributes = termios.tcgetattr(theirs)
        self._poll = select.poll()
        self._poll.register(self._ours, select.POLLIN)
        self.began = time.monotonic()
        self.program = subprocess.Popen(
            ["setsid", "--ctty", *command],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment() if env is None else dict(env),
            cwd=ROOT,
        )
        os.close(theirs)

    # -- what it does ----------------------------------------------------------------------------------------------

    def press(self, key: str, quiet_s: float = QUIET_S, limit_s: float = 5.0) -> Answer:
        """Press a key by its name, or a single letter, and wait until its answer is over."""
        self.drain()
        before = len(self.read)
        pressed = self.send(key)
        self.settle(quiet_s, limit_s)
        return self.answer(before, pressed)

    def send(self, key: str) -> float:
        """Press a key and go on; gives the moment."""
        moment = time.monotonic()
        os.write(self._ours, KEYS.get(key, key).encode())
        return moment

    def type(self, text: str, quiet_s: float = 0.25) -> None:
        """Type text and wait until its answer is over."""
        for letter in text:
            self.send(letter)
        self.settle(quiet_s)

    def drain(self) -> None:
        """Take what there is to read."""
        while self._take(0):
            pass

    def settle(self, quiet_s: float = QUIET_S, limit_s: float = PATIENCE_S) -> None:
        """Read until nothing has come for a while."""
        deadline = time.monotonic() + limit_s
        while self._take(quiet_s) and time.monotonic() < deadline:
            pass

    def rest(self, seconds: float) -> None:
        """Read for so long, whatever comes."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._take(left)

    def wait_for(self, seen: Seen, limit_s: float = PATIENCE_S) -> float:
        """Wait until the screen is as `seen` wants it; gives the moment when what made it so was read."""
        deadline = time.monotonic() + limit_s
        if seen(self.lines):
            return time.monotonic()
        while time.monotonic() < deadline:
            if self._drawn == len(self.read):
                self._take(0.1)
            elif (moment := self._draw_one()) and seen(self.lines):
                return moment
        raise TimeoutError("what was waited for did not come; the screen:\n" + "\n".join(self.lines))

    def answer(self, since: int, pressed: float) -> Answer:
        """What was read since, as the answer to a key that was pressed then."""
        got = self.read[since:]
        if not got:
            return Answer(None, None, 0)
        times = [(moment - pressed) * 1000 for moment in (got[0][0], got[-1][0])]
        return Answer(times[0], times[1], sum(len(data) for _, data in got))

    @property
    def sent(self) -> int:
        """Bytes so far."""
        return sum(len(data) for _, data in self.read)

    @property
    def lines(self) -> Lines:
        """The screen as far as it is drawn."""
        return list(self._screen.display)

    def draw(self) -> Lines:
        """Draw all that was read; gives the screen."""
        while self._drawn < len(self.read):
            self._draw_one()
        return self.lines

    # -- its process -----------------------------------------------------------------------------------------------

    def memory(self) -> dict[str, float]:
        """Memory of the process in MiB: resident, and the part of it that is no file's."""
        told = Path(f"/proc/{self.program.pid}/status").read_text(encoding="ascii")
        found = dict(re.findall(r"^(VmRSS|RssAnon|VmHWM):\s+(\d+) kB$", told, re.MULTILINE))
        return {name: int(kib) / 1024 for name, kib in found.items()}

    def ended_after(self, pressed: float) -> float:
        """Wait for the end; gives the milliseconds since `pressed`."""
        try:
            while time.monotonic() < pressed + PATIENCE_S:
                self._take(0.1)
        except Ended:
            pass
        self.program.wait(PATIENCE_S)
        return (time.monotonic() - pressed) * 1000

    def signal(self, number: signal.Signals) -> float:
        """Send a signal; gives the moment."""
        moment = time.monotonic()
        self.program.send_signal(number)
        return moment

    @property
    def is_restored(self) -> bool:
        """Whether the terminal's modes and the line's settings are as they were before the program."""
        told = sequences.modes(b"".join(data for _, data in self.read))
        modes = all(sequences.RESET.get(mode, on) == on for mode, on in told.items())
        return modes and termios.tcgetattr(self._ours) == self._attributes

    def close(self) -> None:
        """End what this terminal started."""
        if self.program.poll() is None:
            self.program.kill()
            self.program.wait(PATIENCE_S)
        os.close(self._ours)
        gc.enable()

    # -- reading ---------------------------------------------------------------------------------------------------

    def _take(self, wait_s: float) -> bool:
        if not self._poll.poll(wait_s * 1000):
            return False
        try:
            data = os.read(self._ours, 65536)
        except OSError:  # nobody has the other side any more
            raise Ended from None
        if not data:
            raise Ended
        self.read.append((time.monotonic(), data))
        for asked in _ASKS.findall(data):
            os.write(self._ours, self._answers[asked])
        return True

    def _draw_one(self) -> float:
        """Draw the next piece that was read; gives the moment when it was."""
        moment, data = self.read[self._drawn]
        self._drawn += 1
        told = self._rest + self._decoder.decode(data)
        end = sequences.unfinished(told)
        told, self._rest = told[:end], told[end:]
        for number, token in enumerate(sequences.tokens(told), 1):
            if token.kind in ("?h", "?l") and token.numbers == "1049":
                self._screen.reset()  # each of the two screens begins empty
            elif token.kind in ("text", "control", "m", "H", "J", "K", "?h", "?l"):
                self._stream.feed(token.raw)
            if number % SLICE == 0:
                self._take(0)
        return moment


def environment(**more: str) -> dict[str, str]:
    """What a program is told: a terminal of all colours, and nothing that would keep it from its compiled modules."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "USER", "PYTHONPATH") if name in os.environ}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **more}


def compiled() -> None:
    """Compile every module, as installing does, so that no start pays for it."""
    folders = [ROOT / name for name in ("app", "screens", "widgets", "data", "benchmarks")]
    subprocess.run([sys.executable, "-m", "compileall", "-q", *map(str, folders)], check=True, env=environment())


# -- the programs ------------------------------------------------------------------------------------------------------

NUMBER = re.compile(r"\b[0-9A-Z]{3}-\d{4,}…?")
"""A ticket's number at the beginning of its line."""


def rounds(home: Path, *flags: str) -> Terminal:
    """Rounds on the replica in `home`."""
    return Terminal([sys.executable, "-m", "rounds.app", *flags], environment(ROUNDS_HOME=str(home)))


def other(module: str) -> Terminal:
    """One of the apps that Rounds is measured against."""
    return Terminal([sys.executable, "-m", f"benchmarks.{module}"])


def is_filled(lines: Lines) -> bool:
    """Whether Rounds shows its list and its last line, the keys."""
    return "enter open" in lines[-1] and any(map(NUMBER.search, lines))


def has_footer(lines: Lines) -> bool:
    """Whether an app of Textual's own parts shows its header and its footer."""
    return "palette" in lines[-1] and bool(lines[0].strip())


def numbers(lines: Lines) -> list[str]:
    """The numbers of the rows on the screen, from the top; one that was cut ends with its sign."""
    return [found[0] for line in lines if (found := NUMBER.search(line[:60])) is not None]


def leave(terminal: Terminal) -> float:
    """Quit; gives the milliseconds until the process was gone."""
    terminal.drain()
    return terminal.ended_after(terminal.send("ctrl+q"))
