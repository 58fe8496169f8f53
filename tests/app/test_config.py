"""config.toml: what it may hold, and how a mistake is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rounds.app import config
from rounds.app.config import Settings
from rounds.data.errors import BadInput, Unreached


def written(folder: Path, text: str | bytes) -> Path:
    """A config.toml with that text."""
    path = folder / "config.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert config.load(tmp_path / "config.toml") == Settings()
    assert config.load(tmp_path / "none" / "config.toml") == Settings()


def test_every_setting_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/jo")
    text = """
theme = "rounds-light"
plain = true
ascii = false
bell = true
replica_dir = "~/here"
[keys]
"tickets.close" = "x"
tickets.assign-me = "a,ctrl+a"
"""
    assert config.load(written(tmp_path, text)) == Settings(
        theme="rounds-light",
        plain=True,
        ascii=False,
        bell=True,
        replica_dir=Path("/home/jo/here"),
        keys={"tickets.close": "x", "tickets.assign-me": "a,ctrl+a"},
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('\nthem = "dark"\n', ["config.toml, line 2: them: is no setting", "did you mean 'theme'?"]),
        ('theme = "drak"\n', ["line 1: theme: no theme 'drak'", "did you mean 'dark'?"]),
        ("\n\nplain = 1\n", ["line 3: plain: '1' is neither true nor false", "without quotes"]),
        ('bell = "yes"', ["line 1: bell: 'yes' is neither true nor false"]),
        ('replica_dir = "here"', ["line 1: replica_dir: 'here' is no full name of a folder", "begin it with / or ~"]),
        ("replica_dir = 7", ["line 1: replica_dir: '7' is no full name"]),
        ("keys = 3\n", ["line 1: keys: is no table", "[keys]"]),
        ('[keys]\n"tickets.close" = "x"\nother = 7\n', ["line 3: keys.other: '7' is no key", "in quotes"]),
        ("plain = true\nbell =\n", ["line 2", "TOML says name = value"]),
        ("plain = true\nplain = true\n", ["line 2"]),
        (b"plain = true\ntheme = '\xff'\n", ["line 2: is not UTF-8", "save it as UTF-8"]),
        ("them = 1\nplian = 1\n", ["line 1: them", "(and 1 more)"]),
        ("x = " + "[" * 5000 + "]" * 5000, ["config.toml"]),
        ("# " + "x" * config.BYTES_MAX, ["more than 262,144 bytes"]),
        ('theme = "\\u001b[31m"', ["no theme '␛[31m'"]),
    ],
)
def test_a_mistake_names_line_key_and_mend(tmp_path: Path, text: str | bytes, says: list[str]) -> None:
    with pytest.raises(BadInput) as caught:
        config.load(written(tmp_path, text))
    told = str(caught.value)
    assert caught.value.code == "bad-config"
    assert all(part in told for part in says), told
    assert "\n" not in told and len(told) < 600


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.text(alphabet='[]{}"=\n.# tpl1', max_size=120).map(str.encode)))
def test_any_file_at_all_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, content)
    try:
        assert isinstance(config.load(path), Settings)
    except BadInput as refused:
        assert refused.code == "bad-config"


def test_what_is_right_holds_beside_what_is_wrong(tmp_path: Path) -> None:
    found, problems = config.read(written(tmp_path, "plain = true\nthem = 1\n"))
    assert found == Settings(plain=True)
    assert [(problem.file, problem.line, problem.key) for problem in problems] == [("config.toml", 2, "them")]


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(Unreached, match="cannot be read"):
        config.load(tmp_path / "config.toml")


def test_a_verb_says_what_is_wrong_with_it(cli: Any, sample: Path) -> None:
    (sample / "config.toml").write_text("them = 1\n", encoding="utf-8")
    ran = cli("ticket", "list", "--json")
    assert (ran.status, ran.error["code"]) == (2, "bad-config")
    assert f"{sample}/config.toml, line 1: them" in ran.error["message"]


def test_reading_no_file_imports_next_to_nothing(tmp_path: Path) -> None:
    code = "import sys, pathlib, rounds.app.config as c\nc.load(pathlib.Path(sys.argv[1]))\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "x"], capture_output=True, text=True, check=True)
    assert {"tomllib", "sqlite3", "rounds.data.district.problem"}.isdisjoint(done.stdout.split())
