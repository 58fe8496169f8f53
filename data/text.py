"""The one door for text that came from outside: nothing that passes it can steer a terminal."""

from __future__ import annotations

import re
import unicodedata

_CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
_BIDI = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_HIDDEN = [0x00AD, 0x180E, 0x200B, 0x2060, 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)]
_BREAKS = [0x2028, 0x2029]
_SURROGATES = range(0xD800, 0xE000)

_SHOWN = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    0x7F: "\u2421",
    **dict.fromkeys([*range(0x80, 0xA0), *_BIDI, *_HIDDEN, *_BREAKS, *_SURROGATES], "\ufffd"),
}
_KEPT = {ord("\t"), ord("\n")}
_LINES = {code: shown for code, shown in _SHOWN.items() if code not in _KEPT}
_LINE = {**_SHOWN, **dict.fromkeys([*_KEPT, ord("\r"), *_BREAKS], " ")}


def _class_of(codes: dict[int, str]) -> re.Pattern[str]:
    return re.compile("[" + "".join(re.escape(chr(code)) for code in codes) + "]")


_IN_LINES = _class_of(_LINES)
_IN_LINE = _class_of(_LINE)


def clean(text: str) -> str:
    """`text` of several lines without anything that a terminal would obey or that hides what is written.

    Line ends become `\\n`; tabs stay. Each other control character becomes its visible picture, and bidirectional or
    invisible ones the replacement mark, so that one sees that something was there. Applying it twice changes nothing.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_LINES) if _IN_LINES.search(text) else text


def clean_line(text: str) -> str:
    """As `clean`, on one line: breaks and tabs become blanks."""
    if "\r\n" in text:
        text = text.replace("\r\n", "\n")
    return text.translate(_LINE) if _IN_LINE.search(text) else text


def first_line(text: str, longest: int) -> str:
    """The first line that says something, cut to `longest` characters."""
    for line in text.splitlines():
        if line.strip():
            return clean_line(line.strip())[:longest]
    return ""


def folded(text: str) -> str:
    """`text` without case and accents, for comparing names as people type them."""
    # Twice: taking a sign apart (as ™) can give capitals, and folding those can give marks.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
