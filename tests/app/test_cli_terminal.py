"""The command line on a real terminal: it fits, it asks, it shows that it works."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rounds.app.columns import cells

DISTRICT_TWO = Path(__file__).parents[1] / "fixtures" / "district-two"
_BOLD = re.compile(r"\x1b\[1m|\x1b\[m")

Typed = Callable[..., tuple[int, str]]
DEADLINE_S = 20


@pytest.fixture
def terminal(home: Path) -> Typed:
    """Runs the program on a terminal of 80 columns; types once it is asked something; gives exit status and screen."""

    def run(*words: str, typed: bytes = b"") -> tuple[int, str]:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environ = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LC_ALL")}
        environ |= {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
        command = ["setsid", "--ctty", "--wait", sys.executable, "-m", "rounds.app", *words]
        with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environ) as running:
            os.close(theirs)
            try:
                text = _seen(ours, typed)
                status = running.wait(DEADLINE_S)
            finally:
                running.kill()
                os.close(ours)
        assert "Traceback" not in text
        return status, text

    return run


def _seen(ours: int, typed: bytes) -> str:
    """Everything that the program writes until it ends; what is typed goes out when it asks."""
    seen = b""
    deadline = time.monotonic() + DEADLINE_S
    while select.select([ours], [], [], max(deadline - time.monotonic(), 0))[0]:
        try:
            seen += os.read(ours, 65536)
        except OSError:  # the other side is closed
            return seen.decode()
        if typed and b"y/N" in seen:
            os.write(ours, typed)
            typed = b""
    pytest.fail(f"the program did not end; it wrote {seen!r}")


def test_a_list_fits_the_terminal(terminal: Typed, sample: Path) -> None:
    status, text = terminal("ticket", "list", "--limit", "5")
    lines = _BOLD.sub("", text).splitlines()
    assert status == 0 and len(lines) == 7
    assert "\x1b[1mNUMBER" in text and "\x1b" not in _BOLD.sub("", text)
    assert all(cells(line) <= 80 for line in lines[:6])
    assert "go on with --after r1." in lines[6]


def test_a_document_is_indented_for_eyes(terminal: Typed, sample: Path) -> None:
    _, text = terminal("whoami", "--json")
    assert text.startswith('{\r\n  "login"')


@pytest.mark.parametrize(("typed", "changed"), [(b"y\n", True), (b"n\n", False), (b"\n", False), (b"\x04", False)])
def test_a_profile_is_shown_before_it_is_applied(
    terminal: Typed, fresh: Path, tmp_path: Path, cli: Any, typed: bytes, changed: bool
) -> None:
    shutil.copytree(DISTRICT_TWO, tmp_path / "profile")
    buildings = tmp_path / "profile" / "buildings.toml"
    buildings.write_text(buildings.read_text(encoding="utf-8").replace('"Edfina"', '"Edfu"'), encoding="utf-8")
    status, text = terminal("district", "apply", str(tmp_path / "profile"), typed=typed)
    assert status == 0
    assert "building 18: name Edfina -> Edfu" in text and "apply it? y/N" in text
    assert ("nothing is changed" in text) is not changed
    assert ("Edfu" in cli("rounds").out) is changed


def test_a_restore_asks_and_yes_does_not(terminal: Typed, sample: Path, sample_replica: Path) -> None:
    status, text = terminal("restore", str(sample_replica), typed=b"n\n")
    assert status == 0 and "Restore? y/N" in text and "nothing is changed" in text
    assert "records" in terminal("restore", str(sample_replica), "--yes")[1]


def test_ctrl_c_at_a_question_changes_nothing(terminal: Typed, sample: Path, sample_replica: Path) -> None:
    status, text = terminal("restore", str(sample_replica), typed=b"\x03")
    assert status == 130 and "interrupted" in text and "records" not in text


def test_a_doctor_looks_at_the_terminal(terminal: Typed, sample: Path) -> None:
    status, text = terminal("doctor", "--quick")
    assert status == 0
    assert "TERM=xterm-256color · 80x24 · rounds-256 · UTF-8" in text
