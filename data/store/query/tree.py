"""A filter that was read and checked: words, tests of fields and an order, each with its place in the text.

Places are not compared: two filters that ask the same are equal, however they are spaced.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as member
from enum import StrEnum
from typing import ClassVar

NONE, ANY, ME, NOBODY, SORT = "none", "any", "@me", "@none", "sort"


class Op(StrEnum):
    """How a field is compared with the values of a test."""

    IS = "is"
    """It equals one of them, or lies in one that is a `Span`; `None` among them is a field with nothing in it."""
    HAS = "has"
    """Its text contains one of them, whatever the case."""
    ANY = "any"
    """It is mentioned, and everything matches."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to just before `high`; `None` is an open end. Numbers, UTC milliseconds or ISO dates."""

    low: int | str | None
    high: int | str | None

    def compared(self, sign: str) -> Span:
        """What is after, from, before or up to this span; without a sign, the span itself."""
        match sign:
            case ">":
                return Span(self.high, None)
            case ">=":
                return Span(self.low, None)
            case "<":
                return Span(None, self.low)
            case "<=":
                return Span(None, self.high)
            case _:
                return self


Value = str | int | Span | None
"""Text, a choice, an id as text; a number, 0 or 1 for a flag; a span of numbers, times or dates; nothing there."""


@dataclass(frozen=True, slots=True)
class Word:
    """Text to look for: the beginning of a word, or a phrase as it stands."""

    text: str
    phrase: bool
    negated: bool = False
    start: int = member(default=0, compare=False)
    end: int = member(default=0, compare=False)

    def __str__(self) -> str:
        return ("-" if self.negated else "") + written(self.text, quoted=self.phrase)


@dataclass(frozen=True, slots=True)
class Test:
    """A field and what it has to be."""

    __test__: ClassVar[bool] = False

    field: str
    """The declared name, also where an alias was typed."""
    op: Op
    values: tuple[Value, ...]
    negated: bool = False
    written: str = member(default="", compare=False)
    """The term without its minus, as it can be read again: `age:>3d` stays relative to the day on which it is read."""
    start: int = member(default=0, compare=False)
    end: int = member(default=0, compare=False)

    def __str__(self) -> str:
        return ("-" if self.negated else "") + self.written


@dataclass(frozen=True, slots=True)
class Sort:
    """The order that was asked for: the name of an order, of a field, of an alias, or fields joined by `+`."""

    name: str
    descending: bool = False
    start: int = member(default=0, compare=False)
    end: int = member(default=0, compare=False)

    def __str__(self) -> str:
        return f"{SORT}:{'-' if self.descending else ''}{self.name}"


Term = Word | Test


@dataclass(frozen=True, slots=True)
class Question:
    """A filter that was read and checked: every term must match."""

    noun: str
    terms: tuple[Term, ...] = ()
    sort: Sort | None = None
    text: str = member(default="", compare=False)

    def names(self, name: str) -> bool:
        """Whether a term asks about the field `name`, so that a list leaves out its own default for it."""
        return any(isinstance(term, Test) and term.field == name for term in self.terms)

    def __str__(self) -> str:
        """Text that parses to an equal question; the order comes last."""
        return " ".join(map(str, (*self.terms, *([self.sort] if self.sort else []))))


def written(text: str, *, quoted: bool) -> str:
    """`text` as a filter has it; in quotes it is meant literally, and a quote inside is doubled."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if quoted else text
