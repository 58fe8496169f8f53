"""The one door for text that came from outside: nothing that passes it can steer a terminal."""

from __future__ import annotations

import re
import unicodedata

_STEERS = r"\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Controls of the terminal and of the direction of writing."""
_HIDES = r"\u00ad\u180e\u200b\u2060\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\u2028\u2029\ud800-\udfff"
"""What is not seen, and halves of characters that no encoding takes."""

_JOINER = "\u200d"
_PICTURES = r"\u2190-\u2bff\U0001f000-\U0001faff"
_STRAY_JOINER = re.compile(f"(?<![{_PICTURES}\ufe0f]){_JOINER}|{_JOINER}(?![{_PICTURES}])")
"""A joiner that joins no two pictures: it hides, and terminals differ in how wide they draw what stands around it."""

_IN_LINES = re.compile(f"[\\x00-\\x08\\x0b-\\x1f{_STEERS}{_HIDES}]")
_IN_LINE = re.compile(f"[\\x00-\\x1f{_STEERS}{_HIDES}]")


def _shown(found: re.Match[str]) -> str:
    """The visible picture of a control character, or the replacement mark."""
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def _shown_in_line(found: re.Match[str]) -> str:
    return " " if found[0] in "\t\n\r\u2028\u2029" else _shown(found)


def clean(text: str) -> str:
    r"""`text` of several lines without anything that a terminal would obey or that hides what is written.

    Line ends become `\n`; tabs stay. Each other control character becomes its visible picture, and bidirectional or
    invisible ones the replacement mark, so that one sees that something was there. Applying it twice changes nothing.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _IN_LINES.sub(_shown, _joined(text))


def clean_line(text: str) -> str:
    """As `clean`, on one line: breaks and tabs become blanks."""
    if "\r\n" in text:
        text = text.replace("\r\n", "\n")
    return _IN_LINE.sub(_shown_in_line, _joined(text))


def _joined(text: str) -> str:
    return _STRAY_JOINER.sub("\ufffd", text) if _JOINER in text else text


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
