"""What a noun and its fields are, as plain values.

The SQLModel classes declare the fields; these values are what everything else derives from (columns, filter, forms,
JSON, history, export). They are light on purpose: reading a list must not import an object-relational mapper.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

SCHEMA = 1
"""Number of the replica's schema that this program writes; alembic moves older files up to it."""

TEXT_MAX = 1_048_576
"""Longest text of a field of kind TEXT, in characters; a change must fit the 4 MiB of one batch."""

LINE_MAX = 500
"""Longest text of a field that is shown on one line, in characters."""


class Kind(StrEnum):
    """How a value is stored, read from words and shown."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    TIME = "time"
    DATE = "date"
    REF = "ref"
    CHOICE = "choice"
    DATA = "data"


class Merge(StrEnum):
    """Which of two edits of one field stands when neither saw the other."""

    LAST = "last"
    MAX = "max"
    APPEND = "append"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One declared field of a noun."""

    name: str
    kind: Kind
    label: str
    """What a person reads: lower case, at most 12 cells."""
    choices: tuple[str, ...] = ()
    """The closed list of a CHOICE; empty where the district decides (see `listed`)."""
    listed: str = ""
    """Name of the district's list of choices (`type`), where it may add some."""
    ref: str = ""
    """The noun that a REF points to."""
    shows: str = ""
    """The field of that noun by which people name it (`code`, `login`, `mail`)."""
    default: Any = None
    required: bool = False
    search: bool = False
    """Is found by plain words."""
    hidden: bool = False
    """Is neither in forms nor in lists (the program's own bookkeeping)."""
    fixed: bool = False
    """Is set when the record is made and never by a person afterwards."""
    merge: Merge = Merge.LAST
    max: int = 0
    """Longest text in characters, or largest number; 0 is the kind's own limit."""
    min: int | None = None
    help: str = ""
    orders: bool = False
    """Is indexed for lists, so a list in this order is instant at any size."""

    @property
    def is_text(self) -> bool:
        """Whether the value is free text that a person wrote."""
        return self.kind in (Kind.LINE, Kind.TEXT)

    @property
    def longest(self) -> int:
        """Longest text in characters."""
        return self.max or (TEXT_MAX if self.kind is Kind.TEXT else LINE_MAX)


@dataclass(frozen=True, slots=True)
class NounSpec:
    """One noun: its fields in the order in which they are declared."""

    name: str
    plural: str
    help: str
    fields: dict[str, FieldSpec]
    handle: str
    """The field by which people name a record (`number`, `code`)."""
    parent: str = ""
    """REF field of the record that this one is a part of; its text is found with that record."""
    by: dict[str, str] = field(default_factory=dict)
    """Filter words that stand for a field (`age` reads `opened`)."""
    orders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Name of an order to its keys in SQL, each ascending and never null; those that `indexes` make instant."""
    indexes: dict[str, str] = field(default_factory=dict)
    """Name of an index to what it is over, in SQL."""

    def __getitem__(self, name: str) -> FieldSpec:
        return self.fields[name]

    @property
    def searched(self) -> list[FieldSpec]:
        """The fields that plain words are looked for in."""
        return [spec for spec in self.fields.values() if spec.search]


Catalogue = dict[str, NounSpec]
"""Every noun by its name."""

BOOKKEEPING = ("row", "id", "version", "versions", "updated", "deleted_at", "extra")
"""Columns of every noun that the writer keeps; never a field that somebody sets."""


def to_plain(catalogue: Catalogue) -> dict[str, Any]:
    """The catalogue as JSON values; what has its default value is left out."""
    return {name: _plain(noun) for name, noun in catalogue.items()}


def from_plain(plain: dict[str, Any]) -> Catalogue:
    """The catalogue from what `to_plain` gave."""
    return {name: _noun(values) for name, values in plain.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, (FieldSpec, NounSpec)):
        told = {each.name: getattr(value, each.name) for each in fields(value)}
        return {each.name: _plain(told[each.name]) for each in fields(value) if told[each.name] != each.default}
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value


def _noun(values: dict[str, Any]) -> NounSpec:
    specs = {name: _field(of_field) for name, of_field in values["fields"].items()}
    orders = {name: tuple(keys) for name, keys in values["orders"].items()}
    return NounSpec(**{**values, "fields": specs, "orders": orders})


def _field(values: dict[str, Any]) -> FieldSpec:
    told = {**values, "kind": Kind(values["kind"])}
    if "merge" in told:
        told["merge"] = Merge(told["merge"])
    if "choices" in told:
        told["choices"] = tuple(told["choices"])
    return FieldSpec(**told)
