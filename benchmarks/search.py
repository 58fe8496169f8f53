"""Search as you type: from a key in the filter to the first rows, at a million tickets.

    python -m benchmarks.search [--rounds N] [--homes DIR] [--records N]

Three ways. At the data: each filter that is understood, letter by letter as it is typed, is made into a list and its
first 50 rows are read, as the queue reads them. On the screen: the same filters are typed into a terminal of 120x40, a
key each 150 ms or as soon as the rows of the one before are there; a key counts from its write until the rows on the
screen are those that the data has. A key after which the rows stay the same has no such moment and is not counted; the
share of those is told. In one go: a whole filter at once, from its last key to its rows. And how soon a question that
takes long makes way for a newer one.

What looks for a part of a word in every ticket (`status:any subject:lamp`) has to read them all: it is told apart.
"""

from __future__ import annotations

import argparse
import re
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, Thread

from benchmarks import homes, terminal
from benchmarks.result import Kept, middle, share
from benchmarks.terminal import Lines, Terminal
from rounds.app.paths import Home
from rounds.app.session import open_home
from rounds.data.desk import queue
from rounds.data.desk.desk import Desk
from rounds.data.errors import Refused
from rounds.data.store import pages
from rounds.data.store.faults import was_interrupted
from rounds.data.store.pages import Listing, Reader
from rounds.data.store.rows import TicketRow

FIRST = 50

WORDS = (
    "chromebook",
    "printer toner",
    "secure browser",
    "wi-fi testing",
    "projector lamp",
    "password reset",
    "students cannot log in",
    "the screen is black",
    "charging cart",
    "laptop battery",
    "network drop",
    "quiz",
    "zzyzx",
    '"will not charge"',
    "printer -toner",
    "status:any smartboard",
    "status:any internet",
    "status:closed keyboard",
    "testing:yes headphones",
    "severity:1 printer",
    "severity:4",
    "severity:1,2 age:>30d",
    "assignee:@me",
    "assignee:@me projector",
    "group:IT account",
    "building:{building}",
    "building:{building} severity:1",
    "building:{building} severity:1 toner",
    "room:204",
    "subject:toner",
    "age:<2d",
    "type:network wireless",
    "status:waiting",
    "status:any building:{building} severity:2",
    "sort:severity printer",
    "sort:-updated",
    "{number}",
)
"""What people look for, as they type it."""

EVERYWHERE = ("status:any subject:lamp", "status:any subject:zzyzx", "status:any description:zzyzx")
"""A part of a word, in every ticket there is."""

ON_SCREEN = (
    "chromebook",
    "printer toner",
    "secure browser",
    "the screen",
    "in testing",
    "students cannot",
    "laptop battery",
    "status:any internet",
    "assignee:@me projector",
    "building:{building} severity:1",
    "severity:4 printer",
    "zzyzx",
)

PACE_S = 0.15
"""A quick typist's time between two keys."""

OFFERED = 8
"""Lines of the list that the offers below the filter may hide."""

_EMPTY = re.compile("No ticket matches|No open ticket")


@dataclass(frozen=True, slots=True)
class Data:
    """A replica as the queue reads it."""

    desk: Desk
    reader: Reader

    def listing(self, text: str) -> Listing[TicketRow]:
        """The queue under a filter; what is not understood shows what stands before it."""
        try:
            return queue.listing(self.desk, text)
        except Refused as refusal:
            start = getattr(refusal, "start", 0)
            return self.listing(" ".join(text[:start].split(" ")[:-1])) if text.strip() else queue.listing(self.desk)

    def rows(self, text: str) -> list[TicketRow]:
        """The first rows under a filter."""
        with self.reader.turn() as connection:
            return [placed.row for placed in pages.read(connection, self.listing(text), FIRST)]

    def is_understood(self, text: str) -> bool:
        """Whether a filter is one, as far as it is typed."""
        try:
            queue.listing(self.desk, text)
        except Refused:
            return False
        return True

    def filled(self, texts: tuple[str, ...]) -> list[str]:
        """The filters with a school and a number of this replica."""
        codes = sorted(building.code for building in self.desk.facts.buildings.values())
        number = self.rows("status:any")[-1].number
        return [text.format(building=codes[1], number=number) for text in texts]


