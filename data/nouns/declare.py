"""How a noun declares its fields: one call a field, from which everything else is derived.

    class Room(Noun, table=True):
        building: str = declare.ref("building", "building", "code", required=True)
        code: str = declare.line("room", search=True)

A fact that is not given is that of `FieldSpec`.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from sqlalchemy import INTEGER, TEXT, LargeBinary
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

from rounds.data.nouns.spec import FieldSpec, Kind

_COLUMN: dict[Kind, Any] = {
    Kind.LINE: TEXT,
    Kind.TEXT: TEXT,
    Kind.NUMBER: INTEGER,
    Kind.FLAG: INTEGER,
    Kind.TIME: INTEGER,
    Kind.DATE: TEXT,
    Kind.REF: LargeBinary(16),
    Kind.CHOICE: TEXT,
    Kind.DATA: TEXT,
}


class Noun(SQLModel):
    """What every noun has: its id, and the writer's bookkeeping."""

    __table_args__: ClassVar[Any] = {"sqlite_strict": True}
    handle: ClassVar[str] = "code"
    plural: ClassVar[str] = ""
    parent: ClassVar[str] = ""
    by: ClassVar[dict[str, str]] = {}
    orders: ClassVar[dict[str, tuple[str, ...]]] = {}
    indexes: ClassVar[dict[str, str]] = {}

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - SQLAlchemy calls it with the class
        """The noun's name as the contract writes it: `checklist_item`."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()

    row: int | None = Field(default=None, sa_type=INTEGER, primary_key=True)
    id: str = Field(sa_type=LargeBinary(16), unique=True, nullable=False)
    version: str = Field(sa_type=LargeBinary(16), nullable=False)
    versions: str | None = Field(default=None, sa_type=TEXT)
    updated: int = Field(sa_type=INTEGER, nullable=False)
    deleted_at: int | None = Field(default=None, sa_type=INTEGER)
    extra: str | None = Field(default=None, sa_type=TEXT)


def declared(kind: Kind, label: str, **facts: Any) -> Any:
    """A field of `kind`; `facts` are those of `FieldSpec`."""
    spec = FieldSpec(name="", kind=kind, label=label, **facts)
    return Field(default=spec.default, sa_type=_COLUMN[kind], nullable=True, sa_column_kwargs={"info": {"spec": spec}})


def line(label: str, **facts: Any) -> Any:
    """Text on one line."""
    return declared(Kind.LINE, label, **facts)


def text(label: str, **facts: Any) -> Any:
    """Text of several lines."""
    return declared(Kind.TEXT, label, **facts)


def number(label: str, **facts: Any) -> Any:
    """A whole number."""
    return declared(Kind.NUMBER, label, **facts)


def flag(label: str, **facts: Any) -> Any:
    """Yes or no."""
    return declared(Kind.FLAG, label, default=facts.pop("default", False), **facts)


def time(label: str, **facts: Any) -> Any:
    """A moment, kept as UTC milliseconds."""
    return declared(Kind.TIME, label, **facts)


def date(label: str, **facts: Any) -> Any:
    """A day of the calendar, without a zone."""
    return declared(Kind.DATE, label, **facts)


def ref(label: str, noun: str, shows: str, **facts: Any) -> Any:
    """Another record, named by people by its field `shows`."""
    return declared(Kind.REF, label, ref=noun, shows=shows, **facts)


def choice(label: str, choices: tuple[str, ...] = (), **facts: Any) -> Any:
    """One of a list; a closed one here, or the district's own (`listed`)."""
    return declared(Kind.CHOICE, label, choices=choices, **facts)


def data(label: str, **facts: Any) -> Any:
    """A JSON value."""
    return declared(Kind.DATA, label, **facts)
