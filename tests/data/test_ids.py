"""Names that no two machines mint twice."""

from __future__ import annotations

import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.data.ids import ALPHABET, CODE_LENGTH, id_bytes, id_text, new_device_code, new_id, ticket_number

TIMES = st.integers(0, (1 << 48) - 1)
BITS = st.integers(0, (1 << 74) - 1)


@given(TIMES, BITS)
def test_an_id_is_a_uuid_of_version_7(now: int, random: int) -> None:
    made = uuid.UUID(bytes=new_id(now, random))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == now
    assert ((made.int >> 64) & 0xFFF) << 62 | made.int & ((1 << 62) - 1) == random


@given(TIMES, TIMES, BITS, BITS)
def test_ids_sort_by_their_time(earlier: int, later: int, one: int, other: int) -> None:
    if earlier < later:
        assert new_id(earlier, one) < new_id(later, other)
        assert id_text(new_id(earlier, one)) < id_text(new_id(later, other))


@given(st.binary(min_size=16, max_size=16))
def test_an_id_reads_back_from_its_text(value: bytes) -> None:
    assert id_bytes(id_text(value)) == value
    assert id_bytes(id_text(value).upper()) == value
    assert id_text(value) == str(uuid.UUID(bytes=value))


@pytest.mark.parametrize("text", ["", "zz", "0199", "0" * 31, "0" * 33, "0199-xyz", "０" * 32])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        id_bytes(text)


def test_ids_of_one_millisecond_differ() -> None:
    assert len({new_id(1) for _ in range(2000)}) == 2000


def test_a_code_has_no_letter_that_is_taken_for_another() -> None:
    assert not set("01IOU") & set(ALPHABET)
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    for _ in range(200):
        assert re.fullmatch(f"[{ALPHABET}]{{{CODE_LENGTH}}}", new_device_code())


def test_a_number_has_four_figures_and_grows_past_them() -> None:
    assert ticket_number("K7Q", 412) == "K7Q-0412"
    assert ticket_number("K7Q", 123_456) == "K7Q-123456"
