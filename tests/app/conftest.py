"""The command line in a home of its own: in this process for the many, as the real program where that matters."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rounds.app.__main__ import main
from rounds.app.paths import Home, login
from rounds.app.sample import make_sample

DISTRICT_TWO = Path(__file__).parents[1] / "fixtures" / "district-two"
TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Ran:
    """What a call of the program did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one document on stdout."""
        assert self.out.endswith("\n"), self
        told: dict[str, Any] = json.loads(self.out)
        return told

    @property
    def error(self) -> dict[str, str]:
        """The refusal on stderr: one JSON line, and nothing on stdout."""
        assert self.out == "", self
        assert self.err.count("\n") == 1, self
        told: dict[str, str] = json.loads(self.err)["error"]
        assert set(told) >= {"code", "message", "hint"}
        return told


Cli = Callable[..., Ran]


def _home_at(folder: Path) -> Home:
    return Home(folder, folder, folder)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, chosen by ROUNDS_HOME."""
    folder = tmp_path / "home"
    monkeypatch.setenv("ROUNDS_HOME", str(folder))
    monkeypatch.setenv("COLUMNS", "100")
    return folder


@pytest.fixture(scope="session")
def sample_replica(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a small sample, to be copied."""
    folder = tmp_path_factory.mktemp("sample")
    make_sample(_home_at(folder), login(), tickets=40, assets=10, buildings=5)
    return folder / "replica.db"


@pytest.fixture
def sample(home: Path, sample_replica: Path) -> Path:
    """A home with a small sample district."""
    home.mkdir(mode=0o700)
    shutil.copyfile(sample_replica, home / "replica.db")
    (home / "replica.db").chmod(0o600)
    return home


@pytest.fixture(scope="session")
def fresh_replica(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty replica of the second district, in the name of jo."""
    folder = tmp_path_factory.mktemp("fresh")
    assert main(["init", "--home", str(folder), "--district", str(DISTRICT_TWO), "--as", "jo"]) == 0
    return folder / "replica.db"


@pytest.fixture
def fresh(home: Path, fresh_replica: Path) -> Path:
    """A home with an empty replica of the second district, in the name of jo."""
    home.mkdir(mode=0o700)
    shutil.copyfile(fresh_replica, home / "replica.db")
    (home / "replica.db").chmod(0o600)
    return home


@pytest.fixture
def cli(home: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Calls the program in this process."""

    def call(*arguments: str | Path, stdin: bytes = b"") -> Ran:
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            patched.setattr(sys, "stdout", out)
            patched.setattr(sys, "stderr", err)
            status = main([str(argument) for argument in arguments])
        ran = Ran(status, *(file.buffer.getvalue().decode() for file in (out, err)))
        assert "Traceback" not in ran.err
        return ran

    return call


@pytest.fixture
def program(home: Path) -> Cli:
    """Calls the real program in a process of its own."""

    def call(
        *arguments: str | bytes | Path, stdin: bytes = b"", wrapper: tuple[str, ...] = (), **env: str | None
    ) -> Ran:
        environ = {name: value for name, value in {**os.environ, **env}.items() if value is not None}
        done = subprocess.run(
            [*wrapper, sys.executable, "-m", "rounds.app", *arguments],
            input=stdin,
            capture_output=True,
            env=environ,
            timeout=TIMEOUT_S,
            check=False,
        )
        ran = Ran(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))
        assert "Traceback" not in ran.err
        return ran

    return call


@pytest.fixture
def without_rights() -> tuple[str, ...]:
    """What a command is run with so that root, too, is refused what the rights of a file refuse."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv (of util-linux) is not installed, and root may write everywhere")
    return ("setpriv", "--bounding-set=-all", "--inh-caps=-all")


@pytest.fixture
def act_as() -> Callable[[Path, str], None]:
    """Makes somebody else act in a home, as `init --as` would."""

    def act(home: Path, who: str) -> None:
        with sqlite3.connect(home / "replica.db") as connection:
            connection.execute("INSERT OR REPLACE INTO local (key, value, at) VALUES ('acting_as', ?, 0)", (who,))
        connection.close()

    return act


@pytest.fixture
def numbers(cli: Cli) -> Callable[..., list[str]]:
    """The numbers of the tickets that a filter finds."""

    def of(*words: str) -> list[str]:
        return [
            ticket["number"] for ticket in cli("ticket", "list", "--limit", "1000", "--json", *words).json["tickets"]
        ]

    return of


@pytest.fixture(autouse=True)
def nothing_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Whatever a test forgets to say, it does not reach the home of whoever runs it."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "xdg" / name))
    monkeypatch.delenv("NO_COLOR", raising=False)
    yield
