"""What is wrong with a profile: where it stands, and what mends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from rounds.data.text import clean_line

LONGEST_SHOWN = 40
"""Longest piece of a file that a message repeats, in characters."""

_LISTED_MAX = 12
_COMPARED_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a profile."""

    file: str
    """Name of the file in the profile's folder; empty where the folder itself is meant."""
    line: int
    """Line in the file, from 1; 0 where the file as a whole is meant."""
    key: str
    """The key as people say it: `duty.parties.IT.part`; empty where no key is meant."""
    message: str
    """What is wrong; the last part says the mend."""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part)
        return ": ".join(part for part in (place, self.key, self.message) if part)


def shown(value: object) -> str:
    """A piece of a file as a message may repeat it: short, on one line, and nothing that a terminal obeys."""
    text = clean_line(str(value))
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def instead_of(word: str, known: Iterable[str]) -> str:
    """The mend for a word that is not known: the nearest one, or all there are."""
    names = list(known)
    if not names:
        return "there are none yet"
    # Comparing long texts costs the square of their length, and nobody mistypes a name into one; many take their time.
    if len(word) <= LONGEST_SHOWN and len(names) <= _COMPARED_MAX:
        folded = {name.casefold(): name for name in names}
        if near := get_close_matches(word.casefold(), folded, n=1):
            return f"did you mean '{folded[near[0]]}'?"
    listed = ", ".join(names[:_LISTED_MAX])
    return f"known are {listed}" + (", …" if len(names) > _LISTED_MAX else "")
