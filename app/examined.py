"""What the program stands on, looked at one by one: each check says what it found and, where that is bad, the mend.

No check raises: what is broken must not keep the others from being told.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from rounds.app import config, progress
from rounds.app.paths import Home, login
from rounds.app.session import ACTING_AS, replica_place
from rounds.app.terminal import environ, fitting, wants_ascii
from rounds.data.errors import Refused

PYTHON_MIN, SQLITE_MIN = (3, 11), (3, 40, 0)
FREE_MIN = 100 * 2**20
"""Bytes that must be free: a day's edits and their log."""

AHEAD_MAX_MS = 5 * 60_000
"""So far may the last change lie ahead of this clock."""

_YEAR_MIN = 2025


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    mend: str = ""


def machine() -> Iterator[Check]:
    """Python, SQLite and the terminal."""
    version = sys.version.split()[0]
    yield _judged("python", sys.version_info >= PYTHON_MIN, version, "Rounds needs Python 3.11 or newer")
    yield _judged(
        "sqlite", sqlite3.sqlite_version_info >= SQLITE_MIN and _has_fts(), sqlite3.sqlite_version,
        "Rounds needs SQLite 3.40 or newer with FTS5; install a newer Python or libsqlite3",
    )  # fmt: skip
    yield _terminal()


def folders(home: Home) -> Iterator[Check]:
    """The configuration, and the folders with their rights."""
    yield _config(home.config_file)
    yield _home(home)
    yield _disk(home)


def replica(home: Home, quick: bool, err: TextIO) -> Iterator[Check]:
    """The replica: whether it opens, what it is, and unless it is to be quick, whether it is sound throughout."""
    try:
        path = replica_place(home).path
        if not path.exists():
            yield Check("replica", True, f"none yet at {path}; rounds init makes one, rounds --demo shows a sample")
            yield _clock(0)
            return
        yield from _opened(path)
        if not quick:
            yield _sound(path, err)
    except Refused as refused:
        yield Check("replica", False, refused.message, refused.hint or "see the line above")


def _judged(name: str, ok: bool, detail: str, mend: str) -> Check:
    return Check(name, ok, detail, "" if ok else mend)


def _has_fts() -> bool:
    with closing(sqlite3.connect(":memory:")) as connection:
        return bool(connection.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0])


def _terminal() -> Check:
    if not sys.stdout or not sys.stdout.isatty():
        return Check("terminal", True, "not a terminal")
    size = os.get_terminal_size(sys.stdout.fileno())
    term = os.environ.get("TERM", "")
    letters = "ASCII" if wants_ascii(environ()) else "UTF-8"
    detail = f"TERM={term or 'not set'} · {size.columns}x{size.lines} · {fitting('auto', os.environ)} · {letters}"
    if size.columns < 80 or size.lines < 24:
        return Check("terminal", False, detail, "make the window 80x24 or larger")
    if term in ("", "unknown", "dumb"):
        return Check("terminal", False, detail, "set TERM to what your terminal is, as xterm-256color")
    if letters == "ASCII" and (os.environ.get("LC_ALL") or os.environ.get("LANG") or "C")[:2] not in ("ja", "ko", "zh"):
        return Check(
            "terminal", False, detail, "set LANG to a UTF-8 locale, as C.UTF-8; until then signs are plain ASCII"
        )
    return Check("terminal", True, detail)


def _config(path: Path) -> Check:
    if not path.exists():
        return Check("config", True, f"none at {path}; the defaults hold")
    try:
        _, problems = config.read(path)
    except Refused as refused:
        return Check("config", False, refused.message, refused.hint)
    if problems:
        told = "; ".join(str(problem) for problem in problems[:3])
        return Check("config", False, f"{path.parent}/{told}", f"mend {path}")
    return Check("config", True, str(path))


