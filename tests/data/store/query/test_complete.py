"""What is offered while a filter is typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.data.nouns.spec import NounSpec
from rounds.data.store.query.complete import Offer, complete
from rounds.data.store.query.fields import filter_fields
from rounds.data.store.query.limits import OFFERS_MAX
from tests.data.store.query.asking import ASSET, NOUNS, TEXTS, TICKET, Names, asked


def offered(text: str, noun: NounSpec = TICKET) -> list[str]:
    caret = text.index("|")
    return [offer.insert for offer in complete(text.replace("|", ""), caret, noun, Names())]


def put_in(text: str, offer: Offer) -> str:
    return text[: offer.start] + offer.insert + text[offer.end :]


def test_fields_are_offered_at_the_start_of_a_word() -> None:
    assert offered("wifi st|") == ["status:"]
    assert offered("-ty|") == ["type:"]
    assert len(offered("|")) == 8
    assert "status:" in offered("wifi -|")


def test_a_field_is_offered_for_the_label_above_its_column() -> None:
    assert offered("own|") == ["group:"]


def test_values_are_offered_after_the_colon() -> None:
    assert offered("-priority:|") == ["low", "normal", "high", "urgent", "any"]
    assert offered("status:|") == ["new", "open", "waiting", "held", "done", "closed", "merged", "any"]
    assert offered("severity:|") == ["1", "2", "3", "4"]
    assert offered("testing:Y|") == ["yes"]
    assert offered("type:sm|") == ['"smart board"']


def test_values_already_there_are_not_offered_again() -> None:
    assert offered("priority:low,high,|") == ["normal", "urgent", "any"]


def test_records_already_there_take_no_place_from_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Names.records, "building", [(f"b{n}", f"x{n}", "") for n in range(OFFERS_MAX + 2)])
    assert offered("building:x0,x1,x|") == [f"x{n}" for n in range(2, OFFERS_MAX + 2)]


def test_records_are_offered_by_value_and_name() -> None:
    assert offered("building:l|") == ["LRK", "LOO"]
    assert offered("assignee:|")[:3] == ["@me", "none", "sam"]
    assert offered("assignee:o|") == ['"o\'neil, jr"']
    assert offered('building:"Hellgate H|"') == ["HGT"]


def test_who_is_offered_after_the_at_sign() -> None:
    assert offered("@|") == ["@me", "@none"]
    assert offered("@|", ASSET) == []


def test_orders_are_offered_after_sort() -> None:
    assert offered("sort:|")[:3] == ["queue", "testing", "opened"]
    assert offered("sort:-a|") == ["-age", "-assignee"]


def test_lengths_of_time_are_offered() -> None:
    assert offered("age:|") == [">1d", "<1d", ">3d", "<2h", ">1w"]
    assert offered("due:<2|") == ["2h"]


def test_nothing_is_offered_where_nothing_is_known() -> None:
    assert offered("nope:|") == offered('"front |') == offered("sort:x|") == []


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("wifi sta|tus:new room:1", "wifi status:new room:1"),
        ("building:hel|lo -x", "building:HGT -x"),
        ("priority:h|,low", "priority:high,low"),
        ("-pri|", "-priority:"),
    ],
)
def test_an_offer_replaces_the_whole_piece(text: str, whole: str) -> None:
    caret, plain = text.index("|"), text.replace("|", "")
    assert put_in(plain, complete(plain, caret, TICKET, Names())[0]) == whole


@given(TEXTS, st.integers(-2, 80), st.sampled_from(sorted(NOUNS)))
@settings(max_examples=300, deadline=None)
def test_completion_offers_places_inside_the_text(text: str, caret: int, noun: str) -> None:
    offers = complete(text, caret, NOUNS[noun], Names())
    assert len(offers) <= 8
    assert all(0 <= offer.start <= offer.end <= len(text) for offer in offers)


@given(st.sampled_from(sorted(NOUNS)), st.data())
@settings(max_examples=100, deadline=None)
def test_every_value_that_is_offered_can_be_read(noun: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([*filter_fields(NOUNS[noun]), *NOUNS[noun].by, "sort"]))
    text = f"{name}:{data.draw(st.sampled_from(['', 'n', 'a']))}"
    for offer in complete(text, len(text), NOUNS[noun], Names()):
        assert asked(put_in(text, offer), NOUNS[noun]).noun == noun