def opened(home: Path) -> Data:
    """The replica of `home`."""
    desk = Desk(open_home(Home(home, home, home), print))
    return Data(desk, Reader(desk.replica.reader))


def typed(text: str) -> Iterator[str]:
    """`text` letter by letter."""
    return (text[: end + 1] for end in range(len(text)) if text[end] != " ")


# -- at the data -------------------------------------------------------------------------------------------------------


def at_data(data: Data, texts: list[str]) -> list[tuple[str, float]]:
    """Every filter, letter by letter: what was typed so far, and the milliseconds to its first rows."""
    found = []
    for text in texts:
        for so_far in typed(text):
            if data.is_understood(so_far):
                began = time.perf_counter()
                data.rows(so_far)
                found.append((so_far, (time.perf_counter() - began) * 1000))
    return found


def made_way(data: Data) -> float:
    """Milliseconds until a reader that is in the middle of a long question is free."""
    slow = data.listing(EVERYWHERE[-1])
    began, stopped = Event(), Event()

    def ask() -> None:
        with data.reader.turn() as connection:
            began.set()
            try:
                pages.count(connection, slow, None)
            except sqlite3.OperationalError as error:
                if not was_interrupted(error):
                    raise
                stopped.set()

    thread = Thread(target=ask)
    thread.start()
    began.wait()
    time.sleep(0.03)
    asked = time.perf_counter()
    data.reader.stop()
    with data.reader.turn():
        spent = (time.perf_counter() - asked) * 1000
    thread.join()
    return spent if stopped.is_set() else float("nan")


# -- on the screen -----------------------------------------------------------------------------------------------------


class Typist:
    """Types filters into Rounds and looks for their rows."""

    def __init__(self, data: Data, program: Terminal) -> None:
        self.data, self.program = data, program
        self.times: list[tuple[str, float]] = []
        self.same = 0
        lines = program.draw()
        self.top = next(y for y, line in enumerate(lines) if "number" in line and "subject" in line) + 1
        self.left = lines[self.top - 1].index("number")
        rule = re.compile("─{40}")
        self.bottom = next(y for y in range(self.top, len(lines)) if rule.search(lines[y]))

    def shows(self, wanted: list[str], lines: Lines) -> bool:
        """Whether these are the rows on the screen, as far as no offer hides them."""
        shown = lines[self.top : self.bottom]
        if not wanted:
            return any(map(_EMPTY.search, shown))
        for place, line in enumerate(shown):
            found = terminal.NUMBER.search(line[self.left : self.left + 20])
            number = wanted[place] if place < len(wanted) else ""
            if found is None:
                if number and place >= OFFERED:
                    return False
            elif not number or not number.startswith(found[0].rstrip("…")):
                return False
        return any(wanted[place][:8] in line for place, line in enumerate(shown) if place < len(wanted))

    def letter_by_letter(self, text: str) -> None:
        """Type `text`, and give it up again."""
        self.program.press("/", 0.3)
        for end, letter in enumerate(text, 1):
            so_far = text[:end]
            wanted = [row.number for row in self.data.rows(so_far)]
            if self.shows(wanted, self.program.draw()):
                self.same += 1
                self.program.send(letter)
                self.program.rest(PACE_S)
                continue
            pressed = self.program.send(letter)
            seen = self.program.wait_for(partial(self.shows, wanted), 10)
            self.times.append((so_far, (seen - pressed) * 1000))
            self.program.rest(max(pressed + PACE_S - time.monotonic(), 0))
        self.program.press("esc", 0.5)

    def at_once(self, text: str) -> float | None:
        """Type all of `text` at once: milliseconds from its last key to its rows; none where they were there before."""
        wanted = [row.number for row in self.data.rows(text)]
        self.program.press("/", 0.3)
        if self.shows(wanted, self.program.draw()):
            self.program.press("esc", 0.5)
            return None
        for letter in text:
            pressed = self.program.send(letter)
            self.program.rest(0.015)
        seen = self.program.wait_for(partial(self.shows, wanted), 10)
        self.program.press("esc", 0.5)
        return (seen - pressed) * 1000 if seen > pressed else None


