"""A whole filter: nothing, too much, and whatever else somebody types."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rounds.data.store.query.limits import TERMS_MAX, TEXT_MAX, VALUES_MAX
from rounds.data.store.query.refusals import QueryError
from rounds.data.store.query.tree import Question
from tests.data.store.query.asking import MEANT, NOUNS, TEXTS, asked, read_or_refused, refused


def test_an_empty_filter_asks_nothing() -> None:
    assert asked("  \t ") == Question("ticket")


def test_a_filter_that_is_too_long_is_refused_before_it_is_read() -> None:
    assert (refused("x" * (TEXT_MAX + 1)).start, len(asked("x" * TEXT_MAX).terms)) == (TEXT_MAX, 1)


def test_a_filter_of_too_many_terms_is_refused_at_the_first_of_them() -> None:
    assert refused("x " * (TERMS_MAX + 1)).start == TERMS_MAX * 2
    assert refused("room:" + "1," * VALUES_MAX + "1").start == len("room:") + VALUES_MAX * 2


@given(st.one_of(TEXTS, MEANT), st.sampled_from(sorted(NOUNS)))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused_at_a_place_inside_it(text: str, noun: str) -> None:
    read = read_or_refused(text, NOUNS[noun])
    places = [read] if isinstance(read, QueryError) else read.terms
    assert all(0 <= place.start <= place.end <= len(text) for place in places)


@given(st.one_of(TEXTS, MEANT), st.sampled_from(sorted(NOUNS)))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_a_question_as_text_is_the_same_question(text: str, noun: str) -> None:
    question = read_or_refused(text, NOUNS[noun])
    assume(isinstance(question, Question))
    again = asked(str(question), NOUNS[noun])
    assert again == question
    assert str(again) == str(question)
