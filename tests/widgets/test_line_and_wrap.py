"""Text in cells: fitted, cut with a mark, folded; never wider than its place, whatever its letters."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from rounds.data.text import clean, clean_line
from rounds.widgets.ink import On, Role, inks
from rounds.widgets.line import BLANK, Line, Run, cut, cut_line, ends, fit, length, line, strip_of, tail, width_of
from rounds.widgets.wrap import wrapped
from tests.widgets.test_ink_and_glyphs import STEERS

JOINS = "\u200d\ufe0f"
"""What joins or widens its neighbour; libraries measure these on their own otherwise than within a sign."""
LETTERS = st.one_of(
    st.text(st.characters(exclude_characters=JOINS, codec="utf-8")),
    st.lists(st.sampled_from(["a", "b ", "投", "影机", "한", "ｗ", "e\u0301", "👩\u200d🏫", "🇩🇪", "—", "…"])).map(
        "".join
    ),
)
CLEAN = LETTERS.map(clean_line)
"""Text as it is stored: it has passed the one door."""
WIDTHS = st.integers(0, 40)
LINES: st.SearchStrategy[Line] = st.lists(st.builds(Run, CLEAN, st.sampled_from(Role)), max_size=6).map(tuple)


# -- a piece of text


@given(CLEAN, WIDTHS, st.booleans())
def test_fitted_text_takes_exactly_its_width(text: str, width: int, right: bool) -> None:
    assert width_of(fit(text, width, right)) == width


@given(CLEAN, WIDTHS)
def test_cut_text_is_never_wider_and_says_that_it_was_cut(text: str, width: int) -> None:
    kept = cut(text, width)
    assert width_of(kept) <= width
    if width_of(text) <= width:
        assert kept == text
    elif width:
        assert kept.endswith("…")


@given(CLEAN, st.integers(1, 40))
def test_the_tail_keeps_the_end_and_says_what_is_missing_before_it(text: str, width: int) -> None:
    kept = tail(text, width)
    assert width_of(kept) <= width
    assert text.endswith(kept.removeprefix("…"))
    assert kept == text or kept.startswith("…")


@pytest.mark.parametrize(
    ("text", "width", "fitted"),
    [
        ("due", 5, "due  "),
        ("subject", 4, "sub…"),
        ("投影机", 6, "投影机"),
        ("投影机", 5, "投影…"),
        ("投影机", 4, "投 …"),
        ("投影机", 1, "…"),
        ("", 2, "  "),
        ("due", 0, ""),
        ("due", -3, ""),
    ],
)
def test_a_wide_letter_that_does_not_fit_leaves_a_blank(text: str, width: int, fitted: str) -> None:
    assert fit(text, width) == fitted


def test_numbers_stand_right() -> None:
    assert fit("9d", 4, right=True) == "  9d"
    assert fit("12345", 4, right=True) == "123…"


# -- a line of runs


@given(LINES, WIDTHS)
def test_a_cut_line_is_never_wider(of: Line, width: int) -> None:
    assert length(cut_line(of, width)) <= width


@given(LINES, st.integers(1, 40))
@example((Run("a"), Run(""), Run("b")), 1)
def test_a_line_that_fits_is_left_as_it_is_and_one_that_does_not_says_so(of: Line, width: int) -> None:
    kept = cut_line(of, width)
    if length(of) <= width:
        assert "".join(run.text for run in kept) == "".join(run.text for run in of)
    else:
        assert "".join(run.text for run in kept).endswith("…")


@given(LINES, LINES, st.integers(0, 60))
def test_what_stands_right_stands_at_the_end_and_the_left_is_cut_for_it(left: Line, right: Line, width: int) -> None:
    both = ends(left, right, width)
    if length(right) <= width:
        assert length(both) == width
        assert both[len(both) - len(right) :] == right


def test_bare_text_in_a_line_is_text() -> None:
    assert line("due ", Run("1h", Role.WARN)) == (Run("due ", Role.TEXT), Run("1h", Role.WARN))


@given(st.lists(st.builds(Run, LETTERS, st.sampled_from(Role)), max_size=6).map(tuple), WIDTHS, st.sampled_from(On))
def test_a_drawn_line_takes_exactly_its_width_and_steers_no_terminal(of: Line, width: int, on: On) -> None:
    strip = strip_of(of, width, inks("rounds-dark"), on)
    assert sum(cell_len(segment.text) for segment in strip) == width
    assert strip.cell_length == width
    assert not STEERS.search(strip.text)


@given(LINES, st.sampled_from(On))
def test_a_drawn_line_says_all_of_its_words(of: Line, on: On) -> None:
    width = length(of) + 3
    drawn = strip_of(of, width, inks("rounds-dark"), on).text
    assert drawn.rstrip() == "".join(run.text for run in of).rstrip()


@given(LINES)
def test_each_letter_is_drawn_in_the_ink_of_its_role(of: Line) -> None:
    table = inks("rounds-dark")
    wanted = [(letter, run.role) for run in of for letter in run.text if letter.strip()]
    found = [
        (letter, segment.style)
        for segment in strip_of(of, length(of) + 1, table)
        for letter in segment.text
        if letter.strip()
    ]
    assert found == [(letter, table[role, On.GROUND]) for letter, role in wanted]


def test_neighbours_of_one_role_and_the_blanks_between_are_one_run_of_ink() -> None:
    of = (Run("a "), Run("b"), Run("   ", Role.FAINT), Run("c"), Run(" d", Role.SOFT))
    assert [segment.text for segment in strip_of(of, 12, inks("rounds-dark"))] == ["a b   c", " d   "]


def test_a_badge_keeps_its_blanks() -> None:
    of = (Run("a"), Run(" enter ", Role.BADGE), Run("  "), Run("esc", Role.STRONG))
    table = inks("rounds-dark")
    strip = strip_of(of, 20, table)
    assert [s.text for s in strip if s.style == table[Role.BADGE, On.GROUND]] == [" enter "]
    assert strip.text == "a enter   esc       "


def test_no_line_is_a_blank_one() -> None:
    assert strip_of(BLANK, 7, inks("rounds-dark")).text == " " * 7


# -- folding


@given(LETTERS.map(clean), st.integers(2, 40))
def test_no_folded_line_is_wider_than_its_place(text: str, width: int) -> None:
    assert all(width_of(each) <= width for each in wrapped(text, width))


@given(LETTERS.map(clean), st.integers(2, 40))
def test_folding_loses_no_letter(text: str, width: int) -> None:
    assert "".join("".join(wrapped(text, width)).split()) == "".join(text.split())


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=20), st.integers(9, 40))
def test_words_stay_whole_where_they_fit(words: list[str], width: int) -> None:
    assert [word for each in wrapped(" ".join(words), width) for word in each.split()] == words


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 5, [""]),
        ("a b", 0, ["a", "b"]),
        ("one two", 7, ["one two"]),
        ("one two", 6, ["one", "two"]),
        ("first\n\nlast", 20, ["first", "", "last"]),
        ("a\tb", 20, ["a   b"]),
        ("unbreakable", 4, ["unbr", "eaka", "ble"]),
        ("投影机没有图像", 4, ["投影", "机没", "有图", "像"]),
    ],
)
def test_text_is_folded_so(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines
