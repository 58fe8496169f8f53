"""The program starts: on the sample, on a home, on a first day, and on every kind of terminal."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from rounds.data.store.check import deep_check
from tests.terminal import sequences
from tests.terminal.conftest import PROGRAM, QUEUE, Start
from tests.terminal.pty import Terminal

ASCII_QUEUE = QUEUE.replace("·", r"\.")
PLAIN_QUEUE = QUEUE


def leave(terminal: Terminal) -> None:
    """Quit, with nothing left behind."""
    terminal.press("q")
    assert terminal.ended() == 0
    assert terminal.is_restored()
    assert terminal.processes() == []


def test_a_home_opens_on_its_queue(start: Start, home: Path) -> None:
    terminal = start()
    terminal.wait_for(QUEUE)
    terminal.wait_for(r"Y4R-\d{4}.*\n")
    leave(terminal)
    assert deep_check(home / "replica.db") == []


def test_the_sample_is_made_once_and_opens_again(start: Start, empty_home: Path) -> None:
    first = start("--demo")
    first.wait_for("SAMPLE")
    leave(first)
    made = (empty_home / "sample" / "replica.db").stat().st_ino
    again = start("--demo")
    again.wait_for("SAMPLE")
    leave(again)
    assert (empty_home / "sample" / "replica.db").stat().st_ino == made
    assert not (empty_home / "replica.db").exists()


def test_the_first_day_begins_on_the_screen(start: Start, empty_home: Path) -> None:
    terminal = start(columns=80, rows=24)
    terminal.wait_for("sample")
    leave(terminal)
    assert not empty_home.exists() or not (empty_home / "replica.db").exists()


@pytest.mark.parametrize("modern", [False, True])
def test_it_folds_with_the_terminal(start: Start, home: Path, modern: bool) -> None:
    terminal = start(modern=modern)
    terminal.wait_for(QUEUE)
    terminal.wait_quiet()
    wide = terminal.text
    terminal.resize(40, 10)
    terminal.wait_for("make it larger")
    terminal.resize(80, 24)
    terminal.wait_for(QUEUE)
    terminal.wait_gone("make it larger")
    terminal.resize(120, 40)
    terminal.wait_for("The round")
    terminal.wait_quiet()
    assert terminal.text == wide
    terminal.press("j", "j")
    leave(terminal)


@pytest.mark.parametrize("term", ["dumb", "vt100", "no such terminal", "", "linux", "screen", None])
def test_any_terminal_will_do(start: Start, home: Path, term: str | None) -> None:
    terminal = start(env={"TERM": term, "COLORTERM": None})
    terminal.wait_for(QUEUE)
    terminal.press("j", "enter")
    terminal.wait_for("History")
    terminal.press("esc")
    terminal.wait_for(QUEUE)
    leave(terminal)


@pytest.mark.parametrize(
    "locale",
    [
        {"LANG": "C"},
        {"LC_ALL": "C"},
        {"LANG": None},
        {"LANG": "en_US.ISO-8859-1"},
        {"LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ],
)
def test_a_locale_without_utf8_gets_ascii_alone(start: Start, home: Path, locale: dict[str, str | None]) -> None:
    terminal = start(env=locale)
    terminal.wait_for(ASCII_QUEUE)
    terminal.press("/")
    terminal.wait_for("esc back as it was")
    terminal.type("status:zzz ")
    terminal.wait_for("no status")
    terminal.press("esc", "i")
    terminal.wait_for("keep it")
    terminal.type("Kühlung läuft → gut")
    terminal.wait_for("l.*uft")
    terminal.press("esc", "?")
    terminal.wait_for("Keys in")
    terminal.press("esc", "ctrl+p")
    terminal.wait_for("Commands")
    terminal.press("esc", "n")
    terminal.wait_for("New ticket")
    terminal.press("esc")
    terminal.wait_for(ASCII_QUEUE)
    leave(terminal)
    assert [token.raw for token in sequences.tokens(terminal.sent.decode()) if not token.raw.isascii()] == []


def test_no_color_means_none(start: Start, home: Path) -> None:
    terminal = start(env={"NO_COLOR": "1"})
    browse(terminal)
    assert sequences.colours(bytes(terminal.sent)) <= {"default"}


@pytest.mark.parametrize(
    ("env", "depths"),
    [
        ({"COLORTERM": "truecolor"}, {"true"}),
        ({"COLORTERM": None}, {"256"}),
        ({"COLORTERM": None, "TERM": "screen.xterm-256color"}, {"256"}),
        ({"COLORTERM": None, "TERM": "xterm"}, {"16"}),
        ({"COLORTERM": None, "TERM": "linux"}, {"16"}),
        ({"COLORTERM": None, "TERM": "vt100"}, set()),
        ({"COLORTERM": None, "TERM": "dumb"}, set()),
    ],
)
def test_only_colours_that_the_terminal_has(
    start: Start, home: Path, env: dict[str, str | None], depths: set[str]
) -> None:
    terminal = start(env=env)
    browse(terminal)
    assert sequences.colours(bytes(terminal.sent)) - {"default"} == depths


def browse(terminal: Terminal) -> None:
    """See every kind of thing that is drawn: list, marks, pickers, dialogs, help, a form, a page, a tab to come."""
    terminal.wait_for(QUEUE)
    terminal.press("space", "s")
    terminal.wait_for("Status of")
    terminal.press("esc", "esc", "/")
    terminal.wait_for("esc back as it was")
    terminal.type("status:zzz ")
    terminal.wait_for("no status")
    terminal.press("esc", "i")
    terminal.wait_for("keep it")
    terminal.type("looked at it")
    terminal.press("esc", "?")
    terminal.wait_for("Keys in")
    terminal.press("esc", "n")
    terminal.wait_for("New ticket")
    terminal.press("ctrl+s")
    terminal.wait_for("✗|▲|x ")
    terminal.press("esc")
    terminal.wait_for(QUEUE)
    terminal.press("enter")
    terminal.wait_for("History")
    terminal.press("esc", "2")
    terminal.wait_for("Assets")
    terminal.press("1")
    terminal.wait_for(QUEUE)
    leave(terminal)


def test_what_is_sent_is_known(start: Start, home: Path) -> None:
    terminal = start(modern=True)
    browse(terminal)
    assert sequences.unknown(bytes(terminal.sent)) == []


def test_without_a_terminal_it_says_so(environ: dict[str, str], home: Path) -> None:
    done = subprocess.run(PROGRAM, env=environ, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"rounds: the full screen needs a terminal; rounds --help lists what works without one\n"


def test_input_that_is_no_terminal_is_refused(start: Start, home: Path) -> None:
    source = os.open(os.devnull, os.O_RDONLY)
    terminal = start(stdin=source, controlling=False)
    os.close(source)
    assert terminal.ended() == 2
    assert "needs a terminal" in terminal.text
    assert list(sequences.tokens(terminal.sent.decode())) and b"\x1b" not in terminal.sent


def test_without_a_home_folder_it_says_so(start: Start) -> None:
    terminal = start(env={"HOME": None, "ROUNDS_HOME": None})
    # the account's own folder stands in for HOME, so there is something to begin with or a line that says why not
    terminal.wait_for(r"sample|\d open|rounds: ")
    assert "Traceback" not in terminal.text


@pytest.mark.parametrize("rings", [True, False])
def test_the_bell_rings_for_what_was_refused_where_it_is_wished(start: Start, home: Path, rings: bool) -> None:
    (home / "config.toml").write_text(f"bell = {str(rings).lower()}\n", encoding="utf-8")
    terminal = start()
    terminal.wait_for(QUEUE)
    before = len(terminal.sent)
    terminal.press("U")
    terminal.wait_for("there is nothing to redo")
    terminal.wait_quiet()
    assert (b"\x07" in terminal.sent[before:]) is rings
