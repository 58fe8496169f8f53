"""The short way of writing a value is the long way, only shorter."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rounds.data.errors import BadInput
from rounds.data.ids import id_text
from rounds.data.nouns.spec import NounSpec
from rounds.data.store.catalogue import declared
from rounds.data.store.columns import DELETED_AT, Columns
from rounds.data.store.values import dumps, from_stored, to_stored
from rounds.data.text import clean, clean_line

FIELDS = [(noun, name) for noun in declared().values() for name in noun.fields]
COLUMNS = {noun.name: Columns(noun) for noun in declared().values()}

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=-(2**54), max_value=2**54),
    st.floats(allow_nan=False),
    st.text(st.characters(codec=None), max_size=40),
    st.text("ab \t\n\r\x1b\u200b\u202e\u2028é", max_size=12),
    st.sampled_from(["normal", "open", "hardware", "Hardware ", " new", "2026-09-01", "x" * 61, "y" * 501]),
    st.binary(min_size=16, max_size=16),
    st.binary(min_size=16, max_size=16).map(id_text),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)


def outcome(store: Callable[[Any], Any], value: Any) -> tuple[str, Any]:
    """What becomes of a value: stored so, or refused with these words."""
    try:
        return "stored", store(value)
    except BadInput as refused:
        return "refused", str(refused)


@given(st.sampled_from(FIELDS), VALUES)
@example((declared()["ticket"], "subject"), "a\u00adb")
@example((declared()["ticket"], "testing"), "")
@example((declared()["ticket"], "building"), "0199" * 9)
def test_a_value_is_stored_told_and_read_as_field_by_field(place: tuple[NounSpec, str], value: Any) -> None:
    noun, name = place
    field, column = noun.fields[name], COLUMNS[noun.name].of[name]
    what, stored = outcome(column.store, value)
    assert repr((what, stored)) == repr(outcome(partial(to_stored, field), value))
    if what == "stored":
        assert column.tell(stored) == dumps(from_stored(field, stored))
        assert column.read(stored) == from_stored(field, stored)


def test_nothing_that_is_printable_would_be_cleaned() -> None:
    printable = "".join(sign for code in range(sys.maxunicode + 1) if (sign := chr(code)).isprintable())
    assert clean(printable) == clean_line(printable) == printable


def test_a_new_row_is_told_with_its_defaults_and_with_what_was_emptied_against_one() -> None:
    columns = COLUMNS["ticket"]
    row = columns.blank | columns.stored({"number": "K7Q-0001", "priority": None, "testing": True})
    assert columns.told(row) == dumps(
        {
            "number": ["K7Q-0001"],
            "status": ["new"],
            "priority": [None],
            "severity": [3],
            "type": ["other"],
            "testing": [True],
            "channel": ["form"],
        }
    )
    assert columns.made(row) == {
        "number": (None, "K7Q-0001"),
        "status": (None, "new"),
        "severity": (None, 3),
        "type": (None, "other"),
        "testing": (None, True),
        "channel": (None, "form"),
    }


def test_every_noun_can_be_taken_back() -> None:
    for columns in COLUMNS.values():
        assert columns.of["deleted_at"].field is DELETED_AT
        assert columns.stored({"deleted_at": 5}) == {"deleted_at": 5}


def test_an_unknown_field_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(BadInput, match="a room has no field 'colour'; it has building, code"):
        COLUMNS["room"].stored({"colour": "green"})


def test_what_a_record_needs_is_demanded() -> None:
    columns = COLUMNS["room"]
    with pytest.raises(BadInput, match="room is missing"):
        columns.demand(columns.blank | {"building": bytes(16)})
