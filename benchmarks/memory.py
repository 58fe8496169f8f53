"""Memory at the first screen and after long use, with a million tickets and with a thousand.

    python -m benchmarks.memory [--keys N] [--homes DIR] [--records N]

Both are used alike, by a script of some thousand keys: moves, pages, both ends, marks, filters of which no two are the
same, tickets opened and left, their neighbours, and notes that are kept. Memory is what the process has in RAM (VmRSS),
and the part of it that belongs to no file (RssAnon), in MiB.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from benchmarks import homes, terminal
from benchmarks.result import Kept
from benchmarks.terminal import Terminal

EVERY = 250
"""Memory is read after so many keys."""

FILTERS = ("printer", "status:any chromebook", "wi-fi", "severity:1", "status:any", "laptop battery", "testing:yes")

Step = tuple[str, float]
"""A key, and how long to wait for quiet after it."""


def hour() -> Iterator[Step]:
    """What somebody types, for ever: each time round with another filter, each third with a note."""
    for number, text in enumerate(cycle(FILTERS)):
        yield from ((key, 0.01) for key in ["down"] * 30 + ["pagedown"] * 10 + ["up"] * 10 + ["pageup"] * 3)
        yield from (("end", 0.1), ("pageup", 0.02), ("home", 0.1), ("space", 0.02), ("space", 0.02), ("esc", 0.1))
        yield from (("enter", 0.3), ("pagedown", 0.05), ("j", 0.2), ("j", 0.2), ("k", 0.2), ("esc", 0.2))
        yield from (("/", 0.1), *((letter, 0.01) for letter in f"{text} age:>{number % 9}d"), ("\r", 0.3))
        yield from (("down", 0.01), ("down", 0.2), ("esc", 0.3))
        if number % 3 == 0:
            yield from (("down", 0.1), ("i", 0.3), *((letter, 0.01) for letter in f"Went there, {number}"))
            yield ("ctrl+s", 0.3)


def used(kept: Kept, who: str, home: Path, keys: int) -> None:
    """Start, use, and read the memory now and then."""
    program = terminal.rounds(home)
    try:
        program.wait_for(terminal.is_filled)
        tell(kept, who, "first screen", program)
        program.rest(3)
        tell(kept, who, "after 3 s", program)
        for number, (key, quiet_s) in enumerate(islice(hour(), keys), 1):
            program.send(key)
            program.settle(quiet_s)
            if number % EVERY == 0:
                program.draw()
                kept.add(f"{who} used MiB", program.memory()["VmRSS"])
        tell(kept, who, "after use", program)
        terminal.leave(program)
    finally:
        program.close()


def tell(kept: Kept, who: str, when: str, program: Terminal) -> None:
    """Keep what the process has now."""
    for name, value in program.memory().items():
        kept.add(f"{who} {when} {name} MiB", value)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--keys", type=int, default=6_000)
    homes.add_option(parser)
    options = parser.parse_args()
    terminal.compiled()
    large, small = (homes.home(options.homes, records) for records in (options.records, homes.THOUSAND))
    kept = Kept("memory", {"keys": options.keys, "records": options.records, "size": "120x40"})
    for who, home in (("large", large), ("small", small)):
        used(kept, who, home, options.keys)
    for when, goal in (("first screen", "45"), ("after 3 s", ""), ("after use", "100")):
        of = {who: kept.samples[f"{who} {when} VmRSS MiB"][0] for who in ("large", "small")}
        kept.figure(f"{when}: large replica", of["large"], "MiB", goal)
        kept.figure(f"{when}: small replica", of["small"], "MiB")
        kept.figure(f"{when}: ratio", of["large"] / of["small"], "", "1.1" if when == "after use" else "")
        kept.figure(f"{when}: large, of no file", kept.samples[f"large {when} RssAnon MiB"][0], "MiB")
    kept.keep()


if __name__ == "__main__":
    main()
