"""From characters to pieces: where each term, its name and its values begin and end, whatever they mean.

Any text has pieces. Where the contract is silent: a quote opens a phrase only at the start of a word or value (`17"` is
a word), and one that is not closed reaches to the end, since the list follows while somebody types; `""` inside is a
quote. A quoted value is never a keyword (`room:"none"`). A name before a colon begins with a letter and no `//`
follows, so `10:30` and web addresses are words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rounds.data.store.query.tree import SORT, written
from rounds.data.text import clean_line

_QUOTED = r'"(?P<inside>(?:[^"]|"")*+)"?'
_TERM = re.compile(rf"(?P<not>-(?=\S))?(?:(?P<name>[^\W\d][\w-]*):(?!//)(?P<sign>[<>]=?)?|{_QUOTED}|\S+)")
_VALUE = re.compile(rf"{_QUOTED}|[^\s,]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or one value, without its quotes, and where it stands with them."""

    text: str
    quoted: bool
    start: int
    end: int

    @property
    def keyword(self) -> str:
        """The text in lower case, empty where quotes say that it is meant literally."""
        return "" if self.quoted else self.text.casefold()

    @property
    def sides(self) -> list[str]:
        """The two ends of `low..high`, or the one value."""
        low, dots, high = self.text.partition("..")
        return [low, high] if dots else [low]

    @property
    def written(self) -> str:
        """The piece with its quotes."""
        return written(self.text, quoted=self.quoted)


@dataclass(frozen=True, slots=True)
class Raw:
    """A term as it stands in the text: a word is one piece without a name."""

    negated: bool
    name: str
    sign: str
    pieces: tuple[Piece, ...]
    start: int
    end: int

    @property
    def is_sort(self) -> bool:
        """Whether it gives the order."""
        return self.name == SORT

    @property
    def is_blank(self) -> bool:
        """Whether it is a quote that was just opened, which asks for nothing yet."""
        return not self.name and not self.pieces[0].text.strip()

    @property
    def values_start(self) -> int:
        """Where the name and its colon have ended."""
        return self.pieces[0].start - len(self.sign)


def tidied(text: str) -> str:
    """`text` as the store writes text, so that both compare; no character moves, so places stay right."""
    return clean_line(text.replace("\r\n", "  "))


def raw_terms(text: str) -> Iterator[Raw]:
    """The terms of a tidied text, in order."""
    at = 0
    while match := _TERM.search(text, at):
        raw = _test_at(text, match) if match["name"] else _word_at(match)
        yield raw
        at = raw.end


def _word_at(match: re.Match[str]) -> Raw:
    piece = _piece(match, match.end("not") if match["not"] else match.start())
    return Raw(bool(match["not"]), "", "", (piece,), match.start(), piece.end)


def _test_at(text: str, match: re.Match[str]) -> Raw:
    pieces = tuple(_values(text, match.end()))
    name = match["name"].casefold().replace("-", "_")
    return Raw(bool(match["not"]), name, match["sign"] or "", pieces, match.start(), pieces[-1].end)


def _values(text: str, at: int) -> Iterator[Piece]:
    while match := _VALUE.match(text, at):
        yield _piece(match, at)
        if text[match.end() : match.end() + 1] != ",":
            return
        at = match.end() + 1


def _piece(match: re.Match[str], start: int) -> Piece:
    inside = match["inside"]
    if inside is None:
        return Piece(match.string[start : match.end()], quoted=False, start=start, end=match.end())
    return Piece(inside.replace('""', '"'), quoted=True, start=start, end=match.end())
