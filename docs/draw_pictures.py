"""Draw the pictures of the README from the program itself: `make pictures`.

The sample district, a frozen clock and fixed sizes, so that a picture changes only when the program does.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from rounds.app.paths import Home
from rounds.app.sample import make_sample
from rounds.app.shell import RoundsApp
from rounds.data.desk.desk import Desk
from rounds.data.store.open import open_replica
from rounds.screens.opening import Opening
from rounds.screens.ticket_form import NewTicketForm

FOLDER = Path(__file__).with_name("pictures")
NOW_MS = 1_795_014_600_000
"""Wednesday 18 November 2026, 10:10 in the sample district's zone: a morning in a testing window."""

FONTS = "'DejaVu Sans Mono', Menlo, Consolas, monospace"
WORDS = {
    "requester": "thea.bell@example.com",
    "subject": "Speakers hum when the projector is on",
    "description": "Sound from the ceiling hums as soon as the projector warms up.\nFine with the projector off.",
    "building": "101",
    "room": "120",
}
"""What somebody types into the form of a new ticket."""

PICTURES: dict[str, tuple[tuple[int, int], str, str]] = {
    "queue": ((120, 40), "rounds-dark", ""),
    "queue-80x24": ((80, 24), "rounds-dark", "j j"),
    "queue-light": ((120, 40), "rounds-light", "j j j"),
    "ticket": ((120, 40), "rounds-dark", "j j enter"),
    "filter": ((120, 40), "rounds-dark", "slash p r i o r i t y colon h g h"),
    "change-together": ((120, 40), "rounds-dark", "space space space space s w"),
    "new-ticket": ((120, 40), "rounds-dark", "n"),
    "keys": ((120, 40), "rounds-dark", "question_mark"),
}
"""Name to size, theme and the keys that lead there."""


async def draw(home: Home, name: str) -> None:
    """Draw one picture."""
    size, theme, keys = PICTURES[name]
    opening = Opening(lambda: Desk(open_replica(home.data / "replica.db", "kim", clock), clock))
    opening.result()
    app = RoundsApp(opening, theme)
    async with app.run_test(size=size) as pilot:
        await settled(app, pilot.pause)
        for key in keys.split():
            await pilot.press(key)
            await settled(app, pilot.pause)
        if name == "new-ticket":
            _fill_form(app.screen)
            await pilot.press("tab")
            await settled(app, pilot.pause)
        picture = app.export_screenshot(title="Rounds")
    app.close_desk()
    (FOLDER / f"{name}.svg").write_text(plain(picture), encoding="utf-8")


async def settled(app: RoundsApp, pause: Callable[[float], Awaitable[None]]) -> None:
    """Wait until the readers have answered and the preview has followed."""
    for _ in range(4):
        await pause(0.12)
        await asyncio.gather(*(worker.wait() for worker in app.workers if worker.group != "keys"))


def _fill_form(screen: object) -> None:
    """Type what somebody would."""
    assert isinstance(screen, NewTicketForm), "`n` opens the form"
    for name, words in WORDS.items():
        screen.form.put(name, words)
        screen.edited(name)
        screen.left(name)
    screen.form.begin("requester")


def clock() -> int:
    """A morning that stands still."""
    return NOW_MS


def plain(picture: str) -> str:
    """The picture without addresses of fonts: the reader's own monospace will do."""
    without = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    return re.sub(r"font-family: Fira Code[^;]*;", f"font-family: {FONTS};", without)


def main(names: list[str]) -> None:
    """Draw the pictures that are named, or all of them."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder), Path(folder), Path(folder))
        make_sample(home, "kim", clock=clock)
        for name in names or PICTURES:
            asyncio.run(draw(home, name))


if __name__ == "__main__":
    main(sys.argv[1:])
