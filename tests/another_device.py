"""Another device, whose changes are made by hand: well-formed ones, and such as only a later Rounds would make."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from rounds.data.ids import new_id
from rounds.data.store.apply import Sealed
from rounds.data.store.line import START, Change, line_of, next_digest

THEIRS = bytes(range(16))


class AnotherDevice:
    """A device with a chain of its own."""

    def __init__(self, id: bytes = THEIRS) -> None:
        self.id = id
        self.seq = 0
        self.digest = START

    def says(self, noun: str, record: bytes, op: str, fields: Any, base: Any = None, **other: Any) -> Sealed:
        """One change, sealed. `fields` is what JSON is made of, or is that text itself."""
        self.seq += 1
        text = fields if isinstance(fields, str) else json.dumps(fields)
        hlc, seen = self.seq << 16, json.dumps(base or {})
        change = Change(new_id(), self.id, self.seq, hlc, "lee", noun, record, op, text, seen, 1, 1)
        change = replace(change, **other)
        self.digest = next_digest(self.digest, line_of(change))
        return Sealed(change, self.digest)
