"""What a verb is given through its standard input, where `-` stands for it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rounds.data.errors import BadInput, Refused
from rounds.data.nouns.spec import TEXT_MAX

BYTES_MAX = 4 * TEXT_MAX
"""No text that can be kept has more: four bytes for each letter."""

NUMBERS_MAX = 50_000


def text_of(word: str) -> str:
    """A text as it was given, or what is on standard input for `-`.

    Raises:
        BadInput: There is more than a text can hold, or nothing to read from.
    """
    return word if word != "-" else _read()


def numbers_of(words: Sequence[str]) -> list[str]:
    """Numbers as they were given, each once and in order; `-` stands for those on standard input."""
    found = [each for word in words for each in (_read().split() if word == "-" else [word])]
    if not found:
        raise BadInput("no number was given", "name at least one ticket", code="missing-number")
    if len(found) > NUMBERS_MAX:
        raise Refused(f"{len(found):,} numbers are too many", f"at most {NUMBERS_MAX:,} at once", code="too-many")
    return list(dict.fromkeys(found))


def _read() -> str:
    if sys.stdin is None:
        raise BadInput("there is nothing to read: standard input is closed", "give the text itself", code="no-input")
    content = sys.stdin.buffer.read(BYTES_MAX + 1)
    if len(content) > BYTES_MAX:
        raise BadInput(f"more than {BYTES_MAX // 2**20} MiB came in", "attach it as a file", code="too-large")
    return content.decode("utf-8-sig", "replace")
