"""Where a filter's words, phrases and values begin and end."""

from __future__ import annotations

import pytest

from rounds.data.store.query.tree import Word
from tests.data.store.query.asking import asked


def test_words_and_phrases_keep_their_places() -> None:
    first, second, third = asked('wifi -printer "front office"').terms
    assert (first, second) == (Word("wifi", phrase=False), Word("printer", phrase=False, negated=True))
    assert third == Word("front office", phrase=True)
    assert [(term.start, term.end) for term in (first, second, third)] == [(0, 4), (5, 13), (14, 28)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('"front off', Word("front off", phrase=True)),
        ('"a 17"" screen"', Word('a 17" screen', phrase=True)),
        ('17"', Word('17"', phrase=False)),
        ('-"not this"', Word("not this", phrase=True, negated=True)),
        ("-", Word("-", phrase=False)),
        ("--", Word("-", phrase=False, negated=True)),
        ("10:30", Word("10:30", phrase=False)),
        ("https://example.org", Word("https://example.org", phrase=False)),
        ("NEAR(a", Word("NEAR(a", phrase=False)),
        ('"status:new"', Word("status:new", phrase=True)),
        ("nul\0byte", Word("nul\u2400byte", phrase=False)),
        ("\ud800", Word("\ufffd", phrase=False)),
    ],
)
def test_what_is_no_field_is_a_word(text: str, word: Word) -> None:
    assert asked(text).terms == (word,)


def test_an_opened_quote_asks_nothing_yet() -> None:
    assert asked('"').terms == asked('""').terms == ()
