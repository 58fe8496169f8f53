"""The ways to each screen that is drawn: an app, and the keys that lead there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from rounds.data.desk.filing import NewTicket, file
from rounds.screens.opening import Beginnings
from rounds.widgets.glyphs import use_ascii
from tests import lakefork
from tests.builders import TickingClock
from tests.hands import Hands, at_work
from tests.lakefork import LEARNER, PRINT, SCANNER, WIFI
from tests.mounts import only_to_read
from tests.screens.conftest import Work


@dataclass(frozen=True, slots=True)
class World:
    """What a test has: an app to open, a replica of its own, a clock that stands."""

    work: Work
    replica: Path
    clock: TickingClock
    folder: Path
    how: dict[str, Any] = field(default_factory=dict)
    """Size and theme."""

    def open(self, **more: Any) -> AbstractAsyncContextManager[Hands]:
        """The app on the invented district."""
        return self.work(**{"path": self.replica, **self.how, **more})


Way = Callable[[World], AbstractAsyncContextManager[Hands]]


def keys(*steps: str | Callable[[Hands], Awaitable[object]]) -> Way:
    """The way of somebody who presses keys; words with a blank before them are typed, a callable is done."""

    @asynccontextmanager
    async def way(world: World) -> AsyncIterator[Hands]:
        async with world.open() as hands:
            for step in steps:
                if not isinstance(step, str):
                    await step(hands)
                elif step.startswith(" "):
                    await hands.type(step[1:])
                else:
                    await hands.press(step)
            yield hands

    return way


def go_to(subject: str) -> Callable[[Hands], Awaitable[object]]:
    """Put the cursor on a ticket."""
    return lambda hands: hands.go_to(subject)


async def paste(hands: Hands, words: dict[str, str]) -> None:
    """Write into the fields of a form, as one who pastes, and stay in the last one."""
    for name, text in words.items():
        hands.screen.form.field(name).focus()
        await hands.settle()
        hands.screen.form.put(name, "")
        await hands.paste(text)


# -- the list ----------------------------------------------------------------------------------------------------------

LIST = keys()
MARKS = keys("space", "space", "j", "space")
NO_HIT = keys("slash", " no-such-word\n")
MARKS_AND_FILTER = keys("space", "space", "slash", " building:HGT pri")
MISTAKE = keys("slash", " building:HGT priority:hgh")


@asynccontextmanager
async def empty(world: World) -> AsyncIterator[Hands]:
    """A district in which no ticket was ever filed."""
    async with world.open(path=lakefork.make(world.folder, tickets=False)) as hands:
        yield hands


@asynccontextmanager
async def failing(world: World) -> AsyncIterator[Hands]:
    """The file is damaged while it is open: all but its first page is overwritten."""
    async with world.open() as hands:
        for reader in (hands.app.opened.lists, hands.app.opened.sides):
            with reader.turn() as connection:
                connection.execute("PRAGMA shrink_memory")
        size = world.replica.stat().st_size
        with world.replica.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (size - 4096))
        await hands.press("ctrl+r")
        yield hands


@asynccontextmanager
async def busy(world: World) -> AsyncIterator[Hands]:
    """A list takes long to be read: its reader has something else to do."""
    async with world.open() as hands:
        with hands.app.opened.lists.turn():
            hands.strike("ctrl+r")
            await hands.until(lambda: "reading" in hands.text, settled=False)
            yield hands
        await hands.settle()


@asynccontextmanager
async def read_only(world: World) -> AsyncIterator[Hands]:
    """The replica lies on a disk that cannot be written, and somebody tries to change a ticket."""
    with only_to_read(world.replica):
        async with world.open() as hands:
            await hands.press("m")
            yield hands


@asynccontextmanager
async def in_ascii(world: World) -> AsyncIterator[Hands]:
    """The locale is not UTF-8."""
    use_ascii(True)
    async with world.open() as hands:
        await hands.press("space")
        yield hands


@asynccontextmanager
async def wide_letters(world: World) -> AsyncIterator[Hands]:
    """Subjects and rooms in letters that take two cells, or none."""
    async with world.open() as hands:
        desk = hands.desk
        building = next(b.id for b in desk.facts.buildings.values() if b.short == "HGT")
        for subject, room in (
            ("投影机没有图像，明天有公开课，请尽快处理这个问题", "二〇一教室"),
            ("Cafe\u0301 Wi-Fi 👩‍🏫 cae", "١٢"),
        ):
            filed = NewTicket(
                "dana.whitlow@example.org", subject=subject, description="x", building=building, room=room
            )
            file(desk, filed)
        await hands.settle()
        await hands.press("ctrl+r", "o")
        await hands.type("newest\n")
        yield hands


# -- the page ----------------------------------------------------------------------------------------------------------

PAGE = keys(go_to(WIFI), "enter")
CLOSED = keys("slash", f" status:closed {SCANNER.split()[0]}\n", "enter")


@asynccontextmanager
async def long_history(world: World) -> AsyncIterator[Hands]:
    """Sixty notes on one ticket, and somebody who has scrolled into it."""
    async with world.open() as hands:
        await hands.go_to(WIFI)
        ticket = hands.queue.selected.id
        for n in range(60):
            world.clock.pass_minutes(1)
            hands.desk.tickets.note(ticket, f"Step {n:02d}: the port was looked at once more and stays as it is.")
        await hands.press("enter", "pagedown", "pagedown", "pagedown")
        yield hands


# -- dialogs -----------------------------------------------------------------------------------------------------------

PICKER = keys("s")
PICKER_TYPED = keys("a", " oka")
ASKER_REFUSES = keys("D", " whenever\n")
ASKER_SEVERAL = keys("c", " Replaced the switch.\nPort 17 is up.")


TOGETHER = keys("space", "space", "space", "space", "s", "w")


@asynccontextmanager
async def together_refused(world: World) -> AsyncIterator[Hands]:
    """A change of several, by a technician of one school; those of other schools are refused."""
    async with world.open(login=LEARNER) as hands:
        await hands.press("space", "space", "space", "space", "s", "w")
        yield hands


# -- the rest ----------------------------------------------------------------------------------------------------------

KEYS = keys("question_mark")
PALETTE = keys("ctrl+p")
PALETTE_FOUND = keys("ctrl+p", " pri")
NEW = keys("n")
ROUND = keys("r")
BUILDING = keys("b")
VIEWS = keys("v")
SORT = keys("o")
THEME = keys("ctrl+t")
EDIT = keys(go_to(PRINT), "e")

NEARLY = {
    "requester": "dana.whitlow@exmaple.org",
    "subject": "Speakers hum",
    "description": "The ceiling speakers hum.\nFine with the projector off.",
    "building": "HGT",
}
NEW_FILLED = keys("n", partial(paste, words=NEARLY), "ctrl+s")
EDIT_REFUSED = keys(go_to(PRINT), "e", partial(paste, words={"due": "whenever"}), "ctrl+s")


def coming(number: int) -> Way:
    """A tab that is not built yet."""
    return keys(str(number))


@asynccontextmanager
async def welcome(world: World) -> AsyncIterator[Hands]:
    """Nothing is set up on this machine."""
    ways = Beginnings(_never, _never, "America/Chicago")
    async with at_work(None, beginnings=ways, **world.how) as hands:
        yield hands


@asynccontextmanager
async def start(world: World) -> AsyncIterator[Hands]:
    """A district is begun, and an answer cannot be."""
    async with welcome(world) as hands:
        await hands.press("2")
        await hands.type("Lakefork Schools\t\texample")
        await hands.press("ctrl+s")
        yield hands


def _never(*_: object) -> Any:
    raise AssertionError("nothing is begun here")
