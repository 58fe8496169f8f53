"""`rounds backup|restore|salvage|doctor|completion`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest


def test_a_backup_is_a_replica_for_this_account_alone(cli: Any, sample: Path, tmp_path: Path) -> None:
    told = cli("backup", tmp_path / "b.db", "--json").json
    assert told["records"] > 50 and told["unsent"] == 0 and told["file"] == str(tmp_path / "b.db")
    assert (tmp_path / "b.db").stat().st_mode & 0o777 == 0o600
    ran = cli("backup", tmp_path / "b.db", "--json")
    assert (ran.status, ran.error["code"]) == (1, "exists")
    assert cli("backup", tmp_path / "b.db", "--force").status == 0
    assert cli("backup", "/proc/nowhere/b.db", "--json").status == 4


def test_a_restore_brings_back_and_keeps_what_was_there(cli: Any, sample: Path, tmp_path: Path, numbers: Any) -> None:
    cli("backup", tmp_path / "b.db")
    before = numbers("status:any")
    cli("ticket", "add", "--requester", "a@example.org", "--subject", "since then", "--building", "101")
    told = cli("restore", tmp_path / "b.db", "--json").json
    assert set(told) >= {"records", "unsent"}
    assert Path(told["kept"]).exists() and told["device"]
    assert numbers("status:any") == before
    added = cli("ticket", "add", "--requester", "a@example.org", "--subject", "x", "--building", "101", "--json").json
    assert added["ticket"]["number"] == f"{told['device']}-0001"


def test_a_restore_needs_a_sound_file(cli: Any, sample: Path, tmp_path: Path) -> None:
    assert cli("restore", tmp_path / "none.db", "--json").error["code"] == "not-found"
    (tmp_path / "bad.db").write_bytes(b"x" * 9000)
    ran = cli("restore", tmp_path / "bad.db", "--json")
    assert (ran.status, ran.error["code"]) == (4, "corrupt")
    assert cli("ticket", "list").status == 0


def test_a_restore_works_where_there_is_no_replica(cli: Any, home: Path, sample_replica: Path) -> None:
    told = cli("restore", sample_replica, "--json").json
    assert told["kept"] is None
    assert cli("ticket", "list", "--json").json["total"] > 3


def test_salvage_shows_and_keeps_only_where_it_is_asked(cli: Any, sample: Path, tmp_path: Path) -> None:
    file = sample / "replica.db"
    content = bytearray(file.read_bytes())
    content[4096 * 30 : 4096 * 33] = b"\xff" * 4096 * 3
    (tmp_path / "damaged.db").write_bytes(content)
    told = cli("salvage", tmp_path / "damaged.db", "--json").json
    assert told["records"] > 20 and told["file"] is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["damaged.db", "home"]
    kept = cli("salvage", tmp_path / "damaged.db", "--to", tmp_path / "found.db", "--json").json
    assert kept["records"] == told["records"] and kept["file"] == str(tmp_path / "found.db")
    assert cli("restore", tmp_path / "found.db").status == 0
    assert cli("salvage", tmp_path / "none.db", "--json").status == 3


def test_a_doctor_who_finds_nothing(cli: Any, sample: Path) -> None:
    ran = cli("doctor", "--json")
    checks = {check["name"]: check for check in ran.json["checks"]}
    assert all(set(check) == {"name", "ok", "detail", "mend"} for check in checks.values())
    assert set(checks) >= {
        "python",
        "sqlite",
        "terminal",
        "config",
        "home",
        "disk",
        "replica",
        "device",
        "clock",
        "content",
    }
    assert [check for check in checks.values() if not check["ok"]] == []
    assert ran.status == 0
    assert cli("doctor", "--quick").out.endswith("all is well\n")


def test_a_doctor_without_a_replica(cli: Any, home: Path) -> None:
    ran = cli("doctor", "--json")
    assert ran.status == 0
    assert not home.exists()


@pytest.mark.parametrize(
    ("harm", "name"),
    [
        (lambda home: (home / "config.toml").write_text("them = 1\n"), "config"),
        (lambda home: (home / "replica.db").write_bytes(b"x" * 9000), "replica"),
        (lambda home: (home / "replica.db").chmod(0o644), "home"),
        (lambda home: home.chmod(0o755), "home"),
    ],
)
def test_a_doctor_says_what_to_mend(cli: Any, sample: Path, harm: Any, name: str) -> None:
    harm(sample)
    ran = cli("doctor", "--json")
    assert ran.status == 1
    bad = [check for check in ran.json["checks"] if not check["ok"]]
    assert name in [check["name"] for check in bad]
    assert all(check["mend"] for check in bad)
    assert "to mend\n" in cli("doctor", "--quick").out


def test_a_doctor_sees_a_clock_that_stands_before_the_last_change(
    cli: Any, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime

    from rounds.data import clock

    monkeypatch.setattr(clock, "now_ms", lambda: clock.milliseconds(datetime(2025, 1, 2, tzinfo=UTC)))
    checks = {check["name"]: check for check in cli("doctor", "--quick", "--json").json["checks"]}
    assert not checks["clock"]["ok"] and checks["clock"]["mend"] == "set this machine's clock"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script(cli: Any, home: Path, shell: str) -> None:
    ran = cli("completion", shell)
    assert ran.status == 0 and "ticket" in ran.out
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=ran.out.encode(), check=True)


def test_completion_offers_what_there_is(cli: Any, sample: Path, numbers: Any) -> None:
    assert set(cli("completion", "numbers").out.split()) == set(numbers("status:any"))
    assert cli("completion", "buildings", "--json").json["buildings"] == sorted(
        building["code"] for building in cli("rounds", "--json").json["buildings"]
    )
    assert cli("completion", "tcsh", "--json").error["code"] == "usage"


def test_bash_completes_verbs_options_and_buildings(cli: Any, sample: Path, tmp_path: Path) -> None:
    import os
    import sys

    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "rounds"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m rounds.app "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = cli("completion", "bash").out
    asked = [
        ("rounds tic", "ticket"),
        ("rounds ticket add --bui", "--building"),
        ("rounds ticket add --building 10", "101"),
    ]
    for line, wanted in asked:
        words = " ".join(f"'{word}'" for word in line.split())
        typed = f'COMP_WORDS=({words}); COMP_CWORD={len(line.split()) - 1}; _shtab_rounds; echo "${{COMPREPLY[@]}}"'
        environ = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}
        done = subprocess.run(
            ["bash", "-c", f"{script}\n{typed}"], capture_output=True, text=True, env=environ, check=True
        )
        assert wanted in done.stdout.split()


def test_a_replica_that_is_open_is_not_replaced(cli: Any, sample: Path, sample_replica: Path) -> None:
    from contextlib import closing

    from rounds.data.store.open import open_replica

    with closing(open_replica(sample / "replica.db", "kim")):
        ran = cli("restore", sample_replica, "--json")
    assert (ran.status, ran.error["code"]) == (4, "in-use")
