"""How fast Rounds starts and ends, against an app of Textual's own parts that shows nothing.

    python -m benchmarks.start [--rounds N] [--homes DIR] [--records N]

Both are started in turn in a terminal of 120x40, with all modules compiled. Measured from just before the process is
made: first byte; first paint (something that is not blank); filled (the list and the keys below it, or header and
footer); bytes until the first screen is quiet; memory when it is filled and when it is quiet; quitting. Then, apart
and not timed, when the first screen was filled and when each costly module was imported, by the same clock; and the
ways to be ended: SIGTERM, SIGHUP.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import homes, terminal
from benchmarks.result import Kept, middle
from benchmarks.terminal import Terminal

LATE = ("sqlmodel", "sqlalchemy", "pydantic", "alembic", "paramiko", "ldap3", "psycopg")
"""What no first screen needs."""

QUIET_S = 1.0
"""A first screen is quiet when nothing came for so long."""

_WATCHED = f"""
import sys, time
told = open(sys.argv.pop(1), "w", buffering=1)
def heard(event, words):
    if event == "import" and words[0] in {LATE!r} and words[0] not in sys.modules:
        print(words[0], time.monotonic(), file=told)
sys.addaudithook(heard)
from rounds.app.__main__ import main
sys.exit(main())
"""
"""Rounds, with a note of when each of these modules is asked for first."""


def started(who: str, terminal_: Terminal, filled: terminal.Seen) -> dict[str, float]:
    """One start and its end, as samples of `who`."""
    got: dict[str, float] = {}
    try:
        painted = terminal_.wait_for(lambda lines: any(map(str.strip, lines)))
        shown = terminal_.wait_for(filled)
        memory = terminal_.memory()
        terminal_.settle(QUIET_S)
        for what, moment in (
            ("first byte", terminal_.read[0][0]),
            ("first paint", painted),
            ("filled", shown),
            ("quiet", terminal_.read[-1][0]),
        ):
            got[f"{who} {what} ms"] = (moment - terminal_.began) * 1000
        got[f"{who} bytes"] = terminal_.sent
        got[f"{who} memory filled MiB"] = memory["VmRSS"]
        got[f"{who} memory quiet MiB"] = terminal_.memory()["VmRSS"]
        got[f"{who} quit ms"] = terminal.leave(terminal_)
        got[f"{who} restored"] = terminal_.is_restored
    finally:
        terminal_.close()
    return got


def imported(home: Path) -> dict[str, float]:
    """Milliseconds from the filled screen until each of the costly modules was asked for; those that were."""
    with tempfile.NamedTemporaryFile() as told:
        env = terminal.environment(ROUNDS_HOME=str(home))
        watched = Terminal([sys.executable, "-c", _WATCHED, told.name], env)
        try:
            filled = watched.wait_for(terminal.is_filled)
            watched.rest(4)
            terminal.leave(watched)
        finally:
            watched.close()
        first: dict[str, float] = {}
        for line in Path(told.name).read_text(encoding="utf-8").splitlines():
            name, moment = line.split()
            first.setdefault(name, (float(moment) - filled) * 1000)
        return first


def ended_by(kept: Kept, home: Path, number: signal.Signals) -> None:
    """One start that is ended by a signal."""
    one = terminal.rounds(home)
    try:
        one.wait_for(terminal.is_filled)
        one.settle(QUIET_S)
        kept.add(f"rounds {number.name} ms", one.ended_after(one.signal(number)))
        kept.add(f"rounds {number.name} restored", one.is_restored)
    finally:
        one.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    homes.add_option(parser)
    options = parser.parse_args()
    terminal.compiled()
    home = homes.home(options.homes, options.records)
    kept = Kept("start", {"rounds": options.rounds, "records": options.records, "size": "120x40"})
    pair: tuple[Callable[[], dict[str, float]], ...] = (
        lambda: started("rounds", terminal.rounds(home), terminal.is_filled),
        lambda: started("empty", terminal.other("empty_app"), terminal.has_footer),
    )
    for one in pair:
        one()  # so that files are in memory
    for number in range(options.rounds):
        for one in pair if number % 2 else pair[::-1]:
            for what, value in kept.calm(one).items():
                kept.add(what, value)
    for number in (signal.SIGTERM, signal.SIGHUP):
        for _ in range(3):
            ended_by(kept, home, number)
    tell(kept, imported(home))
    kept.keep()


def tell(kept: Kept, late: dict[str, float]) -> None:
    """Figures from the samples."""
    goals = {"first paint ms": "50", "memory filled MiB": "45", "quit ms": "300"}
    for what in (
        *("first byte ms", "first paint ms", "filled ms", "quiet ms", "bytes"),
        *("memory filled MiB", "memory quiet MiB", "quit ms"),
    ):
        ours, theirs = (middle(kept.samples[f"{who} {what}"]) for who in ("rounds", "empty"))
        kept.figure(f"rounds {what}", ours, "", goals.get(what, ""))
        kept.figure(f"empty  {what}", theirs)
        ratio = {"filled ms": "1.25", "bytes": "1.3"}.get(what, "")
        kept.figure(f"ratio  {what.removesuffix(' ms')}", ours / theirs, "", ratio)
    pairs = zip(kept.samples["rounds filled ms"], kept.samples["empty filled ms"], strict=True)
    kept.figure("ratio  filled, middle of the pairs", middle([ours / theirs for ours, theirs in pairs]), "", "1.25")
    for number in (signal.SIGTERM, signal.SIGHUP):
        kept.figure(f"rounds {number.name}", middle(kept.samples[f"rounds {number.name} ms"]), "ms", "300")
    restored = [all(told) for what, told in kept.samples.items() if what.endswith("restored") and "rounds" in what]
    kept.figure("terminal restored, share of the ends", sum(restored) / len(restored), "", "1")
    for name in LATE:
        kept.add(f"imported {name}, ms after filled", *([late[name]] if name in late else []))
    early = [name for name, after in late.items() if after < 0]
    kept.figure("costly modules imported before the list is filled", len(early), "", "0")
    for name, after in late.items():
        kept.figure(f"  {name} is imported so long after", after, "ms")


if __name__ == "__main__":
    main()
