"""Rows read from bare pages are those that SQLite wrote there, however long they are."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.data.store.carve import NoRow, Pages, page_size_of, values_of, varint

VALUES = [
    None,
    0,
    1,
    -1,
    127,
    128,
    -129,
    2**23,
    -(2**31),
    2**47,
    2**63 - 1,
    -(2**63),
    1.5,
    "",
    "text",
    "ü" * 700,
    b"",
    b"\x00" * 99,
]


def rows_in(path: Path, starts: tuple[bytes, ...] = (b"",)) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Every row on every page of a file."""
    with path.open("rb") as file:
        pages = Pages(file, page_size_of(path))
        for number in range(1, pages.count + 1):
            yield from pages.rows(number, starts)


@pytest.mark.parametrize("page_size", [512, 1024, 4096, 65536])
def test_every_row_is_found_whatever_the_size_of_pages_and_rows(tmp_path: Path, page_size: int) -> None:
    path = tmp_path / "some.db"
    chance = random.Random(page_size)
    written = {}
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA page_size = {page_size}")
        connection.execute("CREATE TABLE t (a BLOB, b TEXT, c)")
        for row in range(1, 400):
            length = chance.choice([0, 5, page_size - 40, page_size, 3 * page_size + chance.randrange(200)])
            values = (b"\x4c" * 16, "x" * length, chance.choice(VALUES))
            written[row] = values
            connection.execute("INSERT INTO t (rowid, a, b, c) VALUES (?, ?, ?, ?)", (row, *values))
        connection.commit()
    assert page_size_of(path) == page_size
    assert dict(rows_in(path, (b"\x2c",))) == written


@given(st.lists(st.sampled_from(VALUES), min_size=1, max_size=8))
def test_a_record_gives_back_its_values(values: list[Any]) -> None:
    kinds, body = b"", b""
    for value in values:
        match value:
            case None:
                kinds += b"\x00"
            case int():
                kinds, body = kinds + b"\x06", body + value.to_bytes(8, "big", signed=True)
            case str():
                encoded = value.encode()
                kinds, body = kinds + _varint(13 + 2 * len(encoded)), body + encoded
            case bytes():
                kinds, body = kinds + _varint(12 + 2 * len(value)), body + value
            case _:
                return
    assert values_of(bytes([len(kinds) + 1]) + kinds + body) == tuple(values)


def _varint(number: int) -> bytes:
    return bytes([number]) if number < 128 else bytes([0x80 | number >> 7, number & 0x7F])


@given(st.binary(max_size=200))
def test_bytes_that_are_no_record_are_told_so(data: bytes) -> None:
    try:
        values_of(data)
    except (NoRow, IndexError):
        return


@pytest.mark.parametrize(
    ("data", "number"),
    [
        (b"\x00", 0),
        (b"\x7f", 127),
        (b"\x81\x00", 128),
        (b"\x82\x80\x00", 32768),
        (b"\xff" * 9, -1),
        (b"\x80" * 8 + b"\x01", 1),
    ],
)
def test_a_number_of_one_to_nine_bytes(data: bytes, number: int) -> None:
    assert varint(data + b"rest", 0) == (number, len(data))


@pytest.mark.parametrize("seed", range(6))
def test_pages_of_garbage_never_raise(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    path = tmp_path / "garbage"
    pages = [b"\x0d" + chance.randbytes(4095) for _ in range(50)]
    path.write_bytes(b"".join(pages) + chance.randbytes(77))
    for _, values in rows_in(path):
        assert isinstance(values, tuple)


def test_a_chain_of_pages_that_leads_in_a_circle_ends(tmp_path: Path) -> None:
    path = tmp_path / "circle.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.execute("INSERT INTO t VALUES (?)", (b"x" * 20_000,))
        connection.commit()
    content = bytearray(path.read_bytes())
    for page in range(2, len(content) // 4096):
        content[page * 4096 : page * 4096 + 4] = (page + 1).to_bytes(4, "big")
    path.write_bytes(content)
    list(rows_in(path))


@pytest.mark.parametrize("head", [b"", b"short", b"SQLite format 3\x00", b"SQLite format 3\x00\x00\x07" + bytes(90)])
def test_a_header_that_says_nothing_means_the_usual_size(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(head)
    assert page_size_of(path) == 4096
    assert page_size_of(tmp_path / "missing") == 4096
