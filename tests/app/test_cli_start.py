"""The real program: how it starts, ends, and behaves in a bad place."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

PROGRAM = (sys.executable, "-m", "rounds.app")


def test_version_is_one_line(program: Any) -> None:
    ran = program("--version")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("rounds 0.") and ran.out.count("\n") == 1


@pytest.mark.parametrize("words", [("ticket", "--version"), ("--version", "ticket"), ("--home", "x", "--version")])
def test_version_works_anywhere(cli: Any, words: tuple[str, ...]) -> None:
    assert cli(*words).out.startswith("rounds 0.")


def test_help_names_every_verb(program: Any) -> None:
    from rounds.app.cli import VERBS

    ran = program("--help")
    assert ran.status == 0
    assert all(f"    {verb} " in ran.out for verb in VERBS)


def test_the_console_script_is_the_same_program() -> None:
    script = Path(sys.executable).with_name("rounds")
    if not script.exists():
        pytest.skip("rounds is not installed beside this Python")
    assert subprocess.run([script, "--version"], capture_output=True, check=True).stdout.startswith(b"rounds ")


@pytest.mark.parametrize(
    ("words", "means"),
    [
        (("tickt",), "did you mean rounds ticket?"),
        (("ticket", "lst"), "did you mean rounds ticket list?"),
        (("ticket", "list", "--limt", "3"), "did you mean --limit?"),
        (("ticket",), "a verb is missing; rounds ticket has add"),
        (("ticket", "show"), "missing: N"),
        (("ticket", "show", "a", "b"), "one word too many: 'b'"),
        (("--nope",), "no option '--nope'"),
        (("ticket", "add", "--subject", "--room", "x"), "--subject: a value is missing"),
        (("ticket", "list", "--limit", "0"), "'0' is no number from 1 to 10,000"),
        (("--demo", "ticket", "list"), "are for the screen"),
        (("--theme",), "--theme: a value is missing"),
        (("zzz",), "rounds has ticket, rounds, whoami"),
        (("help", "zzz"), "no verb 'zzz'"),
        (("init", "--hub", "x"), "no option '--hub'"),
    ],
)
def test_a_mistake_is_one_line_that_says_what_was_meant(cli: Any, words: tuple[str, ...], means: str) -> None:
    ran = cli(*words)
    assert (ran.status, ran.out) == (2, "")
    assert means in ran.err and ran.err.count("\n") == 1


def test_a_mistake_is_json_where_a_script_asks(program: Any) -> None:
    ran = program("ticket", "lst", "--json")
    assert ran.status == 2
    assert ran.error == {"code": "usage", "message": "no verb 'lst'", "hint": "did you mean rounds ticket list?"}


@pytest.mark.parametrize("words", [("help", "ticket", "list"), ("ticket", "list", "--help"), ("ticket", "list", "-h")])
def test_help_of_a_verb_has_its_example(cli: Any, words: tuple[str, ...]) -> None:
    ran = cli(*words)
    assert ran.status == 0
    assert "example:\n  rounds ticket list" in ran.out


def test_home_and_json_work_before_and_after_the_verb(cli: Any, sample: Path) -> None:
    before = cli("--json", "--home", sample, "ticket", "list").json
    assert before == cli("ticket", "list", f"--home={sample}", "--json").json
    assert before == cli("ticket", "--json", "list", "--home", sample).json


def test_no_home_at_all_is_said(program: Any) -> None:
    ran = program("whoami", "--json", HOME="nowhere", ROUNDS_HOME=None)
    assert (ran.status, ran.error["code"]) == (2, "no-home")


def test_a_home_that_cannot_be_made_is_said(program: Any) -> None:
    ran = program("init", "--json", "--home", "/proc/nowhere")
    assert (ran.status, ran.error["code"]) == (4, "cannot-make")


def test_without_a_replica_the_mend_is_said(cli: Any) -> None:
    ran = cli("ticket", "list")
    assert ran.status == 3
    assert "rounds init makes one" in ran.err


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_a_poor_locale_changes_no_answer(program: Any, sample: Path, locale: str) -> None:
    ran = program("ticket", "list", "--json", LC_ALL=locale, LANG=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert ran.status == 0
    assert len(ran.json["tickets"]) > 3


def test_an_encoding_without_the_letters_replaces_them(program: Any, fresh: Path) -> None:
    program(
        "ticket", "add", "--requester", "a@nile.example", "--subject", "Café 日本", "--building", "17", "--room", "1"
    )
    ran = program("ticket", "list", PYTHONIOENCODING="ascii")
    assert ran.status == 0 and "Caf? ??" in ran.out
    assert program("ticket", "list", "--json", PYTHONIOENCODING="ascii").json["tickets"][0]["subject"] == "Café 日本"


def test_a_reader_who_left_is_no_error(sample: Path) -> None:
    environ = {**os.environ, "ROUNDS_HOME": str(sample)}
    with subprocess.Popen(
        [*PROGRAM, "completion", "zsh"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ
    ) as running:
        assert running.stdout and running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(30) == 0


def test_a_closed_stdout_does_no_harm(sample: Path) -> None:
    environ = {**os.environ, "ROUNDS_HOME": str(sample)}
    shell = 'exec "$@" >&- 2>&- <&-'
    words = ["ticket", "note", "--json", "nope", "text"]
    done = subprocess.run(["sh", "-c", shell, "sh", *PROGRAM, *words], env=environ, check=False, timeout=30)
    assert done.returncode == 3
    assert subprocess.run(["sh", "-c", shell, "sh", *PROGRAM, "whoami"], env=environ, check=False).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is not here")
@pytest.mark.parametrize("words", [["ticket", "list"], ["ticket", "list", "--json"], ["--version"]])
def test_a_full_disk_behind_stdout_is_said(sample: Path, words: list[str]) -> None:
    environ = {**os.environ, "ROUNDS_HOME": str(sample)}
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*PROGRAM, *words], stdout=full, stderr=subprocess.PIPE, env=environ, check=False)
    assert done.returncode == 4
    assert b"the answer cannot be written (No space left on device)" in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_sample_that_was_stopped_leaves_no_half_replica(
    home: Path, program: Any, sent: signal.Signals, status: int
) -> None:
    environ = {**os.environ, "ROUNDS_HOME": str(home)}
    words = [*PROGRAM, "demo", "--tickets", "300000", "--assets", "1000"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ) as running:
        deadline = time.monotonic() + 30
        while not (log := home / "replica.db.making-wal").exists() or log.stat().st_size < 2_000_000:
            assert time.monotonic() < deadline and running.poll() is None
            time.sleep(0.01)
        running.send_signal(sent)
        _, err = running.communicate(timeout=30)
        assert running.returncode == status
    assert not (home / "replica.db").exists()
    if sent is signal.SIGINT:
        assert err == b"interrupted\n"
        assert list(home.iterdir()) == []
    assert program("demo", "--tickets", "3", "--assets", "3", "--buildings", "2").status == 0
    assert [path.name for path in home.iterdir()] == ["replica.db"]


def test_two_processes_may_work_at_once(fresh: Path, numbers: Any) -> None:
    environ = {**os.environ, "ROUNDS_HOME": str(fresh)}
    words = [*PROGRAM, "ticket", "add", "--requester", "a@nile.example", "--subject", "x", "--building", "17"]
    running = [subprocess.Popen(words, stdout=subprocess.DEVNULL, env=environ) for _ in range(6)]
    assert [process.wait(30) for process in running] == [1] * 6  # no room, no description: filed, and waiting
    assert len(set(numbers())) == 6


def test_of_two_that_make_a_replica_one_does(home: Path) -> None:
    environ = {**os.environ, "ROUNDS_HOME": str(home)}
    running = [
        subprocess.Popen([*PROGRAM, "init", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ)
        for _ in range(3)
    ]
    said = [process.communicate(timeout=30) for process in running]
    assert sorted(process.returncode for process in running) == [0, 1, 1]
    assert {json.loads(err)["error"]["code"] for _, err in said if err} == {"exists"}
    assert [path.name for path in home.iterdir()] == ["replica.db"]


HEAVY = {"sqlmodel", "sqlalchemy", "pydantic", "alembic", "textual", "rich", "shtab", "holidays"}


@pytest.mark.parametrize(
    ("words", "never"),
    [
        (("--version",), HEAVY | {"sqlite3", "argparse", "json", "platformdirs"}),
        (("--help",), HEAVY | {"sqlite3"}),
        (("ticket", "lst"), HEAVY | {"sqlite3"}),
        (("ticket", "list"), HEAVY),
        (("ticket", "show", "zzz"), HEAVY),
        (("ticket", "note", "zzz", "x"), HEAVY),
        (("ticket", "add", "--requester", "a@b.org", "--subject", "x"), HEAVY),
        (("ticket", "set", "zzz", "severity=1"), HEAVY),
        (("rounds",), HEAVY),
        (("whoami",), HEAVY),
        (("undo",), HEAVY),
        (("doctor", "--quick"), HEAVY),
        (("backup", "/proc/x"), HEAVY),
    ],
    ids=lambda value: "-".join(value[:2]) if isinstance(value, tuple) else "",
)
def test_a_verb_imports_what_it_needs_and_no_more(sample: Path, words: tuple[str, ...], never: set[str]) -> None:
    code = (
        "import sys\nfrom rounds.app.__main__ import main\nmain(sys.argv[1:])\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    environ = {**os.environ, "ROUNDS_HOME": str(sample)}
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, env=environ, check=True)
    imported = set(done.stderr.splitlines()[-1].split())
    assert imported & never == set()


def test_the_screen_gets_its_options(monkeypatch: pytest.MonkeyPatch, cli: Any, home: Path) -> None:
    import types

    seen: list[Any] = []

    def run_screen(home: Any, *, demo: bool, plain: bool, theme: str | None) -> int:
        seen.append((home.data, demo, plain, theme))
        return 0

    stand_in = types.ModuleType("rounds.app.begin")
    stand_in.run_screen = run_screen  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "rounds.app.begin", stand_in)
    other = home.parent / "other"
    assert cli().status == cli("--demo", "--plain").status == cli("--theme=dark", "--home", other).status == 0
    assert seen == [(home, False, False, None), (home, True, True, None), (other, False, False, "dark")]
