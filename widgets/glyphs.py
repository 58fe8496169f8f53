"""The glyphs of docs/look.md, one cell each, and their ASCII stand-ins where the locale is not UTF-8."""

from __future__ import annotations

from rounds.data.text import clean_line

ASCII = {
    "·": ".",
    "○": "o",
    "◐": "@",
    "◌": "-",
    "◷": "w",
    "✓": "+",
    "✗": "x",
    "⊘": "#",
    "▲": "^",
    "▌": "*",
    "▎": "|",
    "▸": ">",
    "▾": "v",
    "⇅": "S",
    "⇡": "^",
    "→": ">",
    "←": "<",
    "↑": "^",
    "↓": "v",
    "…": "~",
    "━": "=",
    "─": "-",
    "│": "|",
    "●": "*",
    "◑": "/",
    "▪": "L",
    "‡": "K",
    "‹": "<",
    "╭": "+",
    "╮": "+",
    "╰": "+",
    "╯": "+",
    "—": "-",
    "⊞": "+",
    "▏": "|",
    "▕": "|",
    "▔": "-",
    "█": "#",
    **dict.fromkeys("▁▂▃▄▅▆▇▐", "#"),
}

STATUS = {"new": "○", "open": "◐", "waiting": "◷", "held": "◌", "done": "✓", "closed": "✓", "merged": "="}
STATUS_WORD = {
    "new": "new",
    "open": "in hand",
    "waiting": "waiting",
    "held": "held",
    "done": "done",
    "closed": "closed",
    "merged": "merged",
}
STATUS_PLAIN = {
    "new": "new",
    "open": "hand",
    "waiting": "wait",
    "held": "held",
    "done": "done",
    "closed": "done",
    "merged": "merged",
}
SEVERITY = {1: "!!", 2: "!", 3: "", 4: "·"}

_ascii = False


def use_ascii(on: bool) -> None:
    """Draw with ASCII alone from now on."""
    global _ascii  # noqa: PLW0603 - one terminal, one alphabet
    _ascii = on


def drawn(text: str) -> str:
    """`text` as this terminal can show it; the last door, behind which nothing steers a terminal."""
    told = text if text.isprintable() else clean_line(text)
    return in_ascii(told) if _ascii and not told.isascii() else told


def in_ascii(text: str) -> str:
    """`text` in ASCII, cell for cell, so that columns keep their places."""
    from rich.cells import cell_len

    return "".join(letter if letter.isascii() else ASCII.get(letter, "?" * cell_len(letter)) for letter in text)
