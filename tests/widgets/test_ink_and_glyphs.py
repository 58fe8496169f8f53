"""What text is drawn with: every role in every theme can be told from its neighbours, every glyph takes one cell."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import Color
from rich.style import Style

from rounds.app.terminal import THEMES
from rounds.data.nouns.lists import STATUS
from rounds.widgets import glyphs
from rounds.widgets.glyphs import ASCII, SEVERITY, STATUS_PLAIN, STATUS_WORD, drawn, in_ascii, use_ascii
from rounds.widgets.ink import PALETTES, On, Role, inks, is_plain

COLOURED = [name for name, palette in PALETTES.items() if not palette.ansi]
ANSI = [name for name, palette in PALETTES.items() if palette.ansi]
READ = [role for role in Role if role is not Role.LINE]
"""Roles that words stand in; a rule is decoration."""

STEERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]")
"""What a terminal obeys, or what turns the direction of writing."""


def luminance(colour: Color | None) -> float:
    """Of a colour, as WCAG has it."""
    assert colour is not None and colour.triplet is not None
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.triplet.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(style: Style) -> float:
    """Between ink and what it stands on."""
    light, dark = sorted((luminance(style.color), luminance(style.bgcolor)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# -- themes


def test_every_theme_has_its_palette() -> None:
    assert set(PALETTES) == set(THEMES)


@pytest.mark.parametrize("theme", COLOURED)
def test_what_is_read_has_a_contrast_of_four_and_a_half_on_every_surface(theme: str) -> None:
    low = {
        (role, on): round(contrast(style), 2)
        for (role, on), style in inks(theme).items()
        if role in READ and contrast(style) < 4.5
    }
    assert low == {}


@pytest.mark.parametrize("theme", ["rounds-256", "rounds-256-light"])
def test_colours_of_256_are_exact_ones_of_that_table_so_that_none_is_rounded(theme: str) -> None:
    levels = {0, 95, 135, 175, 215, 255}
    for colour in PALETTES[theme].colours.values():
        parts = Color.parse(colour).triplet
        assert parts is not None
        in_cube = set(parts) <= levels
        is_grey = len(set(parts)) == 1 and (parts.red - 8) % 10 == 0
        assert in_cube or is_grey, colour


@pytest.mark.parametrize("theme", COLOURED)
def test_the_row_in_hand_stands_on_a_colour_of_its_own(theme: str) -> None:
    colours = PALETTES[theme].colours
    assert len({colours["ground"], colours["panel"], colours["cursor"]}) == 3


@pytest.mark.parametrize("theme", ANSI)
def test_themes_of_the_terminals_own_colours_set_no_ground(theme: str) -> None:
    assert all(style.bgcolor is None for style in inks(theme).values())


@pytest.mark.parametrize("theme", ["rounds-16", "rounds-16-light", "rounds-none"])
def test_without_a_ground_the_row_in_hand_is_reversed_and_has_no_colours_inside(theme: str) -> None:
    table = inks(theme)
    assert all(table[role, On.CURSOR].reverse and table[role, On.CURSOR].color is None for role in Role)
    assert not any(table[role, On.GROUND].reverse for role in READ if "badge" not in role)


@pytest.mark.parametrize("theme", ["rounds-none", "rounds-plain"])
def test_without_colour_there_is_none(theme: str) -> None:
    assert all(style.color is None and style.bgcolor is None for style in inks(theme).values())


def test_plain_reverses_and_dims_nothing() -> None:
    assert not any(style.reverse or style.dim for style in inks("rounds-plain").values())
    assert is_plain("rounds-plain")
    assert not is_plain("rounds-none") and not is_plain("a theme of somebody's own")


@pytest.mark.parametrize("theme", [*COLOURED, "rounds-16"])
@pytest.mark.parametrize("roles", combinations((Role.TEXT, Role.ACCENT, Role.OK, Role.WARN, Role.BAD), 2), ids="-".join)
def test_roles_that_mean_different_things_look_different(theme: str, roles: tuple[Role, Role]) -> None:
    table = inks(theme)
    assert table[roles[0], On.GROUND] != table[roles[1], On.GROUND]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("role", [Role.STRONG, Role.BADGE, Role.BADGE_BAD, Role.OPEN])
def test_weight_says_it_in_every_theme(theme: str, role: Role) -> None:
    assert inks(theme)[role, On.GROUND].bold


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_blinks_leans_or_is_struck_out(theme: str) -> None:
    assert not any(style.blink or style.italic or style.strike for style in inks(theme).values())


# -- glyphs


def test_every_glyph_takes_one_cell_and_so_does_its_stand_in() -> None:
    wrong = [glyph for glyph, ascii in ASCII.items() if cell_len(glyph) != 1 or len(ascii) != 1 or not ascii.isascii()]
    assert wrong == []


@pytest.mark.parametrize("table", [STATUS_WORD, STATUS_PLAIN, glyphs.STATUS])
def test_every_status_has_its_glyph_and_its_word(table: dict[str, str]) -> None:
    assert set(table) == set(STATUS)


def test_every_glyph_that_a_row_shows_has_a_stand_in() -> None:
    shown = {*glyphs.STATUS.values(), *(letter for said in SEVERITY.values() for letter in said)}
    assert {glyph for glyph in shown if not glyph.isascii()} <= set(ASCII)


def test_open_states_are_told_apart_by_shape_in_ascii_too() -> None:
    shapes = [in_ascii(glyphs.STATUS[status]) for status in ("new", "open", "waiting", "held", "done")]
    assert len(set(shapes)) == 5


@given(st.text())
def test_nothing_that_steers_a_terminal_is_drawn(text: str) -> None:
    assert not STEERS.search(drawn(text))


@given(st.text())
def test_ascii_takes_the_cells_that_the_text_took(text: str) -> None:
    cells = cell_len(drawn(text))
    use_ascii(True)
    try:
        told = drawn(text)
    finally:
        use_ascii(False)
    assert told.isascii()
    assert len(told) == cells
