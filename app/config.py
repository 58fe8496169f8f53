"""config.toml, the one file that a person edits: what may stand in it, and what is wrong with what does.

Defaults first, then the file. A mistake is told with file, line, key and the mend. Without a file nothing is imported.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rounds.app.terminal import THEMES
from rounds.data.errors import BadInput, Unreached

if TYPE_CHECKING:
    from rounds.data.district.problem import Problem

WANTED_THEMES = ("auto", "dark", "light", *THEMES)
BYTES_MAX = 262_144
"""Largest file that is read."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person chose."""

    theme: str = "auto"
    """Colours: `auto`, `dark`, `light`, or the name of a theme. `auto` looks at the terminal."""
    plain: bool = False
    """No boxes and no animation, as with `--plain`: for a slow line or a screen reader."""
    ascii: bool | None = None
    """Draw with plain ASCII signs. Without it the locale decides."""
    bell: bool = False
    """Ring the terminal's bell when something was refused, and its reason is to be read."""
    replica_dir: Path | None = None
    """Folder of the replica on this machine's own disk. Without it the replica is in the home, or, where that is on a
    network file system, in /var/lib/rounds/USER or /var/tmp/rounds-UID."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """A table of your own keys: the command's name as `docs/keys.md` has it, and its keys with commas between them."""


def load(path: Path) -> Settings:
    """The settings of the file at `path`, or the defaults where there is none.

    Raises:
        BadInput: Something in it is wrong; says the line, the key and the mend.
        Unreached: It cannot be read.
    """
    settings, problems = read(path)
    if problems:
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        place = ", line ".join(str(part) for part in (path, first.line) if part)
        told, _, mend = first.message.partition("; ")
        key = f"{first.key}: " if first.key else ""
        raise BadInput(f"{place}: {key}{told}{more}", mend, code="bad-config")
    return settings


def read(path: Path) -> tuple[Settings, list[Problem]]:
    """The settings as far as they are right, and everything that is wrong.

    Raises:
        Unreached: The file cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(BYTES_MAX + 1)
    except (FileNotFoundError, NotADirectoryError):
        return Settings(), []
    except OSError as error:
        raise Unreached(f"{path}: cannot be read ({error.strerror})", "see its rights") from error
    return _Reading(path.name, content).result()


class _Reading:
    """One file while it is read."""

    def __init__(self, name: str, content: bytes) -> None:
        from rounds.data.district.problem import Problem, instead_of, shown

        self._problem, self._instead_of, self._shown = Problem, instead_of, shown
        self._name = name
        self._content = content
        self._lines: dict[tuple[str | int, ...], int] = {}
        self.problems: list[Problem] = []

    def result(self) -> tuple[Settings, list[Problem]]:
        """The settings and the problems in the order of their lines."""
        values = {}
        known = [each.name for each in fields(Settings)]
        for key, given in self._parsed().items():
            if key not in known:
                self._wrong((key,), f"is no setting; {self._instead_of(key, known)}")
            elif (value := _READERS[key](self, (key,), given)) is not None:
                values[key] = value
        return Settings(**values), sorted(self.problems, key=lambda problem: problem.line)

    def _wrong(self, at: tuple[str, ...], message: str, line: int = 0) -> None:
        place = line or self._lines.get(at) or self._lines.get(at[:1]) or 0
        self.problems.append(self._problem(self._name, place, ".".join(map(self._shown, at)), message))

    def _parsed(self) -> dict[str, Any]:
        import tomllib

        from rounds.data.district.toml_lines import scan

        if len(self._content) > BYTES_MAX:
            self._wrong((), f"has more than {BYTES_MAX:,} bytes; a configuration is shorter")
            return {}
        try:
            text = self._content.decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            self._wrong((), "is not UTF-8; save it as UTF-8", self._content[: error.start].count(b"\n") + 1)
            return {}
        scanned = scan(text)
        self._lines = dict(scanned.lines)
        if scanned.trouble:
            self._wrong((), scanned.trouble, scanned.trouble_line)
            return {}
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self._wrong(
                (), f"{_without_place(str(error))}; TOML says name = value, text in quotes", _line_of(str(error), text)
            )
        return {}

    def theme(self, at: tuple[str, ...], given: object) -> str | None:
        """One of the themes."""
        if isinstance(given, str) and given in WANTED_THEMES:
            return given
        self._wrong(at, f"no theme '{self._shown(given)}'; {self._instead_of(str(given), WANTED_THEMES)}")
        return None

    def flag(self, at: tuple[str, ...], given: object) -> bool | None:
        """True or false."""
        if isinstance(given, bool):
            return given
        self._wrong(at, f"'{self._shown(given)}' is neither true nor false; write true or false, without quotes")
        return None

    def folder(self, at: tuple[str, ...], given: object) -> Path | None:
        """A folder by its full name."""
        if isinstance(given, str) and "\0" not in given:
            folder = os.path.expanduser(os.path.expandvars(given))
            if os.path.isabs(folder):
                return Path(folder)
        self._wrong(at, f"'{self._shown(given)}' is no full name of a folder; begin it with / or ~")
        return None

    def table(self, at: tuple[str, ...], given: object) -> dict[str, str] | None:
        """Texts by name, nested names joined by dots: TOML reads `tickets.close = "x"` as a table in a table."""
        if not isinstance(given, dict):
            self._wrong(at, f'is no table; begin it with [{at[0]}] and write "tickets.close" = "x" below')
            return None
        found: dict[str, str] = {}
        for name, value in given.items():
            if isinstance(value, str):
                found[name] = value
            elif isinstance(value, dict):
                inner = self.table((*at, name), value) or {}
                found.update({f"{name}.{key}": keys for key, keys in inner.items()})
            else:
                self._wrong((*at, name), f"'{self._shown(value)}' is no key; write its name in quotes")
        return found


_READERS: dict[str, Any] = {
    "theme": _Reading.theme,
    "plain": _Reading.flag,
    "ascii": _Reading.flag,
    "bell": _Reading.flag,
    "replica_dir": _Reading.folder,
    "keys": _Reading.table,
}


def _line_of(says: str, text: str) -> int:
    _, found, place = says.rpartition("(at line ")
    figures = place.partition(",")[0]
    return int(figures) if found and figures.isdigit() else text.count("\n") + 1


def _without_place(says: str) -> str:
    return says.partition(" (at ")[0].lower()
