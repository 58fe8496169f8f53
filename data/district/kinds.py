"""What a key of a profile may hold: a kind reads one raw value, or says what is wrong with it and what would be right.

Kinds are values, so that `facts.py` can declare a key in one line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Generic, Protocol, TypeVar

from rounds.data.district.problem import instead_of, shown
from rounds.data.district.sheet import Sheet, Wrong
from rounds.data.district.toml_lines import At
from rounds.data.nouns.spec import LINE_MAX
from rounds.data.text import clean, clean_line

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_CODE = re.compile(r"\w[\w.-]*")


class Kind(Protocol[T_co]):
    """One sort of value."""

    @property
    def example(self) -> str:
        """A right value as TOML has it."""

    def read(self, sheet: Sheet, at: At, value: object) -> T_co:
        """The value; raises `Wrong`, or notes what is wrong with parts of it on the sheet."""


@dataclass(frozen=True, slots=True)
class Line:
    """Text on one line."""

    longest: int = LINE_MAX
    example: str = '"some words"'

    def read(self, sheet: Sheet, at: At, value: object) -> str:
        text = words_of(value, self.example, self.longest)
        if clean_line(text) != text:
            raise Wrong("holds a line break, control or invisible character; take it out")
        return text


@dataclass(frozen=True, slots=True)
class Text:
    """Text of one or more lines."""

    longest: int = 20_000
    example: str = '"some sentences"'

    def read(self, sheet: Sheet, at: At, value: object) -> str:
        text = words_of(value, self.example, self.longest)
        if clean(text) != text:
            raise Wrong("holds a control or invisible character; take it out")
        return text


@dataclass(frozen=True, slots=True)
class Code:
    """A short name for the machine and for filters."""

    example: str = '"code"'
    pattern: re.Pattern[str] = _CODE

    def read(self, sheet: Sheet, at: At, value: object) -> str:
        text = words_of(value, self.example, 60)
        if not self.pattern.fullmatch(text):
            raise Wrong(f"'{shown(text)}' is no code; write it like {self.example}, without blanks")
        return text


@dataclass(frozen=True, slots=True)
class Own:
    """The code of the entry itself, which no other entry of the list has."""

    code: Kind[str] = Code()

    @property
    def example(self) -> str:
        return self.code.example

    def read(self, sheet: Sheet, at: At, value: object) -> str:
        code = self.code.read(sheet, at, value)
        sheet.give(code, at)
        return code


@dataclass(frozen=True, slots=True)
class Ref:
    """The code of another entry, looked up when every file is read."""

    noun: str

    @property
    def example(self) -> str:
        return f'"code of a {self.noun}"'

    def read(self, sheet: Sheet, at: At, value: object) -> str:
        code = words_of(value, self.example, 60)
        sheet.mention(self.noun, code, at)
        return code


@dataclass(frozen=True, slots=True)
class OneOf:
    """One word of a closed list."""

    words: tuple[str, ...]

    @property
    def example(self) -> str:
        return f'"{self.words[0]}"'

    def read(self, sheet: Sheet, at: At, value: object) -> str:
        if not isinstance(value, str) or value not in self.words:
            raise Wrong(f"'{shown(value)}' is not on the list; {instead_of(str(value), self.words)}")
        return value


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number."""

    low: int
    high: int

    @property
    def example(self) -> str:
        return str(self.low)

    def read(self, sheet: Sheet, at: At, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Wrong(f"'{shown(value)}' is no whole number; write figures without quotes")
        if not self.low <= value <= self.high:
            raise Wrong(f"{shown(value)} is out of range; write {self.low} to {self.high}")
        return value


@dataclass(frozen=True, slots=True)
class Number:
    """A number of any sort, never negative."""

    high: float
    example: str = "1.5"

    def read(self, sheet: Sheet, at: At, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise Wrong(f"'{shown(value)}' is no number; write figures without quotes")
        if not 0 <= value <= self.high:
            raise Wrong(f"{shown(value)} is out of range; write 0 to {self.high:g}")
        return float(value)


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    example: str = "true"

    def read(self, sheet: Sheet, at: At, value: object) -> bool:
        if not isinstance(value, bool):
            raise Wrong(f"'{shown(value)}' is neither yes nor no; write true or false, without quotes")
        return value


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar."""

    example: str = "2026-09-01"

    def read(self, sheet: Sheet, at: At, value: object) -> date:
        if isinstance(value, datetime) or not isinstance(value, date):
            raise Wrong(f"'{shown(value)}' is no day; write it like {self.example}, without quotes or hours")
        return value


@dataclass(frozen=True, slots=True)
class ListOf(Generic[T]):
    """Several values of one kind, in their order."""

    kind: Kind[T]

    @property
    def example(self) -> str:
        return f"[{self.kind.example}]"

    def read(self, sheet: Sheet, at: At, value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise Wrong(f"'{shown(value)}' is no list; write it like {self.example}")
        values = takewhile(lambda _: not sheet.full, enumerate(value))
        taken = [sheet.take(self.kind, (*at, index), each) for index, each in values]
        good = tuple(each for each in taken if each is not None)
        _no_twice(good)
        return good


@dataclass(frozen=True, slots=True)
class Keyed(Generic[T]):
    """A table whose keys are a list of words, each with its kind; gives those that are there."""

    kinds: Mapping[str, Kind[T]]
    required: bool = False
    """Every key must be there; otherwise at least one."""

    @property
    def example(self) -> str:
        name, kind = next(iter(self.kinds.items()))
        return f"{{ {name} = {kind.example} }}"

    def read(self, sheet: Sheet, at: At, value: object) -> dict[str, T]:
        if not isinstance(value, dict):
            raise Wrong(f"'{shown(value)}' is no table; write it like {self.example}")
        if not value:
            raise Wrong(f"is empty; write something like {self.example}, or leave the key out")
        unknown_keys(sheet, at, value, self.kinds)
        if self.required:
            missing_keys(sheet, at, value, self.kinds)
        taken = {name: sheet.take(kind, (*at, name), value[name]) for name, kind in self.kinds.items() if name in value}
        return {name: each for name, each in taken.items() if each is not None}


def unknown_keys(sheet: Sheet, at: At, table: Mapping[str, object], known: Mapping[str, object]) -> None:
    """Note every key of `table` that is not known."""
    for name in takewhile(lambda _: not sheet.full, table):
        if name not in known:
            sheet.wrong((*at, name), f"unknown key '{shown(name)}'; {instead_of(name, known)}")


def missing_keys(sheet: Sheet, at: At, table: Mapping[str, object], kinds: Mapping[str, Kind[object]]) -> None:
    """Note every key of `kinds` that `table` lacks."""
    for name, kind in kinds.items():
        if name not in table:
            sheet.wrong((*at, name), f"key '{name}' is missing; add {name} = {kind.example}")


def words_of(value: object, example: str, longest: int) -> str:
    """The text that `value` is, without blanks around it; raises `Wrong` where it is none."""
    if not isinstance(value, str):
        raise Wrong(f"'{shown(value)}' is no text; write it like {example}")
    text = value.strip()
    if not text:
        raise Wrong(f"is empty; write it like {example}, or leave the key out")
    if len(text) > longest:
        raise Wrong(f"has {len(text):,} characters; shorten it to {longest:,}")
    return text


def _no_twice(values: Sequence[object]) -> None:
    seen: set[object] = set()
    for value in values:
        if value in seen:
            raise Wrong(f"'{shown(value)}' is there twice; take one out")
        seen.add(value)
