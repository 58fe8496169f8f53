"""One change as the exact bytes that are sent, and the chain of digests over them.

`digest_n = sha256(digest_{n-1} + line_n)`: the same number with other content cannot go unnoticed.
Source: docs/decisions/0002-digest-chain.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from json.encoder import encode_basestring

from rounds.data.ids import id_text

START = b"\0" * 32
"""The digest before a device's first change."""

text_of = lru_cache(maxsize=4_096)(id_text)
"""As `id_text`; an id is written many times in a row: in the change, in its line, in the next one's base."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the log. `fields` and `base` are JSON text, exactly as they are sent."""

    id: bytes
    device: bytes
    seq: int
    hlc: int
    actor: str
    noun: str
    record: bytes
    op: str
    fields: str
    base: str
    txn: int
    schema: int

    @property
    def at(self) -> int:
        """When it was made, in UTC milliseconds of its device's clock."""
        return self.hlc >> 16


def line_of(change: Change) -> str:
    """The line of `change`."""
    return line(
        change.id, change.device, change.seq, change.hlc, change.actor, change.noun, change.record, change.op,
        change.fields, change.base, change.txn, change.schema,
    )  # fmt: skip


def line(
    id: bytes, device: bytes, seq: int, hlc: int, actor: str, noun: str, record: bytes, op: str, fields: str, base: str,
    txn: int, schema: int,
) -> str:  # fmt: skip
    """The line of the change with these values: JSON with its keys in this order, always."""
    return (
        f'{{"id":"{text_of(id)}","dev":"{text_of(device)}","seq":{seq},"hlc":{hlc},"by":{encode_basestring(actor)},'
        f'"txn":{txn},"e":{encode_basestring(noun)},"k":"{text_of(record)}","op":"{op}","d":{fields},"b":{base},"v":{schema}}}'
    )


def next_digest(before: bytes, line: str) -> bytes:
    """The chain's digest after `line`."""
    return sha256(before + line.encode("utf-8")).digest()
