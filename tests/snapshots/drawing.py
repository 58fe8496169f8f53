"""A screen as a text that people can review: each line, below it its inks, below that what it stands on.

    12 | ▌ !! K7Q-0041  Wi-Fi down     ◐ 45m    the line as it is drawn
       : a BB ssssssss  TTTTTTTTTT     s sss    a letter a cell: its ink; left out where all of it is plain text
       = cccccccccccccccccccccccccccccccccccc   a letter a cell: what it stands on; left out where that is the ground

The legend at the end names each letter and the very style behind it, so a colour that changes is seen, too.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from pathlib import Path

from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from textual.strip import Strip

from rounds.widgets.ink import PALETTES, Palette

FOLDER = Path(__file__).with_name("drawn")
DRAW = os.environ.get("ROUNDS_DRAW") == "anew"
"""Whether what is drawn now is what is to be; `make looks` sets it."""

_INK = {
    "text": ".",
    "soft": "s",
    "faint": "f",
    "accent": "a",
    "ok": "o",
    "warn": "w",
    "bad": "b",
    "line": "-",
    "onaccent": "x",
    "ground": "g",
}
_SURFACE = {"ground": " ", "panel": "p", "cursor": "c", "accent": "a", "bad": "b", "text": "t"}


class Legend:
    """Gives each style a letter, the one that its meaning has where that is free."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}
        self._spare = iter("0123456789" * 9)

    def letter(self, told: str, wanted: str) -> str:
        """The letter of the style that `told` describes."""
        if told not in self._letters:
            taken = self._letters.values()
            self._letters[told] = wanted if wanted and wanted not in taken else next(self._spare)
        return self._letters[told]

    def lines(self, sign: str) -> list[str]:
        """A line a letter."""
        return sorted(f"   {sign} {letter}  {told}" for told, letter in self._letters.items() if letter != " ")


def drawing(strips: Sequence[Strip], theme: str) -> str:
    """The screen as a text."""
    palette = PALETTES[theme]
    inks, surfaces = Legend(), Legend()
    surfaces.letter(_colour(None if palette.ansi else Color.parse(palette.colours["ground"]), palette, "ground"), " ")
    lines: list[str] = []
    for number, strip in enumerate(strips, 1):
        text = ink = surface = ""
        for segment in strip:
            style = segment.style or Style()
            cells = cell_len(segment.text)
            text += segment.text
            shows = bool(segment.text.strip()) or style.underline
            ink += _inked(segment.text, inks.letter(*_ink(style, palette)) if shows else " ", style)
            surface += surfaces.letter(*_surface(style, palette)) * cells
        lines.append(f"{number:>3}|{text}".rstrip())
        if ink.strip(" ."):
            lines.append(f"   :{ink}".rstrip())
        if surface.strip():
            lines.append(f"   ={surface}".rstrip())
    return "\n".join([*lines, "", *inks.lines(":"), *surfaces.lines("="), ""])


def _inked(text: str, letter: str, style: Style) -> str:
    """A letter a cell; a blank has no ink, unless it is underlined."""
    return "".join((letter if each != " " or style.underline else " ") * cell_len(each) for each in text)


def _ink(style: Style, palette: Palette) -> tuple[str, str]:
    """What the ink of a style is, and the letter that it shall have."""
    colour = _colour(style.color, palette, "text")
    how = [word for word in ("bold", "dim", "italic", "underline", "blink", "strike") if getattr(style, word)]
    letter = _INK.get(colour.split(" ")[0], "")
    match how:
        case []:
            wanted = letter
        case ["bold"]:
            wanted = "T" if letter == "." else letter.upper()
        case ["dim"]:
            wanted = "d"
        case _:
            wanted = "_" if "underline" in how else ""
    return " ".join([colour, *how]), wanted


def _surface(style: Style, palette: Palette) -> tuple[str, str]:
    """What a style stands on, and the letter that it shall have."""
    if style.reverse:
        return f"{_colour(style.color, palette, 'text')} reversed", "r"
    colour = _colour(style.bgcolor, palette, "ground")
    return colour, _SURFACE.get(colour.split(" ")[0], "")


def _colour(colour: Color | None, palette: Palette, usual: str) -> str:
    """A colour by its name in the palette and as it is; one that is none of ours says so."""
    if colour is None or colour.is_default:
        return f"{usual} (the terminal's own)" if palette.ansi else "none of ours (the terminal's own)"
    names = [name for name, of in palette.colours.items() if Color.parse(of)[1:] == colour[1:]]
    value = palette.colours[names[0]] if names else colour.name
    if usual == "ground":
        names.sort(key=lambda name: name not in _SURFACE)
    else:
        names.sort(key=lambda name: name in ("ground", "panel", "cursor"))
    return f"{names[0] if names else 'none of ours'} {value}"


def compare(name: str, drawn: str) -> None:
    """Hold a screen against how it looked; drawn anew where that is wanted."""
    path = FOLDER / f"{name}.txt"
    if DRAW:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(drawn, encoding="utf-8")
    known = path.read_text(encoding="utf-8") if path.exists() else ""
    if drawn != known:
        told = difflib.unified_diff(known.splitlines(), drawn.splitlines(), "as it was", "as it is", lineterm="", n=2)
        raise AssertionError("\n".join([f"{name} looks different; `make looks` takes it as it is", *told]))
