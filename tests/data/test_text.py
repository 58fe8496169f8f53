"""The one door for text from outside: what passes it cannot steer a terminal, and passes again unchanged."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.data.text import clean, clean_line, first_line, folded

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()))

STEERS = {"Cc", "Cs", "Zl", "Zp"}
"""Categories of which nothing may pass: control characters, halves of pairs, separators of lines and paragraphs."""

HIDES = [
    0xAD,
    0x61C,
    0x180E,
    *range(0x200B, 0x200C),
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    0x2060,
    *range(0x2066, 0x206A),
]


def passes(text: str, kept: str = "") -> list[str]:
    """The characters of `text` that should not have passed."""
    hidden = {*map(chr, HIDES), "\ufeff", *map(chr, range(0xFFF9, 0xFFFC)), *map(chr, range(0xE0000, 0xE0080))}
    return [each for each in text if each not in kept and (unicodedata.category(each) in STEERS or each in hidden)]


@given(ANYTHING)
def test_nothing_passes_that_a_terminal_obeys(text: str) -> None:
    assert passes(clean(text), kept="\t\n") == []
    assert passes(clean_line(text)) == []


@given(ANYTHING)
def test_passing_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean(clean_line(text)) == clean_line(text)


def test_every_single_character_passes_cleanly() -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert passes(clean(everything), kept="\t\n") == []
    assert passes(clean_line(everything)) == []


@given(st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S", "Zs"])))
def test_ordinary_text_is_not_touched(text: str) -> None:
    assert clean(text) == text
    assert clean_line(text) == text


@pytest.mark.parametrize(
    ("given", "lines", "line"),
    [
        ("\x1b[31mred", "␛[31mred", "␛[31mred"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇", "␛]52;c;aGk=␇"),
        ("a\x9b31mb", "a�31mb", "a�31mb"),
        ("a\x7fb\x00", "a␡b␀", "a␡b␀"),
        ("a\r\nb\rc\nd\te", "a\nb\nc\nd\te", "a b c d e"),
        ("a\u2028b\u2029c", "a�b�c", "a b c"),
        ("evil\u202etxt.exe", "evil�txt.exe", "evil�txt.exe"),
        ("zero\u200bwidth\ufeff", "zero�width�", "zero�width�"),
        ("half \ud83d pair", "half � pair", "half � pair"),
        ("👩‍🏫 and 👍🏽", "👩‍🏫 and 👍🏽", "👩‍🏫 and 👍🏽"),
        ("[/b] [red]", "[/b] [red]", "[/b] [red]"),
    ],
)
def test_what_is_done_to_what_comes_in(given: str, lines: str, line: str) -> None:
    assert clean(given) == lines
    assert clean_line(given) == line


def test_the_first_line_is_the_first_that_says_something() -> None:
    assert first_line("\n  \n  The printer \x1b[1m\nis dead", 20) == "The printer ␛[1m"
    assert first_line("The printer is dead", 6) == "The pr"
    assert first_line("\n \n", 5) == ""


@given(ANYTHING)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ÉCOLE", "école"), ("Müller", "MULLER"), ("Straße", "STRASSE"), ("Acme™", "acmetm"), ("ﬁx", "FIX")],
)
def test_names_that_people_type_differently_fold_to_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)
