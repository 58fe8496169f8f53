"""Small replicas and records for tests: readable, seeded, without a sleep."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from rounds.data.clock import MINUTE_MS
from rounds.data.store.act import Put
from rounds.data.store.open import Replica, create
from rounds.data.store.record import Recorder

MONDAY = 1_790_586_000_000
"""2026-09-28 09:00 UTC, in milliseconds."""

_numbers = count(1)


class TickingClock:
    """A clock that goes on by `step_ms` each time it is read, and otherwise stands."""

    def __init__(self, start_ms: int = MONDAY, step_ms: int = 1000) -> None:
        self.now = start_ms
        self.step = step_ms

    def __call__(self) -> int:
        """The time now, in UTC milliseconds."""
        self.now += self.step
        return self.now

    def pass_minutes(self, minutes: int) -> None:
        """Let time pass."""
        self.now += minutes * MINUTE_MS


def a_replica(folder: Path, actor: str = "kim", code: str = "K7Q", name: str = "replica.db") -> Replica:
    """A fresh replica of a device with a known code."""
    return create(folder / name, actor, TickingClock(), code=code)


def a_building(recorder: Recorder, level: str = "elementary", **values: Any) -> str:
    """A building; gives its id."""
    n = next(_numbers)
    return recorder.put("building", {"code": f"{n:03d}", "name": f"School {n}", "level": level, **values}).id


def a_person(recorder: Recorder, **values: Any) -> str:
    """Somebody with a mail address; gives the id."""
    n = next(_numbers)
    return recorder.put("person", {"name": f"Person {n}", "mail": f"person{n}@example.org", **values}).id


def a_ticket(recorder: Recorder, room: str = "B12", **values: Any) -> str:
    """An open ticket with a number; its school and requester are made where they are not given. Gives its id."""
    given = {"subject": "The printer prints nothing", "room": room, "opened": recorder.clock(), **values}
    if "requester" not in given:
        given["requester"] = a_person(recorder)
    if "building" not in given:
        given["building"] = a_building(recorder)
    with recorder.act("file a ticket") as act:
        return act.put(Put("ticket", {"number": act.number(), **given})).id


def a_note(recorder: Recorder, ticket: str, text: str = "Looked at it", **values: Any) -> str:
    """A note on a ticket; gives its id."""
    return recorder.put("note", {"ticket": ticket, "at": recorder.clock(), "text": text, **values}).id
