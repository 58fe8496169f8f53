"""The columns of one noun, made ready for writing: what `values.py` does, without asking twice what a field is.

What must stay true: `store` gives what `to_stored` gives, and `tell` the JSON of what `from_stored` gives. What needs a
second look (text with breaks or controls, a wrong value) takes the long way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any

from rounds.data.errors import BadInput
from rounds.data.ids import id_bytes
from rounds.data.nouns.spec import FieldSpec, Kind, NounSpec
from rounds.data.store.line import text_of
from rounds.data.store.schema import quoted
from rounds.data.store.values import CHOICE_MAX, INTEGER_MAX, Stored, to_stored

DELETED_AT = FieldSpec("deleted_at", Kind.TIME, "deleted")
"""Nothing is deleted: a record that is taken back bears the time of it."""

NULL = "null"
_BOOKS = ("id", "version", "versions", "updated", "deleted_at", "extra")

bytes_of = lru_cache(maxsize=4_096)(id_bytes)
"""As `id_bytes`; the ids of the same buildings, people and groups come again and again."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field, ready for writing."""

    field: FieldSpec
    store: Callable[[Any], Stored]
    """What is given, as it is stored."""
    says: Callable[[Any], str]
    """What is stored and not empty, as the JSON of a change."""
    key: str
    """The name as JSON, with its colon."""
    reads: Callable[[Any], Any] | None
    """What is stored and not empty, as Python has it; none where that is the same."""

    def tell(self, stored: Stored) -> str:
        """What is stored, as the JSON of a change."""
        return NULL if stored is None else self.says(stored)

    def read(self, stored: Stored) -> Any:
        """What is stored, as Python has it."""
        return stored if stored is None or self.reads is None else self.reads(stored)


class Columns:
    """The columns of a noun, in the order in which they are declared."""

    def __init__(self, noun: NounSpec) -> None:
        fields = {**noun.fields, DELETED_AT.name: DELETED_AT}
        self.noun = noun
        self.of = {name: _column(field) for name, field in fields.items()}
        self.blank: dict[str, Any] = dict.fromkeys(_BOOKS)
        self.blank |= {
            name: None if field.default is None else to_stored(field, field.default) for name, field in fields.items()
        }
        self._required = [field for field in noun.fields.values() if field.required]
        self._told = [
            (name, column, f"{column.key}[{NULL}]" if column.field.default is not None else "")
            for name, column in self.of.items()
        ]
        names = (*_BOOKS, *noun.fields)
        self.values_of = itemgetter(*names)
        """The values of a row, in the order of `insert`."""
        self.insert = (
            f"INSERT INTO {quoted(noun.name)} ({', '.join(map(quoted, names))}) VALUES ({', '.join('?' * len(names))})"
        )

    def stored(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What is given for some fields, as it is stored.

        Raises:
            BadInput: A field is none of this noun, or a value none for its field.
        """
        try:
            return {name: self.of[name].store(value) for name, value in values.items()}
        except KeyError as error:
            raise self.unknown(error.args[0]) from None

    def unknown(self, name: str) -> BadInput:
        """The error that says which fields there are."""
        known = ", ".join(field.name for field in self.noun.fields.values() if not field.hidden)
        return BadInput(f"a {self.noun.name} has no field '{name}'", f"it has {known}", code="no-field")

    def made(self, row: Mapping[str, Any]) -> dict[str, tuple[None, Any]]:
        """What a new row holds, in Python values, beside the nothing that was there before."""
        return {
            name: (None, stored if column.reads is None else column.reads(stored))
            for name, column in self.of.items()
            if (stored := row[name]) is not None
        }

    def demand(self, row: Mapping[str, Any]) -> None:
        """Go on only with a row that has what a record needs."""
        for field in self._required:
            if row[field.name] is None:
                raise BadInput(
                    f"{field.label} is missing", f"a {self.noun.name} needs its {field.label}", code="missing-field"
                )

    def told(self, row: Mapping[str, Any]) -> str:
        """A new row as the JSON of its change.

        An empty field that has a default is told too: who replays the change would put the default there.
        """
        parts = []
        for name, column, empty in self._told:
            if (stored := row[name]) is not None:
                parts.append(f"{column.key}[{column.says(stored)}]")
            elif empty:
                parts.append(empty)
        return f"{{{','.join(parts)}}}"


_READING: dict[Kind, Callable[[Any], Any]] = {Kind.FLAG: bool, Kind.REF: text_of, Kind.DATA: json.loads}


def _column(field: FieldSpec) -> Column:
    return Column(field, _storing(field), _saying(field), f"{encode_basestring(field.name)}:", _READING.get(field.kind))


def _storing(field: FieldSpec) -> Callable[[Any], Stored]:
    """`to_stored` for one field, with a short way for what is right as it stands."""
    match field.kind:
        case Kind.LINE | Kind.TEXT:
            return _storing_text(field, field.longest)
        case Kind.NUMBER | Kind.TIME:
            return _storing_number(field, -INTEGER_MAX if field.min is None else field.min, field.max or INTEGER_MAX)
        case Kind.CHOICE if field.choices:
            return _storing_one_of(field, frozenset(field.choices))
        case Kind.CHOICE:
            return _storing_text(field, CHOICE_MAX)
        case Kind.FLAG:
            return _storing_flag(field)
        case Kind.REF:
            return _storing_ref(field)
        case _:
            return lambda value: to_stored(field, value)


def _storing_text(field: FieldSpec, longest: int) -> Callable[[Any], Stored]:
    def store(value: Any) -> Stored:
        # Nothing that `clean` would change is printable.
        if type(value) is str and value.isprintable() and value == value.strip() and 0 < len(value) <= longest:
            return value
        return to_stored(field, value)

    return store


def _storing_number(field: FieldSpec, low: int, high: int) -> Callable[[Any], Stored]:
    def store(value: Any) -> Stored:
        return value if type(value) is int and low <= value <= high else to_stored(field, value)

    return store


def _storing_one_of(field: FieldSpec, choices: Container[str]) -> Callable[[Any], Stored]:
    def store(value: Any) -> Stored:
        return value if type(value) is str and value in choices else to_stored(field, value)

    return store


def _storing_flag(field: FieldSpec) -> Callable[[Any], Stored]:
    def store(value: Any) -> Stored:
        return int(value) if value is True or value is False else to_stored(field, value)

    return store


def _storing_ref(field: FieldSpec) -> Callable[[Any], Stored]:
    def store(value: Any) -> Stored:
        if type(value) is str and len(value) == 36:
            try:
                return bytes_of(value)
            except ValueError:
                pass
        return to_stored(field, value)

    return store


def _saying(field: FieldSpec) -> Callable[[Any], str]:
    """The JSON of a stored value that is not empty."""
    match field.kind:
        case Kind.NUMBER | Kind.TIME:
            return str
        case Kind.FLAG:
            return lambda stored: "true" if stored else "false"
        case Kind.REF:
            return lambda stored: f'"{text_of(stored)}"'
        case Kind.DATA:
            return str  # JSON already
        case _:
            return encode_basestring