def on_screen(data: Data, home: Path) -> tuple[list[tuple[str, float]], int, list[float]]:
    """Letter by letter, how many keys changed no row, and in one go."""
    program = terminal.rounds(home)
    try:
        program.wait_for(terminal.is_filled)
        program.rest(3)
        typist = Typist(data, program)
        texts = data.filled(ON_SCREEN)
        for text in texts:
            typist.letter_by_letter(text)
        at_once = [spent for text in texts if (spent := typist.at_once(text)) is not None]
        terminal.leave(program)
    finally:
        program.close()
    return typist.times, typist.same, at_once


# -- together ----------------------------------------------------------------------------------------------------------


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    homes.add_option(parser)
    options = parser.parse_args()
    terminal.compiled()
    home = homes.home(options.homes, options.records)
    data = opened(home)
    texts, everywhere = data.filled(WORDS), data.filled(EVERYWHERE)
    kept = Kept("search", {"rounds": options.rounds, "records": options.records, "size": "120x40", "rows": FIRST})
    at_data(data, texts)  # so that the index is in memory
    for _ in range(options.rounds):
        for so_far, spent in kept.calm(lambda: at_data(data, texts)):
            kept.add("data ms", spent)
            kept.add(f"data: {so_far}", spent)
        for part, spent in kept.calm(lambda: [(each, _of(data, each)) for each in everywhere]):
            kept.add(f"in every ticket: {part}", spent)
        kept.add("interrupted ms", *kept.calm(lambda: [made_way(data) for _ in range(10)]))
        times, same, at_once = kept.calm(lambda: on_screen(data, home))
        kept.add("screen ms", *(spent for _, spent in times))
        for so_far, spent in times:
            kept.add(f"screen: {so_far}", spent)
        kept.add("screen: keys that changed no row", same)
        kept.add("screen, in one go ms", *at_once)
    data.desk.replica.close()
    tell(kept)
    kept.keep()


def _of(data: Data, text: str) -> float:
    began = time.perf_counter()
    data.rows(text)
    return (time.perf_counter() - began) * 1000


def tell(kept: Kept) -> None:
    """Figures from the samples."""
    for where in ("data", "screen", "screen, in one go"):
        times = kept.samples[f"{where} ms"]
        kept.figure(f"{where} p50", middle(times), "ms", "50")
        kept.figure(f"{where} p99", share(times, 99), "ms", "120")
        kept.figure(f"{where} most", max(times), "ms")
    kept.figure("a question in progress makes way p50", middle(kept.samples["interrupted ms"]), "ms")
    kept.figure("a question in progress makes way, most", max(kept.samples["interrupted ms"]), "ms")
    same, seen = sum(kept.samples["screen: keys that changed no row"]), len(kept.samples["screen ms"])
    kept.figure("screen: share of keys that changed no row", same / (same + seen))
    for what in ("data", "screen"):
        slow = sorted(
            ((middle(times), name) for name, times in kept.samples.items() if name.startswith(f"{what}: ")),
            reverse=True,
        )
        for spent, name in slow[:6]:
            if "changed no row" not in name:
                kept.figure(f"  slow: {name}", spent, "ms")
    for name in kept.samples:
        if name.startswith("in every ticket"):
            kept.figure(name, middle(kept.samples[name]), "ms")


if __name__ == "__main__":
    main()
