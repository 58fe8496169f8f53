"""What a program sends to a terminal, told apart: text, and the sequences that Rounds has reason to send.

A terminal does what it is told. So whatever is not in these lists is a fault, however harmless it looks: text of a
record that reached the terminal raw would be found by its first escape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\x1b\[(?P<private>[<=>?]?)(?P<numbers>[0-9;:]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f-\x9f])"
    r"|(?P<other>\x1b(?:[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~]))"
)
_UNFINISHED = re.compile(r"\x1b(?:\[[<=>?]?[0-9;:]*[ -/]*|[\]P_^X][^\x07\x1b]*\x1b?|[ -/]*)?$")

MODES = {"7", "25", "1000", "1003", "1004", "1006", "1015", "1016", "1049", "2004", "2026", "2048"}
"""Private modes that are set and set back: wrapping, cursor, mouse, focus, the other screen, pasting, whole updates."""

RESET = {
    "7": True,
    "25": True,
    **dict.fromkeys(("1000", "1003", "1004", "1006", "1015", "1049", "2004", "2026", "2048"), False),
}
"""How the modes must be when the program has ended."""

POINTER = re.compile("\x1b\\]22;(default|text|pointer|wait)\x07")
"""The shape of the mouse's pointer, by one of Textual's own words."""

STEERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Signs that turn the direction of writing, and bytes that are no text."""


@dataclass(frozen=True, slots=True)
class Token:
    """One sequence, or a stretch of text."""

    raw: str
    kind: str
    """`text`, `control`, `other`, or for a CSI sequence its private mark, what stands between, and its last letter."""
    numbers: str = ""


def tokens(data: str) -> Iterator[Token]:
    """Everything in `data`, in order; what is no sequence that a terminal knows comes as `other`."""
    place = 0
    while place < len(data):
        found = _TOKEN.match(data, place)
        if found is None:
            yield Token(data[place], "other")
            place += 1
            continue
        place = found.end()
        if found["final"]:
            yield Token(found[0], found["private"] + found["between"] + found["final"], found["numbers"])
        else:
            yield Token(found[0], found.lastgroup or "")


def unfinished(data: str) -> int:
    """The place from which `data` is the beginning of a sequence; its length where it ends with a whole one."""
    found = _UNFINISHED.search(data, max(len(data) - 4096, 0))
    return found.start() if found else len(data)


def unknown(data: bytes) -> list[str]:
    """What Rounds has no reason to send, in order."""
    return [token.raw for token in tokens(data.decode("utf-8", "surrogateescape")) if not _is_known(token)]


def _is_known(token: Token) -> bool:
    match token.kind:
        case "text":
            return not STEERING.search(token.raw)
        case "control":
            return token.raw in "\r\n"
        case "m" | "H" | "J":
            return ":" not in token.numbers
        case "?h" | "?l":
            return token.numbers in MODES
        case "?$p":
            return token.numbers in ("2026", "2048")
        case ">u" | "<u":  # kitty's keyboard protocol
            return True
        case "other":
            return POINTER.fullmatch(token.raw) is not None
        case _:
            return False


def colours(data: bytes) -> set[str]:
    """The kinds of colour that are asked for: `default` (39, 49), `16`, `256` and `true`."""
    found = set()
    for token in tokens(data.decode("utf-8", "replace")):
        if token.kind == "m":
            found |= _colours_of([int(number or 0) for number in token.numbers.split(";")])
    return found


def _colours_of(numbers: list[int]) -> set[str]:
    found = set()
    while numbers:
        number = numbers.pop(0)
        if number in (38, 48):
            depth = numbers.pop(0)
            found.add("true" if depth == 2 else "256")
            del numbers[: 3 if depth == 2 else 1]
        elif number in (39, 49):
            found.add("default")
        elif 30 <= number <= 47 or 90 <= number <= 107:
            found.add("16")
    return found


def modes(data: bytes) -> dict[str, bool]:
    """The private modes that were touched, as they stand at the end."""
    return {
        token.numbers: token.kind == "?h"
        for token in tokens(data.decode("utf-8", "replace"))
        if token.kind in ("?h", "?l")
    }