def _home(home: Home) -> Check:
    for folder in dict.fromkeys((home.data, home.config, home.state)):
        if not folder.exists():
            continue
        if not os.access(folder, os.W_OK | os.X_OK):
            return Check("home", False, f"{folder}: cannot be written", f"chmod u+rwx {folder}")
    folder = home.data
    if not folder.exists():
        return Check("home", True, f"{folder}: not made yet")
    for each, wanted in ((folder, 0o700), (folder / "replica.db", 0o600), (home.log_file, 0o600)):
        if each.exists() and (rights := each.stat().st_mode & 0o777) & ~wanted:
            return Check("home", False, f"{each}: others may look ({rights:04o})", f"chmod {wanted:04o} {each}")
    return Check("home", True, f"{folder} (0700)")


def _disk(home: Home) -> Check:
    import shutil

    try:
        path = replica_place(home).path
    except Refused:
        path = home.data / "replica.db"
    folder = next(each for each in (path.parent, *path.parents) if each.exists())
    usage = shutil.disk_usage(folder)
    needed = max(FREE_MIN, path.stat().st_size if path.exists() else 0)
    detail = f"{usage.free / 2**30:,.1f} of {usage.total / 2**30:,.1f} GB free at {folder}"
    return _judged(
        "disk", usage.free >= needed, detail, f"free {(needed - usage.free) / 2**20:,.0f} MB: a copy needs that"
    )


def _opened(path: Path) -> Iterator[Check]:
    from rounds.data.nouns.spec import SCHEMA
    from rounds.data.store.faults import explained
    from rounds.data.store.open import looked_at, reading_connection

    try:
        with closing(reading_connection(path)) as connection:
            schema = looked_at(connection, path)
            moved = "" if schema == SCHEMA else f", moved to {SCHEMA} when it is opened next"
            yield Check("replica", True, f"{path} · {path.stat().st_size / 2**20:,.1f} MB · schema {schema}{moved}")
            code, clock, unsent = connection.execute(
                "SELECT code, hlc >> 16, seq - acked FROM chain WHERE own = 1"
            ).fetchone()
            yield Check("device", True, f"{code} · {unsent:,} changes unsent · no hub")
            yield _clock(clock)
            yield _person(connection)
    except Refused as refused:
        yield Check("replica", False, refused.message, refused.hint)
    except sqlite3.Error as error:
        told = explained(error, path)
        yield Check("replica", False, told.message, told.hint)


def _clock(last_ms: int) -> Check:
    from rounds.data.clock import iso, now_ms

    now = now_ms()
    detail = f"{iso(now)} · {time.tzname[0]}"
    if time.gmtime(now / 1000).tm_year < _YEAR_MIN:
        return Check("clock", False, detail, "set this machine's clock")
    if last_ms > now + AHEAD_MAX_MS:
        return Check("clock", False, f"{detail}, but the last change is of {iso(last_ms)}", "set this machine's clock")
    return Check("clock", True, detail)


def _person(connection: sqlite3.Connection) -> Check:
    kept = connection.execute("SELECT value FROM local WHERE key = ?", (ACTING_AS,)).fetchone()
    who = kept[0] if kept else login()
    found = connection.execute(
        'SELECT count(*), (SELECT count(*) FROM "grant" g WHERE g.person = p.id AND g.deleted_at IS NULL)'
        " FROM person p WHERE p.login = ? AND p.deleted_at IS NULL",
        (who,),
    ).fetchone()
    if not found[0]:
        return Check(
            "login", False, f"{who} is no person of this district", "an administrator gives a person this login"
        )
    many = "1 grant" if found[1] == 1 else f"{found[1]} grants"
    return _judged("login", bool(found[1]), f"{who} · {many}", "an administrator grants a role")


def _sound(path: Path, err: TextIO) -> Check:
    from rounds.data.store.check import deep_check

    with progress.shown("reading the replica", err) as told:
        findings = deep_check(path, progress=told)
    if not findings:
        return Check("content", True, "every page, change, row and word is as it must be")
    first = "; ".join(f"{finding.part}: {finding.says}" for finding in findings[:3])
    more = f" and {len(findings) - 3} more" if len(findings) > 3 else ""
    mend = f"rounds restore FILE takes a backup; rounds salvage {path} shows what it still holds"
    return Check("content", False, first + more, mend)
