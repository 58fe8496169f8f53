"""How a table of a profile is declared: one dataclass a table, one line a key.

    class GroupFacts(Entry):
        code: Annotated[str, Own()]
        queue: Annotated[bool, Flag()] = False

The checks, the messages and the values are derived from these lines; a key without a default must be there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from itertools import islice, takewhile
from typing import Any, Generic, TypeVar, get_type_hints

from rounds.data.district.kinds import Kind, missing_keys, unknown_keys
from rounds.data.district.problem import shown
from rounds.data.district.sheet import PROBLEMS_MAX, Sheet, Wrong
from rounds.data.district.toml_lines import At


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A table as it was read."""

    at: At = field(default=(), compare=False, repr=False)
    """Where it stands in its file."""

    def problems(self) -> Iterator[tuple[At, str]]:
        """What is wrong between the keys of a table whose every key is right: where in it, and what with the mend."""
        return iter(())


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class _Shape:
    """The keys of an entry, each with its kind."""

    kinds: dict[str, Kind[object]]
    required: dict[str, Kind[object]]


_SHAPES: dict[type[Any], _Shape] = {}
"""Worked out once an entry: reading annotations is slow beside reading a table."""


def _shape_of(entry: type[Any]) -> _Shape:
    if entry not in _SHAPES:
        hints = get_type_hints(entry, include_extras=True)
        told = {each: getattr(hints[each.name], "__metadata__", ()) for each in fields(entry)}
        kinds = {each.name: metadata[0] for each, metadata in told.items() if metadata}
        required = {each.name: kinds[each.name] for each in told if each.name in kinds and each.default is MISSING}
        _SHAPES[entry] = _Shape(kinds, required)
    return _SHAPES[entry]


def read_entry(entry: type[E], sheet: Sheet, at: At, table: Mapping[str, object]) -> E | None:
    """The table at `at`; None where anything in it is missing or wrong, which is noted on the sheet."""
    before = sheet.faults
    shape = _shape_of(entry)
    unknown_keys(sheet, at, table, shape.kinds)
    missing_keys(sheet, at, table, shape.required)
    taken = {name: sheet.take(kind, (*at, name), table[name]) for name, kind in shape.kinds.items() if name in table}
    if sheet.faults > before:
        return None
    read = entry(at=at, **taken)
    for where, message in islice(read.problems(), PROBLEMS_MAX):
        sheet.wrong((*at, *where), message)
    return read if sheet.faults == before else None


@dataclass(frozen=True, slots=True)
class Table(Generic[E]):
    """One table within another."""

    entry: type[E]
    example: str = "{ … }"

    def read(self, sheet: Sheet, at: At, value: object) -> E | None:
        if not isinstance(value, dict):
            raise Wrong(f"'{shown(value)}' is no table; write it like {self.example}")
        return read_entry(self.entry, sheet, at, value)


@dataclass(frozen=True, slots=True)
class Tables(Generic[E]):
    """A list of tables: `[[group]]`, once for each."""

    entry: type[E]
    example: str = "[{ … }]"

    def read(self, sheet: Sheet, at: At, value: object) -> tuple[E, ...]:
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise Wrong(f"is no list of tables; head each of them with [[{at[-1]}]]")
        tables = takewhile(lambda _: not sheet.full, enumerate(value))
        read = [read_entry(self.entry, sheet, (*at, index), each) for index, each in tables]
        return tuple(each for each in read if each is not None)


@dataclass(frozen=True, slots=True)
class TableOf(Generic[E]):
    """A table whose keys are codes of other entries, each with a table."""

    noun: str
    entry: type[E]

    @property
    def example(self) -> str:
        return f"{{ {self.noun.upper()} = {{ … }} }}"

    def read(self, sheet: Sheet, at: At, value: object) -> dict[str, E]:
        if not isinstance(value, dict) or not value:
            raise Wrong(f"names no {self.noun}; add at least one, like {self.example}")
        read = {code: sheet.take(Table(self.entry), (*at, code), each) for code, each in value.items()}
        for code in value:
            sheet.mention(self.noun, code, (*at, code))
        return {code: each for code, each in read.items() if each is not None}
