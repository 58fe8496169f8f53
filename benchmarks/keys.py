"""What a key in the queue costs, in time and bytes, against Textual's DataTable over ten thousand rows.

    python -m benchmarks.keys [--rounds N] [--homes DIR] [--records N]

Each round starts, in turn: Rounds on the large replica, Rounds on one with 1,000 tickets, the DataTable, and Rounds
with `--plain`, each in a terminal of 120x40. The list is every ticket of the replica (`status:any`). A key counts from
its write until the last byte of its answer; the next one is pressed when nothing has come for 50 ms. A key after which
other rows are on the screen was a jump. The preview follows when the cursor has rested, so its bytes are those that
come later than that. A key held down is 60 presses at 30 a second: how far behind is the time from the last press to
the last byte before the preview.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from pathlib import Path

from benchmarks import homes, terminal
from benchmarks.result import Kept, middle, share
from benchmarks.terminal import Answer, Terminal

EARLY_S = 2.0
"""The first keys after a start, while the rest is still being loaded, are counted apart."""

HELD, HELD_HZ = 60, 30
PREVIEW_AFTER_S = 0.08
"""What comes later than this after a move belongs to the preview."""

TABLE_ENDS = "\x1b[1;5H", "\x1b[1;5F"
"""To the ends of a DataTable: home and end with ctrl, since those alone go to its columns."""

Samples = dict[str, list[float]]


class Typist:
    """Presses keys in one program and keeps what they cost."""

    def __init__(self, who: str, program: Terminal) -> None:
        self.who, self.program = who, program
        self.samples: Samples = defaultdict(list)

    def keep(self, what: str, answer: Answer) -> None:
        """Keep an answer."""
        if answer.settled_ms is not None:  # a key at the end of the list has none
            self.samples[f"{self.who} {what} ms"].append(answer.settled_ms)
            self.samples[f"{self.who} {what} bytes"].append(answer.bytes)

    def press(self, what: str, key: str, times: int) -> None:
        """Press a key some times."""
        for _ in range(times):
            self.keep(what, self.program.press(key))

    def step(self, key: str, times: int) -> None:
        """Move by one row: within the rows on the screen, or with a jump to others."""
        before = terminal.numbers(self.program.draw())
        for _ in range(times):
            answer = self.program.press(key)
            after = terminal.numbers(self.program.draw())
            self.keep("move" if after == before else "jump", answer)
            before = after

    def early(self) -> None:
        """Move in the first seconds, while more is being loaded."""
        until = time.monotonic() + EARLY_S
        while time.monotonic() < until:
            self.keep("early move", self.program.press("down"))

    def preview(self, times: int) -> None:
        """Rest on a row, and count what is sent for the preview."""
        for _ in range(times):
            self.program.drain()
            before, pressed = len(self.program.read), self.program.send("down")
            self.program.rest(0.6)
            late = [(at, data) for at, data in self.program.read[before:] if at - pressed > PREVIEW_AFTER_S]
            if late:
                self.samples[f"{self.who} preview bytes"].append(sum(len(data) for _, data in late))
                self.samples[f"{self.who} preview ms"].append((late[-1][0] - pressed) * 1000)

    def hold(self, key: str) -> None:
        """Hold a key down."""
        self.program.settle(0.5)
        before, began = self.program.sent, time.monotonic()
        for number in range(HELD):
            self.program.rest(max(began + number / HELD_HZ - time.monotonic(), 0))
            last = self.program.send(key)
        self.program.settle(PREVIEW_AFTER_S)
        self.samples[f"{self.who} held: behind ms"].append((self.program.read[-1][0] - last) * 1000)
        self.samples[f"{self.who} held: bytes a press"].append((self.program.sent - before) / HELD)

    def ends(self, times: int, home: str = "home", end: str = "end") -> None:
        """From one end of the list to the other."""
        for _ in range(times):
            self.press("End", end, 1)
            self.program.settle(0.3)
            self.press("Home", home, 1)
            self.program.settle(0.3)


def typed(who: str, home: Path, *flags: str) -> Samples:
    """Rounds on a replica."""
    program = terminal.rounds(home, *flags)
    try:
        typist = Typist(who, program)
        program.wait_for(terminal.is_filled)
        typist.early()
        program.rest(1.5)
        program.type("/status:any\r", 1.0)
        program.press("home", 0.5)
        typist.step("down", 70)
        typist.press("PageDown", "pagedown", 20)
        typist.press("PageUp", "pageup", 10)
        typist.ends(8)
        typist.preview(8)
        typist.hold("down")
        program.press("home", 0.5)
        program.press("esc", 0.5)
        terminal.leave(program)
    finally:
        program.close()
    return typist.samples


def tabled() -> Samples:
    """The DataTable."""
    program = terminal.other("table_app")
    try:
        typist = Typist("table", program)
        program.wait_for(lambda lines: terminal.has_footer(lines) and len(terminal.numbers(lines)) > 30)
        program.rest(1.0)
        typist.step("down", 50)
        typist.press("PageDown", "pagedown", 10)
        typist.press("PageUp", "pageup", 5)
        typist.ends(3, *TABLE_ENDS)
        typist.hold("down")
        terminal.leave(program)
    finally:
        program.close()
    return typist.samples


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=4)
    homes.add_option(parser)
    options = parser.parse_args()
    terminal.compiled()
    large, small = (homes.home(options.homes, records) for records in (options.records, homes.THOUSAND))
    kept = Kept("keys", {"rounds": options.rounds, "records": options.records, "size": "120x40"})
    for _ in range(options.rounds):
        for measure in (
            lambda: typed("rounds", large),
            lambda: typed("small", small),
            tabled,
            lambda: typed("plain", large, "--plain"),
        ):
            for what, values in kept.calm(measure).items():
                kept.add(what, *values)
    tell(kept)
    kept.keep()


def tell(kept: Kept) -> None:
    """Figures from the samples."""
    got = kept.samples

    def p50(what: str, unit: str, goal: str = "") -> None:
        kept.figure(f"{what} p50", middle(got[f"{what} {unit}"]), unit, goal)

    def p99(what: str, unit: str, goal: str = "") -> None:
        kept.figure(f"{what} p99", share(got[f"{what} {unit}"], 99), unit, goal)

    for who, goals in (("rounds", ("6", "20", "650")), ("plain", ("", "", "200")), ("table", ("", "", ""))):
        p50(f"{who} move", "ms", goals[0])
        p99(f"{who} move", "ms", goals[1])
        p50(f"{who} move", "bytes", goals[2])
        p50(f"{who} jump", "ms")
        p50(f"{who} jump", "bytes", "8000" if who == "rounds" else "")
        for key in ("PageDown", "PageUp", "Home", "End"):
            p50(f"{who} {key}", "ms", "25" if who == "rounds" else "")
            p50(f"{who} {key}", "bytes", "8000" if who == "rounds" else "")
        kept.figure(f"{who} held: behind", middle(got[f"{who} held: behind ms"]), "ms", "20" if who == "rounds" else "")
    moves = got["rounds move ms"] + got["rounds jump ms"]
    kept.figure("rounds move or jump p99", share(moves, 99), "ms", "20")
    p99("rounds early move", "ms", "50")
    kept.figure("rounds preview, most", max(got["rounds preview bytes"]), "bytes", "4000")
    p50("rounds preview", "ms")
    for what in ("move", "PageDown", "Home", "End"):
        ours, small = (middle(got[f"{who} {what} ms"]) for who in ("rounds", "small"))
        kept.figure(f"ratio {what}: large to small replica", ours / small)
    for what in ("move", "PageDown", "Home"):
        ours, theirs = (middle(got[f"{who} {what} ms"]) for who in ("rounds", "table"))
        kept.figure(f"ratio {what}: rounds to DataTable", ours / theirs)


if __name__ == "__main__":
    main()
