"""The app on a replica of its own: a copy of an invented district, at a moment that stands still."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from rounds.app import shell
from rounds.app.paths import Home
from rounds.app.sample import make_sample
from rounds.screens import desk_screen, ticket_form, tickets
from rounds.widgets.glyphs import use_ascii
from tests import lakefork
from tests.builders import TickingClock
from tests.hands import Hands, at_work

Work = Callable[..., AbstractAsyncContextManager[Hands]]
"""Opens the app: `async with work() as hands`."""


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Nothing of the machine that runs the tests shows: its locale, zone, home and terminal."""
    for name in ("NO_COLOR", "COLORTERM", "LC_ALL", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TZ", "UTC")
    (tmp_path / "user").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    yield
    use_ascii(False)


@pytest.fixture(autouse=True)
def short_waits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for a person to rest waits a moment only; a test that is about the waiting is marked so."""
    if "real_waits" not in request.fixturenames:
        monkeypatch.setattr(tickets, "REST_S", 0.001)
        monkeypatch.setattr(tickets, "AFTER_FIRST_S", 0.001)
        monkeypatch.setattr(desk_screen, "DRAFT_S", 0.03)
        monkeypatch.setattr(ticket_form, "JUDGE_S", 0.01)
        monkeypatch.setattr(shell, "LOOK_S", 0.02)


@pytest.fixture
def real_waits() -> None:
    """The waits as they are for a person."""


@pytest.fixture(scope="session")
def lakefork_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the invented district, to be copied."""
    return lakefork.make(tmp_path_factory.mktemp("lakefork"))


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a sample district with 700 tickets, to be copied."""
    folder = tmp_path_factory.mktemp("sample")
    home = Home(folder, folder, folder)
    make_sample(home, lakefork.ME, tickets=700, assets=10, buildings=5, clock=lambda: lakefork.NOW)
    return folder / "replica.db"


@pytest.fixture
def clock() -> TickingClock:
    """The clock of the desk; it stands until a test lets time pass."""
    return TickingClock(lakefork.NOW, step_ms=0)


@pytest.fixture
def replica(lakefork_file: Path, tmp_path: Path) -> Path:
    """A replica of the invented district, this test's own."""
    return Path(shutil.copyfile(lakefork_file, tmp_path / "replica.db"))


@pytest.fixture
def sample(sample_file: Path, tmp_path: Path) -> Path:
    """A replica of the sample district, this test's own."""
    return Path(shutil.copyfile(sample_file, tmp_path / "sample.db"))


@pytest.fixture
def work(replica: Path, clock: TickingClock, monkeypatch: pytest.MonkeyPatch) -> Work:
    """Opens the app on the invented district; another replica or login may be named."""

    def open_app(
        path: Path = replica, login: str = lakefork.ME, size: tuple[int, int] = (120, 40), **how: Any
    ) -> AbstractAsyncContextManager[Hands]:
        monkeypatch.setenv("COLUMNS", str(size[0]))
        monkeypatch.setenv("LINES", str(size[1]))
        return at_work(partial(lakefork.desk_at, path, login, clock), size=size, **how)

    return open_app


@pytest.fixture
def local(replica: Path) -> Callable[[str], str | None]:
    """What is kept on this machine under a key."""

    def get(key: str) -> str | None:
        with closing(sqlite3.connect(replica)) as connection:
            found = connection.execute("SELECT value FROM local WHERE key = ?", (key,)).fetchone()
        return None if found is None else str(found[0])

    return get
