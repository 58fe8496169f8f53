"""A profile becomes rows of the nouns, each of which finds what it refers to among those before it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rounds.data.district.district_facts import VIEW_NOUNS
from rounds.data.district.profile import DEFAULT_FOLDER, read
from rounds.data.district.rows import Wanted, rows
from rounds.data.nouns.registry import catalogue
from rounds.data.nouns.spec import FieldSpec, Kind
from rounds.data.store.values import to_stored

TWO = Path(__file__).parents[2] / "fixtures" / "district-two"


def wanted(folder: Path) -> list[Wanted]:
    profile, problems = read(folder)
    assert problems == []
    assert profile is not None
    return rows(profile)


@pytest.fixture(scope="module")
def default() -> list[Wanted]:
    return wanted(DEFAULT_FOLDER)


@pytest.fixture(scope="module")
def second() -> list[Wanted]:
    return wanted(TWO)


def one(rows: list[Wanted], noun: str, **key: object) -> dict[str, object]:
    """The values of the row whose key holds `key`."""
    (found,) = [row for row in rows if row.noun == noun and key.items() <= row.key.items()]
    return found.values


Each = Callable[[Wanted, str, FieldSpec, object], None]


def for_each_value(rows: list[Wanted], see: Each) -> None:
    nouns = catalogue()
    for row in rows:
        assert not row.key.keys() & row.values.keys()
        for name, value in (row.key | row.values).items():
            see(row, name, nouns[row.noun][name], value)


@pytest.mark.parametrize("folder", [DEFAULT_FOLDER, TWO], ids=["default", "two"])
def test_every_value_is_one_that_its_field_stores(folder: Path) -> None:
    def see(row: Wanted, name: str, field: FieldSpec, value: object) -> None:
        if value is None:
            assert not field.required, (row, name)
        elif field.kind is Kind.REF:
            assert isinstance(value, str)
        else:
            stored = to_stored(field, value)
            if field.kind in (Kind.LINE, Kind.TEXT, Kind.DATE):
                assert stored == value
            if field.kind is Kind.DATA:
                assert json.loads(str(stored)) == value

    for_each_value(wanted(folder), see)


@pytest.mark.parametrize("folder", [DEFAULT_FOLDER, TWO], ids=["default", "two"])
def test_a_row_refers_only_to_rows_before_it(folder: Path) -> None:
    there: set[tuple[str, object]] = set()

    def see(row: Wanted, name: str, field: FieldSpec, value: object) -> None:
        if field.kind is Kind.REF and value is not None:
            assert (field.ref, value) in there, (row, name)
        there.add((row.noun, row.key.get("code")))

    for_each_value(wanted(folder), see)


@pytest.mark.parametrize("folder", [DEFAULT_FOLDER, TWO], ids=["default", "two"])
def test_no_two_rows_have_one_key(folder: Path) -> None:
    keys = [(row.noun, tuple(row.key.items())) for row in wanted(folder)]

    assert len(set(keys)) == len(keys)


def test_every_field_that_people_can_set_is_decided(default: list[Wanted]) -> None:
    nouns = catalogue()
    left_out = {row.noun: set(nouns[row.noun].fields) - row.key.keys() - row.values.keys() for row in default}

    assert {noun: fields for noun, fields in left_out.items() if fields} == {"district": {"sample"}}


def test_the_default_attachment_limit_is_the_nouns(second: list[Wanted]) -> None:
    assert one(second, "district")["attachment_max"] == catalogue()["district"]["attachment_max"].default


def test_views_are_of_nouns_that_there_are() -> None:
    assert set(VIEW_NOUNS) <= set(catalogue())


def test_groups_of_a_column_serve_the_levels_that_answer_to_it(default: list[Wanted]) -> None:
    assert one(default, "group", code="SECTEC")["levels"] == ["middle", "high", "k8"]
    assert one(default, "group", code="BTC")["levels"] == ["elementary", "k8"]
    assert one(default, "group", code="IT")["levels"] is None
    assert one(default, "choice", list="column", code="secondary")["facts"] == {
        "levels": ["middle", "high", "k8"],
        "groups": ["SECTEC"],
    }
    assert one(default, "choice", list="level", code="k8")["facts"] == {"columns": ["elementary", "secondary"]}


def test_a_group_comes_after_the_one_it_is_the_same_as(second: list[Wanted]) -> None:
    groups = [row.key["code"] for row in second if row.noun == "group"]

    assert groups.index("FIELD-UP") < groups.index("LAB")


def test_hours_are_kept_as_people_write_them(default: list[Wanted]) -> None:
    hours = one(default, "district")["hours"]

    assert isinstance(hours, dict)
    assert list(hours) == ["monday", "tuesday", "wednesday", "thursday", "friday"]
    assert hours["friday"] == ["07:30", "16:00"]


def test_holidays_of_the_country_become_days(default: list[Wanted]) -> None:
    assert one(default, "calendar_day", day="2026-09-07") == {
        "kind": "holiday",
        "name": "Labor Day",
        "source": "holidays US",
    }
    years = {str(row.key["day"])[:4] for row in default if row.values.get("source") == "holidays US"}
    assert years == {"2026", "2027", "2028"}


def test_a_day_of_the_districts_own_wins_over_a_holiday(default: list[Wanted]) -> None:
    assert one(default, "calendar_day", day="2026-11-26")["name"] == "Fall break"
    assert one(default, "calendar_day", day="2027-11-25")["name"] == "Thanksgiving Day"


def test_a_span_becomes_a_row_a_day(second: list[Wanted]) -> None:
    days = [str(row.key["day"]) for row in second if row.values.get("name") == "Half-year holiday"]

    assert len(days) == (date(2027, 2, 4) - date(2027, 1, 24)).days + 1
    assert one(second, "calendar_day", day="2026-11-02", building="17")["kind"] == "closed"


def test_a_rule_bears_the_lead_days_of_its_mailbox(default: list[Wanted], second: list[Wanted]) -> None:
    assert one(default, "rule", code="desk.media")["params"] == {
        "mailbox": "media",
        "fields": ["date", "time", "location"],
        "latest": 5,
        "earliest": 7,
    }
    assert one(second, "rule", code="kits.by-mail")["params"] == {"mailbox": "kits", "latest": 10}
    assert one(default, "rule", code="testing.delay")["params"] == {"except_topics": ["testing"], "also": True}


def test_a_duty_bears_its_parties_and_every_place(default: list[Wanted]) -> None:
    duty = one(default, "duty", code="client.deploy-images")

    assert duty["parties"] == {
        "IT": {
            "part": "helps",
            "says": "At the school, when somebody can be spared.",
            "place": "001 client support, column 1, row 6",
        },
        "SECTEC": {"part": "leads", "says": None, "place": "001 client support, column 3, row 3"},
        "BTC": {"part": "leads", "says": None, "place": "001 client support, column 4, row 3"},
    }
    assert str(duty["place"]).count(";") == 2
    assert duty["undecided"] is False


def test_rooms_are_those_of_their_building(second: list[Wanted]) -> None:
    rooms = [(row.key["building"], row.key["code"]) for row in second if row.noun == "room"]

    assert rooms == [("17", "B 12"), ("17", "B 13"), ("18", "B 12")]
