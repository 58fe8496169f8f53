"""What a term asks: people without a field's name, fields that are only mentioned, orders, and how much at most."""

from __future__ import annotations

import pytest

from rounds.data.store.query.limits import FOUND_MAX, MEANT_MAX
from rounds.data.store.query.tree import Op, Sort, Test
from tests.data.store.query.asking import ASSET, ME, NOUNS, Names, asked, only, refused


def test_a_word_is_refused_where_nothing_has_text() -> None:
    assert refused("wifi", NOUNS["grant"]).message == "grants have no text to look in"


def test_any_mentions_a_field_and_matches_everything() -> None:
    question = asked("status:any")
    assert question.terms == (Test("status", Op.ANY, ()),)
    assert question.names("status")
    assert not question.names("priority")


def test_sorting_does_not_name_a_field() -> None:
    assert not asked("sort:status").names("status")


def test_an_age_asks_about_its_field() -> None:
    assert asked("age:>3d").names("opened")


def test_me_is_the_person_who_asks() -> None:
    assert asked("@me").terms == asked("assignee:@me").terms == (Test("assignee", Op.IS, (ME,)),)
    assert asked("-@none").terms == (Test("assignee", Op.IS, (None,), negated=True),)
    assert only("requester:@me").values == (ME,)


def test_me_is_the_first_person_who_need_not_be_there() -> None:
    assert only("@me", NOUNS["note"]).field == "author"
    assert only("@me", NOUNS["grant"]).field == "person"
    assert refused("@me", ASSET).message == "assets name no person"


def test_me_is_refused_while_nobody_is_known() -> None:
    refusal = refused("wifi assignee:@me", me=None)
    assert (refusal.message, refusal.start, refusal.end) == ("@me is nobody yet", 14, 17)


def test_a_term_that_means_too_many_records_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [(f"{letter}{n}", f"{letter}{n}", "") for letter in "abc" for n in range(FOUND_MAX)]
    monkeypatch.setitem(Names.records, "building", many)
    assert str(MEANT_MAX) in refused("building:a,b,c").hint


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("sort:due", Sort("due")),
        ("SORT:-Due", Sort("due", descending=True)),
        ("sort:-age", Sort("age", descending=True)),
        ("sort:queue", Sort("queue")),
        ("sort:status+room", Sort("status+room")),
    ],
)
def test_a_list_is_ordered_by_what_is_named(text: str, sort: Sort) -> None:
    assert asked(text).sort == sort


@pytest.mark.parametrize(
    "text", ["sort:nope", "sort:due,age", "-sort:due", "sort:>due", "sort:due sort:age", "sort:age+due"]
)
def test_an_order_that_is_none_is_refused(text: str) -> None:
    assert refused(text).code == "bad-filter"
