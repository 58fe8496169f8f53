"""Who imports whom, and when: the contracts of pyproject.toml, and what a process has imported at a moment.

A contract cannot tell a deferred import from an eager one; only a process that was started can.
"""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

import rounds.app.verbs
from rounds.app.paths import Home, login
from rounds.app.sample import make_sample

ROOT = Path(__file__).parents[2]

STORES = {"sqlmodel", "sqlalchemy", "pydantic", "alembic", "psycopg"}
NETS = {"paramiko", "ldap3"}
SCREENS = {"textual", "rich"}
LATE = STORES | NETS | {"holidays"}
"""Together they cost a second of the processor and 47 MB; nobody who looks at a list has asked for them."""

_SAY = "print('imported', *sorted({name.partition('.')[0] for name in sys.modules}))"

_FIRST_SCREEN = f"""
import asyncio, sys
from rounds.app.paths import home
from rounds.app.startup import Startup
from rounds.screens.opening import Opening
from rounds.app.shell import RoundsApp

async def look():
    app = RoundsApp(Opening(Startup(home(sys.argv[1])).desk), "rounds-dark")
    async with app.run_test(size=(120, 40)) as pilot:
        while not (app.opened and app._queue and app._queue.row_list.rows):
            await pilot.pause(0.01)
        {_SAY}
        print("rows", len(app._queue.row_list.rows))
    app.close_desk()

asyncio.run(look())
"""

_VERBS = f"""
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
{_SAY}
"""


def run(code: str, *words: str) -> list[str]:
    """What a fresh Python prints, line by line."""
    command = [sys.executable, "-c", code, *words]
    environ = {**os.environ, "LANG": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, text=True, env=environ, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def imported(lines: list[str]) -> set[str]:
    """The packages that a process had imported when it said so."""
    return next(set(line.split()[1:]) for line in lines if line.startswith("imported "))


def test_the_contracts_are_kept(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(cache_dir=None, no_logo=True)
    assert status == 0, capsys.readouterr().out


def test_the_first_screen_has_imported_no_store_but_sqlite(tmp_path: Path) -> None:
    make_sample(Home(tmp_path, tmp_path, tmp_path), login(), tickets=40, assets=10, buildings=5)
    lines = run(_FIRST_SCREEN, str(tmp_path))
    assert lines[-1] == "rows 40" or int(lines[-1].split()[1]) > 10, "there was a queue to see"
    found = imported(lines)
    assert {"textual", "sqlite3"} <= found
    assert found & LATE == set()


def test_a_verb_is_imported_without_screens_and_stores() -> None:
    names = [f"rounds.app.verbs.{module.name}" for module in pkgutil.iter_modules(rounds.app.verbs.__path__)]
    assert len(names) > 10
    assert imported(run(_VERBS, *names)) & (LATE | SCREENS) == set()


def test_the_first_frame_has_imported_neither_textual_nor_sqlite() -> None:
    found = imported(run(f"import sys\nimport rounds.app.begin\n{_SAY}"))
    assert found & (LATE | SCREENS) == set()


def test_the_version_costs_nothing() -> None:
    found = imported(run(f"import sys\nfrom rounds.app.__main__ import main\nmain(['--version'])\n{_SAY}"))
    assert found & (LATE | SCREENS | {"sqlite3", "argparse", "platformdirs", "json"}) == set()
