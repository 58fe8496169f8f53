"""Rows read straight from the pages of a database file: without its header, its schema or its trees.

What a damaged file still holds on whole pages is found so, whatever became of the pages that lead there.
Source: https://www.sqlite.org/fileformat2.html, sections 1.6 (pages) and 2.1 (records).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

PAGE_SIZE = 4096
"""What SQLite gives a new file, and so every replica."""

MAGIC = b"SQLite format 3\0"

_LEAF = 0x0D
_HEADER = 100
_PAYLOAD_MAX = 1 << 26
"""More bytes than a row of a replica can have: a longer one is no row."""

_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}

Found = tuple[int, tuple[Any, ...]]
"""A row's number and its columns; a column that is the row's number itself is none."""


class NoRow(Exception):
    """These bytes are not a row."""


class Pages:
    """The pages of a file, one by one."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file = file
        self.size = size
        self.count = -(-file.seek(0, 2) // size)

    def read(self, number: int) -> bytes:
        """Page `number`, the first of which is 1; what a cut file lacks of its last page is zeros."""
        if not 1 <= number <= self.count:
            raise NoRow
        self.file.seek((number - 1) * self.size)
        return self.file.read(self.size).ljust(self.size, b"\0")

    def rows(self, number: int, starts: tuple[bytes, ...]) -> Iterator[Found]:
        """The rows that lie on a page of a table, of those tables whose rows begin with one of `starts`.

        Args:
            number: The page.
            starts: What comes after the first byte of a record: the types of its first columns.
        """
        page = self.read(number)
        offset = _HEADER if number == 1 else 0
        if page[offset] != _LEAF:
            return
        (cells,) = struct.unpack_from(">H", page, offset + 3)
        for place in range(offset + 8, min(offset + 8 + 2 * cells, self.size - 1), 2):
            (cell,) = struct.unpack_from(">H", page, place)
            try:
                row, record = self._cell(page, cell)
                if record[1:].startswith(starts):
                    yield row, values_of(self._whole(page, cell))
            except (NoRow, IndexError, struct.error):
                continue

    def _cell(self, page: bytes, cell: int) -> tuple[int, bytes]:
        """The row's number, and the first bytes of its record."""
        _, place = varint(page, cell)
        row, place = varint(page, place)
        return row, page[place : place + 8]

    def _whole(self, page: bytes, cell: int) -> bytes:
        """The row's record, with what of it lies on other pages."""
        size, place = varint(page, cell)
        _, place = varint(page, place)
        if not 0 < size <= _PAYLOAD_MAX:
            raise NoRow
        local = _local(size, self.size)
        if place + local > self.size:
            raise NoRow
        record = page[place : place + local]
        if local == size:
            return record
        (following,) = struct.unpack_from(">I", page, place + local)
        parts = [record]
        left = size - local
        while left > 0:
            more = self.read(following)
            (following,) = struct.unpack_from(">I", more, 0)
            parts.append(more[4 : 4 + left])
            left -= self.size - 4
        return b"".join(parts)


def values_of(record: bytes) -> tuple[Any, ...]:
    """The columns of a record.

    Raises:
        NoRow: It is none.
    """
    end, place = varint(record, 0)
    if not place < end <= len(record):
        raise NoRow
    kinds = []
    while place < end:
        kind, place = varint(record, place)
        kinds.append(kind)
    values = []
    for kind in kinds:
        value, end = _value(record, kind, end)
        values.append(value)
    return tuple(values)


def varint(data: bytes, place: int) -> tuple[int, int]:
    """A number of one to nine bytes, and the place after it."""
    value = 0
    for _ in range(8):
        byte = data[place]
        place += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place
    value = value << 8 | data[place]
    return (value - (1 << 64) if value >> 63 else value), place + 1


def page_size_of(path: Path) -> int:
    """The size of the pages of a file, as its header or its log says; else what a replica has."""
    sizes = [_size_at(path, 16, ">H"), _size_at(path.with_name(path.name + "-wal"), 8, ">I")]
    return next((size for size in sizes if size), PAGE_SIZE)


def _size_at(path: Path, place: int, form: str) -> int:
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER)
        (size,) = struct.unpack_from(form, head, place)
    except (OSError, struct.error):
        return 0
    size = 65536 if size == 1 else size
    is_whole = form == ">I" or head.startswith(MAGIC)
    return size if is_whole and 512 <= size <= 65536 and size & (size - 1) == 0 else 0


def whole_local(page_size: int) -> int:
    """The longest record that lies on its row's own page as a whole."""
    return page_size - 35


def least_local(page_size: int) -> int:
    """So many bytes of a longer one lie there at least."""
    return (page_size - 12) * 32 // 255 - 23


def _local(size: int, page_size: int) -> int:
    """How many bytes of a record of `size` lie on the row's own page."""
    if size <= whole_local(page_size):
        return size
    least = least_local(page_size)
    some = least + (size - least) % (page_size - 4)
    return some if some <= whole_local(page_size) else least


def _value(record: bytes, kind: int, place: int) -> tuple[Any, int]:
    if kind == 0:
        return None, place
    if kind in (8, 9):
        return kind - 8, place
    size = 8 if kind == 7 else _INTEGERS.get(kind, (kind - 12) // 2 if kind >= 12 else -1)
    stored = record[place : place + size]
    if size < 0 or len(stored) != size:
        raise NoRow
    if kind in _INTEGERS:
        return int.from_bytes(stored, "big", signed=True), place + size
    if kind == 7:
        return struct.unpack(">d", stored)[0], place + size
    if kind % 2 == 0:
        return stored, place + size
    try:
        return stored.decode("utf-8"), place + size
    except UnicodeDecodeError:
        raise NoRow from None
