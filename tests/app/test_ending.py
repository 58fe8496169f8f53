"""Whatever happens, there is an exit status and at most one line; what nobody foresaw is written down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rounds.app import fault_log
from rounds.app.asked import asked
from rounds.data.errors import BadInput, Exit, NotAllowed, NotFound, Refused, Unreached


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes `whoami` raise something."""
    from rounds.app.verbs import whoami

    def set_to(error: BaseException) -> None:
        def fail(_: object) -> dict[str, Any]:
            raise error

        monkeypatch.setattr(whoami, "who", fail)

    return set_to


def test_a_fault_is_one_line_and_a_traceback_in_the_log(cli: Any, sample: Path, broken: Any) -> None:
    broken(KeyError("pass word of 'ana'"))
    ran = cli("whoami")
    assert ran.status == 1 and ran.out == ""
    assert ran.err == f"fault: KeyError: \"pass word of 'ana'\"; written to {sample}/rounds.log\n"
    log = sample / "rounds.log"
    assert log.stat().st_mode & 0o777 == 0o600
    text = log.read_text(encoding="utf-8")
    assert "whoami.py" in text and "KeyError" in text and "whoami\n" in text
    assert "pass word" not in text


def test_a_fault_is_json_where_a_script_asks(cli: Any, sample: Path, broken: Any) -> None:
    broken(ValueError("x\x1b[31m"))
    ran = cli("whoami", "--json")
    assert (ran.status, ran.error["code"]) == (1, "fault")
    assert ran.error["hint"] == f"written to {sample}/rounds.log"


def test_the_log_stays_small(cli: Any, sample: Path, broken: Any) -> None:
    broken(RuntimeError("again"))
    log = sample / "rounds.log"
    log.write_text("x" * (fault_log.BYTES_MAX + 1), encoding="utf-8")
    cli("whoami")
    assert log.stat().st_size < 10_000
    assert (sample / "rounds.log.1").stat().st_size > fault_log.BYTES_MAX


def test_a_log_that_cannot_be_written_is_said(cli: Any, sample: Path, broken: Any) -> None:
    broken(RuntimeError("again"))
    (sample / "rounds.log").symlink_to("/proc/nowhere")
    assert cli("whoami").err.endswith("; no log could be written\n")


def test_what_somebody_typed_is_not_in_the_log() -> None:
    typed = "the 'secret' and \"another\""
    try:
        raise ValueError(typed)
    except ValueError as error:
        text = fault_log.told(error, asked(["ticket", "my secret"]))
    assert "secret" not in text and "another" not in text and "ValueError: the '...'" in text


@pytest.mark.parametrize(
    ("kind", "status"), [(Refused, 1), (BadInput, 2), (NotFound, 3), (Unreached, 4), (NotAllowed, 5)]
)
def test_every_refusal_has_its_status(cli: Any, sample: Path, broken: Any, kind: type[Refused], status: int) -> None:
    broken(kind("what is wrong", "the mend"))
    spoken = cli("whoami")
    assert (spoken.status, spoken.out, spoken.err) == (status, "", "rounds: what is wrong; the mend\n")
    assert cli("whoami", "--json").error == {"code": kind.code, "message": "what is wrong", "hint": "the mend"}


def test_an_interruption_is_one_line(cli: Any, sample: Path, broken: Any) -> None:
    broken(KeyboardInterrupt())
    ran = cli("whoami")
    assert (ran.status, ran.out, ran.err) == (Exit.INTERRUPTED, "", "interrupted\n")


def test_sqlite_errors_of_the_file_are_told_and_ours_are_faults(cli: Any, sample: Path, broken: Any) -> None:
    import sqlite3

    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorname = "SQLITE_FULL"
    broken(full)
    assert cli("whoami", "--json").error["code"] == "disk-full"
    ours = sqlite3.OperationalError("no such column: x")
    ours.sqlite_errorname = "SQLITE_ERROR"
    broken(ours)
    assert cli("whoami", "--json").error["code"] == "fault"


def test_an_answer_is_one_document(cli: Any, sample: Path) -> None:
    for words in (["whoami"], ["rounds"], ["ticket", "list"], ["doctor", "--quick"]):
        ran = cli(*words, "--json")
        assert ran.err == "" and ran.out.count("\n") == 1
        assert isinstance(json.loads(ran.out), dict)
