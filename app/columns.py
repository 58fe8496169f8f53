"""Aligned columns of plain text, cut to a width counted in the cells of a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

GAP = "  "
CUT = "…"
_MARKS = ("Mn", "Me", "Cf")
_SHORTEST = 8
"""A column that takes what is left gets at least so many cells."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column and how it behaves."""

    title: str
    right: bool = False
    takes_rest: bool = False
    """Gives cells away where the line is too narrow."""
    most: int = 40
    """Widest it becomes, in cells; not heeded by the one that takes the rest."""


def cells(text: str) -> int:
    """How many cells of a terminal `text` takes."""
    if text.isascii():
        return len(text)
    return sum(_cells_of(letter) for letter in text)


def _cells_of(letter: str) -> int:
    if unicodedata.category(letter) in _MARKS:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def cut(text: str, width: int, mark: str = CUT) -> str:
    """`text` in at most `width` cells, its cut marked."""
    if cells(text) <= width:
        return text
    taken, room = [], width - len(mark)
    for letter in text:
        room -= _cells_of(letter)
        if room < 0:
            break
        taken.append(letter)
    return "".join(taken).rstrip() + mark if width >= len(mark) else ""


def table(
    columns: Sequence[Column], rows: Iterable[Sequence[str]], width: int | None, mark: str = CUT
) -> Iterator[str]:
    """The title line, then a line for each row.

    Args:
        columns: What there is, from the left.
        rows: Their texts, each clean and on one line.
        width: Cells of a line; none does not cut, as for a pipe.
    """
    lines = [[column.title.upper() for column in columns], *map(list, rows)]
    widths = [max(cells(line[place]) for line in lines) for place in range(len(columns))]
    if width is not None:
        widths = _fitted(columns, widths, width)
    for line in lines:
        parts = (
            _padded(cut(text, of, mark), of, column) for text, of, column in zip(line, widths, columns, strict=True)
        )
        yield cut(GAP.join(parts).rstrip(), width or 1_000_000_000, mark)


def _fitted(columns: Sequence[Column], widths: list[int], width: int) -> list[int]:
    fixed = [of if column.takes_rest else min(of, column.most) for column, of in zip(columns, widths, strict=True)]
    over = sum(fixed) + len(GAP) * (len(fixed) - 1) - width
    for place, column in enumerate(columns):
        if column.takes_rest and over > 0:
            given = min(over, max(fixed[place] - _SHORTEST, 0))
            fixed[place] -= given
            over -= given
    return fixed


def _padded(text: str, width: int, column: Column) -> str:
    blanks = " " * max(width - cells(text), 0)
    return blanks + text if column.right else text + blanks
