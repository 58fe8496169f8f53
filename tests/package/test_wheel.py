"""The wheel holds what it must and nothing else, and the program starts from it, as a user has it.

It is built and installed without a network: the build backend and what Rounds needs are those of whoever runs this.
"""

from __future__ import annotations

import json
import os
import shutil
import site
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.terminal.pty import Terminal

ROOT = Path(__file__).parents[2]
FOLDERS = ("app", "screens", "widgets", "data")
SHIPPED = {".py", ".tcss", ".toml", ".sql", ".mako", ".typed"}
"""What is installed, by how its name ends."""

_BUILD = "import sys; from setuptools import build_meta as b; b.build_{kind}(sys.argv[1])"


def build(kind: str, source: Path, into: Path) -> Path:
    """Build a `wheel` or an `sdist` of `source`; gives its file."""
    into.mkdir(exist_ok=True)
    before = set(into.iterdir())
    call([sys.executable, "-W", "ignore", "-c", _BUILD.format(kind=kind), into], cwd=source)
    (made,) = set(into.iterdir()) - before
    return made


def call(command: Sequence[str | Path], cwd: Path | None = None, **env: str) -> str:
    """Run a program that must do well; gives what it printed."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        command, cwd=cwd, env={**environ, **env}, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr or done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout's sources in a folder of their own: what setuptools leaves behind stays there."""
    folder = tmp_path_factory.mktemp("checkout") / "rounds"
    ignored = shutil.ignore_patterns("__pycache__", ".*", "build", "dist", "*.egg-info")
    shutil.copytree(ROOT, folder, ignore=ignored)
    return folder


@pytest.fixture(scope="module")
def wheel(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel."""
    return build("wheel", copy, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python in which the wheel is installed; what it needs is borrowed from the Python that runs the tests."""
    folder = tmp_path_factory.mktemp("venv")
    call([sys.executable, "-m", "venv", "--without-pip", folder])
    python = folder / "bin" / "python"
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "--no-index"]
    call([sys.executable, "-m", "pip", "--python", python, "install", *options, wheel], PIP_ROOT_USER_ACTION="ignore")
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    return python


def sources() -> set[str]:
    """Every file of the four folders that is to be installed, by its name within `rounds`."""
    return {
        str(path.relative_to(ROOT))
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }


def test_the_wheel_holds_the_four_folders_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    info = {name for name in names if name.split("/")[0].endswith(".dist-info")}
    assert {name.removeprefix("rounds/") for name in names - info} == sources()
    assert {Path(name).suffix for name in sources()} <= SHIPPED
    assert {"METADATA", "RECORD", "entry_points.txt", "LICENSE"} <= {Path(name).name for name in info}


def test_the_metadata_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        head = archive.read(name).decode("utf-8").partition("\n\n")[0].splitlines()
    assert {"Name: rounds", "License-Expression: MIT", "License-File: LICENSE", "Requires-Python: >=3.11"} <= set(head)
    assert not [line for line in head if line.startswith(("Author", "Maintainer", "Home-page", "Project-URL"))]


def test_the_source_archive_gives_the_same_wheel(copy: Path, wheel: Path, tmp_path: Path) -> None:
    archive = build("sdist", copy, tmp_path / "sdist")
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    call(["tar", "--extract", "--file", archive, "--directory", unpacked])
    (source,) = unpacked.iterdir()
    again = build("wheel", source, tmp_path / "again")
    assert contents(again) == contents(wheel)


def contents(wheel: Path) -> dict[str, int]:
    """Each file of a wheel with the checksum of what is in it."""
    with zipfile.ZipFile(wheel) as archive:
        return {item.filename: item.CRC for item in archive.infolist() if not item.filename.endswith("/RECORD")}


def test_it_is_compiled_when_it_is_installed(installed: Path) -> None:
    (packages,) = installed.parents[1].glob("lib/python*/site-packages/rounds")
    modules = [path for path in packages.rglob("*.py") if path.parent.name != "revisions"]
    compiled = {path.name.partition(".")[0] for path in packages.rglob("*.pyc")}
    assert {path.stem for path in modules} <= compiled


def test_the_installed_program_answers(installed: Path, tmp_path: Path) -> None:
    program = installed.with_name("rounds")
    place = call([installed, "-c", "import rounds.app, rounds.data; print(rounds.app.__file__, rounds.data.__file__)"])
    assert str(ROOT) not in place and place.count("site-packages/rounds/") == 2
    assert call([program, "--version"]).startswith("rounds ")
    home = tmp_path / "home"
    made = json.loads(
        call([program, "--home", home, "demo", "--tickets", "30", "--assets", "5", "--buildings", "4", "--json"])
    )
    assert (made["tickets"], made["assets"], made["buildings"]) == (30, 5, 4)
    assert json.loads(call([program, "--home", home, "ticket", "list", "status:any", "--json"]))["total"] == 30
    assert json.loads(call([program, "--home", home, "doctor", "--json"]))["checks"]


def test_the_installed_program_opens_on_a_terminal(installed: Path, tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    terminal = Terminal([installed.with_name("rounds"), "--demo"], environ)
    try:
        terminal.wait_for("SAMPLE")
        terminal.wait_for(r"[0-9A-Z]{3}-\d{4}")
        terminal.press("q")
        assert terminal.ended() == 0
    finally:
        terminal.close()
