"""One change as the exact bytes that are sent, and the chain of digests over them.

`digest_n = sha256(digest_{n-1} + line_n)`: the same number with other content cannot go unnoticed.
Source: docs/decisions/0002-digest-chain.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from json.encoder import encode_basestring

from rounds.data.ids import id_text

START = b"\0" * 32
"""The digest before a device's first change."""


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
    """The line of `change`: JSON with its keys in this order, always."""
    return (
        f'{{"id":"{id_text(change.id)}","dev":"{id_text(change.device)}","seq":{change.seq},"hlc":{change.hlc},'
        f'"by":{encode_basestring(change.actor)},"txn":{change.txn},"e":{encode_basestring(change.noun)},'
        f'"k":"{id_text(change.record)}","op":"{change.op}","d":{change.fields},"b":{change.base},"v":{change.schema}}}'
    )


def next_digest(before: bytes, line: str) -> bytes:
    """The chain's digest after `line`."""
    return sha256(before + line.encode("utf-8")).digest()
