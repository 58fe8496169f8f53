"""What a filter may name of a noun."""

from __future__ import annotations

from dataclasses import replace

from rounds.data.nouns.spec import FieldSpec, Kind
from rounds.data.store.query.fields import filter_fields
from rounds.data.store.query.tree import Span
from tests.data.store.query.asking import ASSET, NOUNS, TICKET, only


def test_a_new_field_is_filtered_without_a_change_here() -> None:
    cost = FieldSpec(name="cost", kind=Kind.NUMBER, label="cost")
    assert only("cost:>100", replace(ASSET, fields={"cost": cost})).values == (Span(101, None),)


def test_what_is_hidden_or_no_plain_value_is_no_filter_field() -> None:
    assert not {"duty", "rule", "given"} & {*filter_fields(TICKET), *filter_fields(NOUNS["request"])}
    assert "updated" in filter_fields(ASSET)
