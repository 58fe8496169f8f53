"""The nouns of the ground floor are there, and with them what has to stand from the start."""

from __future__ import annotations

import pytest

from rounds.data.nouns.registry import catalogue
from rounds.data.nouns.spec import Kind

GROUND_FLOOR = (
    "district group building room person device ticket note link attachment checklist_item saved_view calendar_day"
    " testing_window request asset"
).split()


def test_every_noun_of_the_ground_floor_is_declared() -> None:
    assert set(GROUND_FLOOR) <= set(catalogue())


@pytest.mark.parametrize("noun", ["person", "note", "attachment"])
def test_privacy_stands_where_people_are_spoken_of(noun: str) -> None:
    field = catalogue()[noun]["privacy"]
    assert field.kind is Kind.CHOICE and set(field.choices) == {"work", "student"}
    assert field.default == "work"


def test_an_asset_has_enough_for_links_and_lists() -> None:
    wanted = {"tag", "serial", "kind", "manufacturer", "model", "building", "room", "status"}
    assert wanted <= set(catalogue()["asset"].fields)


def test_a_request_keeps_what_came_in_and_its_verdict() -> None:
    fields = catalogue()["request"].fields
    assert {"outcome", "reasons", "ticket"} <= set(fields), sorted(fields)
