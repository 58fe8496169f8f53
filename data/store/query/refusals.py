"""What is said where a filter cannot be read: what is wrong, where, and what is known there, nearest first.

A screen catches `QueryError` before anybody has typed a filter, so this imports nothing of the language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rounds.data.errors import BadInput
from rounds.data.text import folded

if TYPE_CHECKING:
    from rounds.data.store.query.pieces import Piece, Raw

_HINT_MAX = 24
"""Names in one hint."""

_TYPED_MAX = 40
"""Characters of what was typed that are repeated and compared."""


class QueryError(BadInput):
    """A filter that cannot be read, with the place that is wrong."""

    code = "bad-filter"

    def __init__(
        self, message: str, hint: str, start: int, end: int, offers: Iterable[str] = (), *, incomplete: bool = False
    ) -> None:
        super().__init__(message, hint)
        self.start = start
        self.end = end
        self.offers = tuple(offers)
        """What is known there, nearest first."""
        self.incomplete = incomplete
        """Whether only the end of a term is missing, as while it is typed."""

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


def unknown(what: str, typed: str, place: Piece, known: Sequence[str], meant: Sequence[str] = ()) -> QueryError:
    """The refusal of a `what` that is called `typed`.

    Args:
        what: The field or the kind of name.
        typed: What it was called.
        place: Where that stands.
        known: Every name that there is.
        meant: Names that are nearer than anything that only looks alike.
    """
    near = list(dict.fromkeys([*meant, *nearest(typed, known)]))
    message = f"no {what} '{cut(typed)}'"
    if near:
        message += f". Did you mean {near[0]}?"
    return QueryError(message, listed(known), place.start, place.end, dict.fromkeys([*near, *known]))


def missing(raw: Raw, piece: Piece, known: Sequence[str]) -> QueryError:
    """The refusal of a term that wants a value where `piece` is empty."""
    at_end = piece is raw.pieces[-1]
    return QueryError(f"{raw.name}: a value is missing", listed(known), raw.start, raw.end, known, incomplete=at_end)


def nearest(typed: str, known: Sequence[str]) -> list[str]:
    """Those of `known` that begin with `typed`, then those that look like it."""
    from difflib import get_close_matches  # late: most filters are read without a mistake

    key = folded(typed)[:_TYPED_MAX]
    names = {folded(each): each for each in known}
    begin = [name for name in names if key and name.startswith(key)]
    return [names[name] for name in dict.fromkeys([*begin, *get_close_matches(key, names)])]


def listed(known: Sequence[str]) -> str:
    """The first of `known`, for a hint."""
    return ", ".join(known[:_HINT_MAX]) + (", …" if len(known) > _HINT_MAX else "")


def cut(typed: str) -> str:
    """The beginning of what was typed, short enough to be repeated in a line."""
    return typed if len(typed) <= _TYPED_MAX else typed[: _TYPED_MAX - 1] + "…"
