"""What a value stands for, by the kind of its field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rounds.data.nouns.spec import FieldSpec, Kind
from rounds.data.store.query.limits import FOUND_MAX
from rounds.data.store.query.tree import Op, Span, Test
from tests.data.store.query.asking import ASSET, Names, only


def test_a_choice_is_found_whatever_its_case() -> None:
    assert only("Status:NEW,held") == Test("status", Op.IS, ("new", "held"))


def test_a_choice_of_the_district_is_looked_up() -> None:
    assert only('type:"smart board"').values == ("smart board",)


def test_a_list_that_is_not_written_yet_refuses_nothing() -> None:
    loose = FieldSpec(name="shelf", kind=Kind.CHOICE, label="shelf", listed="shelf")
    assert only("shelf:Top", replace(ASSET, fields={"shelf": loose})).values == ("Top",)


def test_text_contains_what_was_given() -> None:
    assert only('room:12,"lib, east"') == Test("room", Op.HAS, ("12", "lib, east"))


def test_none_in_quotes_is_text() -> None:
    assert only("room:none,118").values == (None, "118")
    assert only('room:"none"').values == ("none",)


@pytest.mark.parametrize(("said", "value"), [("yes", 1), ("TRUE", 1), ("1", 1), ("no", 0), ("false", 0), ("0", 0)])
def test_a_flag_is_yes_or_no(said: str, value: int) -> None:
    assert only(f"testing:{said}").values == (value,)


def test_a_record_is_found_by_code_or_name() -> None:
    assert only('building:hgt,"Larkspur ES"').values == ("b1", "b2")


def test_an_ambiguous_name_means_each_of_its_records() -> None:
    assert only("requester:whitlow").values == ("p2", "p3")


def test_an_ambiguous_name_means_a_bounded_number_of_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Names.records, "building", [(f"b{n}", f"x{n}", "") for n in range(FOUND_MAX * 2)])
    assert len(only("building:x").values) == FOUND_MAX


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("severity:1,2", (1, 2)),
        ("severity:>3", (Span(4, None),)),
        ("severity:>=3", (Span(3, None),)),
        ("severity:<3", (Span(None, 3),)),
        ("severity:<=3", (Span(None, 4),)),
        ("severity:2..3", (Span(2, 4),)),
        ("severity:3..2", (Span(2, 4),)),
    ],
)
def test_numbers_are_compared(text: str, values: tuple[object, ...]) -> None:
    assert only(text).values == values
