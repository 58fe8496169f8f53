"""One TOML file of a profile while it is being read: what it holds, on which lines, and what is wrong with it.

Any file at all may be handed in; every fault of it becomes a `Problem`, never an exception.
"""

from __future__ import annotations

import re
import stat
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rounds.data.district.problem import Problem, shown
from rounds.data.district.toml_lines import At, scan

if TYPE_CHECKING:
    from rounds.data.district.kinds import Kind

Value = TypeVar("Value")

FILE_BYTES_MAX = 2 * 1024 * 1024
"""Largest file that is read; the default matrix has 30 kB."""

PROBLEMS_MAX = 100
"""Most problems that are told of one file; a file with more is not a profile's."""

_PARSER_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class Wrong(Exception):
    """A value is not what its key asks for; says what is wrong and the mend."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A code where it is given to an entry, or where it refers to one."""

    noun: str
    code: str
    at: At


@dataclass(slots=True)
class Sheet:
    """One file. Readers take values from it; it collects what is wrong, and the codes that are given and mentioned."""

    file: str
    raw: dict[str, object] = field(default_factory=dict)
    lines: dict[At, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    faults: int = 0
    """How many problems there are, those included that are not told any more."""
    given: list[Mention] = field(default_factory=list)
    mentioned: list[Mention] = field(default_factory=list)
    _first: dict[tuple[At, str], At] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        """Whether no more problems are told, so that reading on would only take time."""
        return self.faults >= PROBLEMS_MAX

    def line(self, at: At) -> int:
        """The line of `at`, or of the nearest thing around it."""
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at, 1)

    def wrong(self, at: At, message: str) -> None:
        """Note a problem; beyond the most that are told, they are dropped."""
        if not self.full:
            key = ".".join(shown(part) for part in at if isinstance(part, str))
            self.problems.append(Problem(self.file, self.line(at), key, message))
        self.faults += 1

    def take(self, kind: Kind[Value], at: At, value: object) -> Value | None:
        """`value` as `kind` reads it; None where it is wrong, which is noted (TOML itself has no None)."""
        try:
            return kind.read(self, at, value)
        except Wrong as wrong:
            self.wrong(at, str(wrong))
            return None

    def give(self, code: str, at: At) -> None:
        """Note that the entry around `at` is called `code`; its noun is the name of its list.

        Raises:
            Wrong: Another entry of the same list is; letters that differ in case alone count as the same.
        """
        self.given.append(Mention(str(at[-3]), code, at))
        first = self._first.setdefault((at[:-2], code.casefold()), at)
        if first != at:
            line = self.line(first)
            raise Wrong(f"'{shown(code)}' is already on line {line}; take one of the two out or name it otherwise")

    def mention(self, noun: str, code: str, at: At) -> None:
        """Note that `at` refers to the `noun` of this code, which may stand in another file."""
        self.mentioned.append(Mention(noun, code, at))


def load(path: Path) -> Sheet:
    """The file at `path`; where it cannot be read, its only content is the problem."""
    sheet = Sheet(path.name)
    try:
        text = _text(path)
        found = scan(text)
        sheet.lines = found.lines
        if found.trouble:
            raise _Unreadable(found.trouble, found.trouble_line)
        sheet.raw = _parsed(text)
    except _Unreadable as unreadable:
        sheet.faults += 1
        sheet.problems.append(Problem(path.name, unreadable.line, "", unreadable.says))
    return sheet


class _Unreadable(Exception):
    def __init__(self, says: str, line: int = 0) -> None:
        super().__init__(says)
        self.says = says
        self.line = line


def _text(path: Path) -> str:
    data = _bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Unreadable("is not written in UTF-8; save the file as UTF-8", line) from None
    if (nul := text.find("\0")) >= 0:
        raise _Unreadable("holds a NUL byte, so it is no text; write it anew", text.count("\n", 0, nul) + 1)
    return text.replace("\r\n", "\n")


def _bytes(path: Path) -> bytes:
    try:
        # A pipe or a device would be read without end.
        if not stat.S_ISREG(path.stat().st_mode):
            raise _Unreadable("is no file; put a text file there")
        with path.open("rb") as file:
            data = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise _Unreadable(f"cannot be read ({reason}); see to its place and permissions") from None
    if len(data) > FILE_BYTES_MAX:
        raise _Unreadable(f"is larger than {FILE_BYTES_MAX // 1024**2} MB; leave out what is no part of a profile")
    return data


def _parsed(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        message = str(error)
        place = _PARSER_LINE.search(message)
        reason = message[: place.start()] if place else "a value cannot be read"
        line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1
        raise _Unreadable(f"is no TOML ({reason[:100]}); mend this line", line) from None
