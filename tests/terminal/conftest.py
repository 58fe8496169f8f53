"""The real program in real terminals, each with a home of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rounds.app.paths import Home, login
from rounds.app.sample import make_sample
from tests.terminal.pty import Terminal

PROGRAM = (sys.executable, "-m", "rounds.app")
QUEUE = r"\d open · (by due|testing first)"
"""The queue is on the screen, and counted."""

Start = Callable[..., Terminal]


@pytest.fixture(scope="session")
def sample_replica(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the sample district, to be copied."""
    folder = tmp_path_factory.mktemp("sample")
    make_sample(Home(folder, folder, folder), login(), tickets=240, assets=40)
    return folder / "replica.db"


@pytest.fixture
def empty_home(tmp_path: Path) -> Path:
    """A folder for a home, in which nothing is yet."""
    return tmp_path / "home"


@pytest.fixture
def home(empty_home: Path, sample_replica: Path) -> Path:
    """A home with the sample district in it."""
    empty_home.mkdir(mode=0o700)
    put_replica(sample_replica, empty_home)
    return empty_home


def put_replica(replica: Path, folder: Path) -> Path:
    """Put a copy of `replica` into a folder; gives it."""
    copy = folder / "replica.db"
    shutil.copyfile(replica, copy)
    copy.chmod(0o600)
    return copy


@pytest.fixture
def environ(empty_home: Path, tmp_path: Path) -> dict[str, str]:
    """What a terminal of today tells its programs; a home by name, and no other of whoever runs the tests."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "ROUNDS_HOME": str(empty_home),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
    }


@pytest.fixture
def start(environ: dict[str, str]) -> Iterator[Start]:
    """Starts the program in a terminal; what still runs at the end of the test is stopped."""
    begun: list[Terminal] = []

    def begin(*words: str | Path, env: dict[str, str | None] | None = None, **terminal: Any) -> Terminal:
        told = {name: value for name, value in {**environ, **(env or {})}.items() if value is not None}
        begun.append(Terminal((*PROGRAM, *words), told, **terminal))
        return begun[-1]

    yield begin
    for terminal in begun:
        terminal.close()
    for terminal in begun:
        assert b"Traceback" not in terminal.sent


@pytest.fixture
def verb(environ: dict[str, str]) -> Callable[..., dict[str, Any]]:
    """Runs a verb in the same home; gives its document."""

    def run(*words: str) -> dict[str, Any]:
        done = subprocess.run([*PROGRAM, *words, "--json"], env=environ, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr.decode()
        document: dict[str, Any] = json.loads(done.stdout)
        return document

    return run
