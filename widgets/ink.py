"""Ink: what a run of text means, and how each theme draws that meaning.

Nothing here is a colour by itself: a widget says `warn` or `soft`, and the theme in use decides. Take the colours away
and weight, a word or a glyph still says it. Figures and names follow docs/look.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from rich.style import Style


class Role(StrEnum):
    """What a run of text is."""

    TEXT = "text"
    STRONG = "strong"
    SOFT = "soft"
    FAINT = "faint"
    ACCENT = "accent"
    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    LINE = "line"
    OPEN = "open"
    """The open section: underlined, or the accent's bar."""
    BADGE = "badge"
    BADGE_BAD = "badge-bad"
    MATCH = "match"


class On(StrEnum):
    """What the run stands on."""

    GROUND = "ground"
    PANEL = "panel"
    CURSOR = "cursor"


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme by the names of docs/look.md; an ANSI one leaves the terminal's own."""

    name: str
    dark: bool
    colours: Mapping[str, str]
    ansi: bool = False
    plain: bool = False
    """No colour, no reverse: the words alone carry it."""


_NAMES = ("ground", "panel", "cursor", "line", "text", "soft", "faint", "accent", "ok", "warn", "bad", "onaccent")


def _palette(name: str, dark: bool, colours: str) -> Palette:
    return Palette(name, dark, dict(zip(_NAMES, colours.split(), strict=True)))


def _indexed(name: str, dark: bool, indices: str) -> Palette:
    """Colours of the 256-colour table by their exact values, so that no terminal has to round them."""
    return _palette(name, dark, " ".join(_xterm(int(index)) for index in indices.split()))


def _xterm(index: int) -> str:
    if index >= 232:
        level = 8 + 10 * (index - 232)
        return f"#{level:02x}{level:02x}{level:02x}"
    cube = index - 16
    steps = [0, 95, 135, 175, 215, 255]
    red, green, blue = steps[cube // 36], steps[cube // 6 % 6], steps[cube % 6]
    return f"#{red:02x}{green:02x}{blue:02x}"


_ANSI_DARK = {"line": "bright_black", "accent": "bright_cyan", "ok": "green", "warn": "yellow", "bad": "bright_red"}
_ANSI_LIGHT = {"line": "bright_black", "accent": "blue", "ok": "green", "bad": "red"}

PALETTES: Mapping[str, Palette] = {
    palette.name: palette
    for palette in (
        _palette(
            "rounds-dark",
            True,
            "#11151b #1a2028 #20364c #313b48 #d9dfe7 #a3afbd #7f8b9b #6cc4ff #83d18f #f2bd60 #ff8080 #0b1118",
        ),
        _palette(
            "rounds-light",
            False,
            "#fbfaf7 #f1efe9 #d9e9f8 #d3cfc5 #1f252d #4a5562 #626b77 #0a5cad #1b6a32 #855000 #b0241c #ffffff",
        ),
        _indexed("rounds-256", True, "233 235 237 238 252 248 246 81 114 215 210 233"),
        _indexed("rounds-256-light", False, "231 255 195 252 235 239 241 25 22 94 124 231"),
        Palette("rounds-16", True, _ANSI_DARK, ansi=True),
        Palette("rounds-16-light", False, _ANSI_LIGHT, ansi=True),
        Palette("rounds-none", True, {}, ansi=True),
        Palette("rounds-plain", True, {}, ansi=True, plain=True),
    )
}

_STRONG = frozenset({Role.STRONG, Role.BADGE, Role.BADGE_BAD, Role.OPEN})


@cache
def inks(palette_name: str) -> Mapping[tuple[Role, On], Style]:
    """The style of each role on each surface in one theme."""
    palette = PALETTES.get(palette_name, PALETTES["rounds-dark"])
    draw = _ansi_style if palette.ansi else _colour_style
    return {(role, on): draw(palette, role, on) for role in Role for on in On}


def _colour_style(palette: Palette, role: Role, on: On) -> Style:
    colours = palette.colours
    if role in (Role.BADGE, Role.BADGE_BAD):
        return Style(color=colours["onaccent"], bgcolor=colours["accent" if role is Role.BADGE else "bad"], bold=True)
    name = {Role.STRONG: "text", Role.OPEN: "accent", Role.MATCH: "text"}.get(role, role.value)
    if on is On.CURSOR and name == "faint":
        name = "soft"  # faint on the cursor row falls below a ratio of 4.5
    return Style(
        color=colours[name],
        bgcolor=colours[on.value],
        bold=role in _STRONG or None,
        underline=role is Role.MATCH or None,
    )


def _ansi_style(palette: Palette, role: Role, on: On) -> Style:
    """The terminal's own colours; the cursor row is reversed with its inner colours dropped."""
    bold = role in _STRONG or None
    if palette.plain:
        return Style(bold=bold, underline=role is Role.MATCH or None)
    if role in (Role.BADGE, Role.BADGE_BAD):
        return Style(bold=True, reverse=True)
    if on is On.CURSOR:
        return Style(bold=bold, reverse=True)
    if role is Role.WARN and "warn" not in palette.colours:
        return Style(bold=True)
    return Style(
        color=palette.colours.get("accent" if role is Role.OPEN else role.value),
        bold=bold or (role is Role.BAD and not palette.colours) or None,
        dim=(role is Role.FAINT) or None,
        underline=(role in (Role.MATCH, Role.OPEN) and not palette.colours) or role is Role.MATCH or None,
    )


def is_plain(palette_name: str) -> bool:
    """Whether the theme is the plain one: no rules, no boxes, no reverse; words in the place of shapes."""
    return palette_name in PALETTES and PALETTES[palette_name].plain
