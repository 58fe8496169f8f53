"""Undo against a model in plain Python: whatever two people did, it puts back just what nobody changed since."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from rounds.data.desk.desk import Desk
from rounds.data.desk.tickets import Target
from rounds.data.desk.undo import Undone, redo, undo
from rounds.data.errors import Refused
from rounds.data.ids import id_text
from rounds.data.store.check import deep_check
from tests import lakefork
from tests.builders import TickingClock
from tests.lakefork import MATE, ME

Record = tuple[str, str]
Fields = dict[str, Any]
State = dict[Record, Fields]
FEW = 2
"""Tickets that are worked on: few, so that people get in each other's way."""
MOVES = ("version", "versions", "updated", "row", "extra")
"""What moves with every change, whatever it is."""
NOT_THERE = {"is there": False}

WISHES = st.fixed_dictionaries(
    {},
    optional={
        "priority": st.sampled_from(["low", "high", "urgent"]),
        "severity": st.sampled_from([1, 2, 4]),
        "room": st.sampled_from([None, "A1", "B2"]),
        "status": st.sampled_from(["open", "waiting", "held"]),
    },
).filter(bool)
SOME = st.sets(st.integers(0, FEW - 1), min_size=1)
TIMES = st.integers(1, 3)
OTHER = {"priority": "normal", "severity": 3, "room": "C3", "status": "done"}
"""What no wish asks for."""
WHO = st.sampled_from([ME, MATE])


@dataclass
class Act:
    """What an act changed: by record and field, from what and to what."""

    changed: dict[Record, dict[str, tuple[Any, Any]]]

    def taken_back(self, now: State) -> State:
        """The state without the act, where it left each of a record's fields as they still are."""
        after = {record: dict(fields) for record, fields in now.items()}
        for record, changed in self.changed.items():
            if all(now.get(record, NOT_THERE).get(name) == to for name, (_, to) in changed.items()):
                after[record].update({name: before for name, (before, _) in changed.items()})
        return after


@dataclass
class Person:
    """Somebody at a desk, with what can be taken back and what can be done again."""

    desk: Desk
    done: list[Act] = field(default_factory=list)
    undone: list[tuple[Act, Act]] = field(default_factory=list)
    """An act that was taken back, and the act that took it back."""


class Undo(RuleBasedStateMachine):
    """Two people at one replica, who change the same few tickets and take their changes back."""

    @initialize()
    def begin(self) -> None:
        """Two desks on one file."""
        self.folder = tempfile.TemporaryDirectory()
        path = Path(shutil.copyfile(_made(), Path(self.folder.name) / "replica.db"))
        clock = TickingClock(lakefork.NOW, step_ms=1000)
        self.people = {login: Person(lakefork.desk_at(path, login, clock)) for login in (ME, MATE)}
        for person in self.people.values():
            person.desk.recorder.connection.execute("PRAGMA synchronous = OFF")
        rows = self.desk.connection.execute("SELECT id FROM ticket WHERE status = 'open' ORDER BY row LIMIT ?", (FEW,))
        self.tickets = [id_text(id) for (id,) in rows]

    def teardown(self) -> None:
        """The file agrees with its own log."""
        if hasattr(self, "people"):
            for person in self.people.values():
                person.desk.replica.close()
            assert deep_check(Path(self.folder.name) / "replica.db") == []
            self.folder.cleanup()

    @property
    def desk(self) -> Desk:
        """A desk to read at."""
        return self.people[ME].desk

    # -- acts ------------------------------------------------------------------------------------------------------

    @rule(who=WHO, some=SOME, wish=WISHES)
    def change(self, who: str, some: set[int], wish: Fields) -> None:
        """One ticket or several get new values; what is refused of several is left."""
        self.act(who, lambda desk: desk.tickets.change([Target(self.tickets[n]) for n in sorted(some)], wish))

    @rule(who=WHO, n=st.integers(0, FEW - 1))
    def write_a_note(self, who: str, n: int) -> None:
        """A note is a record of its own, which is gone again when it is taken back."""
        self.act(who, lambda desk: desk.tickets.note(self.tickets[n], "Looked at it."))

    @rule(who=WHO, some=SOME)
    def change_with_a_note(self, who: str, some: set[int]) -> None:
        """Values and notes in one act."""
        targets = [Target(self.tickets[n]) for n in sorted(some)]
        self.act(who, lambda desk: desk.tickets.change(targets, {"priority": "urgent"}, "The principal called."))

    @rule(who=WHO, n=st.integers(0, FEW - 1))
    def close(self, who: str, n: int) -> None:
        """Several fields of one record at once."""
        self.act(who, lambda desk: desk.tickets.close([Target(self.tickets[n])], "Put right."))

    @rule(who=WHO, n=st.integers(0, FEW - 1))
    def reopen(self, who: str, n: int) -> None:
        """And back."""
        self.act(who, lambda desk: desk.tickets.reopen([Target(self.tickets[n])]))

    # -- taking back -----------------------------------------------------------------------------------------------

    @rule(who=WHO, times=TIMES)
    def undo(self, who: str, times: int) -> None:
        """The last acts are taken back where nobody changed them since; the rest of the replica is as it was."""
        person = self.people[who]
        for _ in range(times):
            act = person.done.pop() if person.done else None  # one that cannot be taken back is left behind
            taken = self.take_back(person, undo, act)
            if act is not None and taken is not None:
                person.undone.append((act, taken))

    @rule(who=WHO, times=TIMES)
    def undo_and_redo(self, who: str, times: int) -> None:
        """What was taken back last is done again, likewise."""
        self.undo(who, times)
        person = self.people[who]
        for _ in range(times):
            taken = self.take_back(person, redo, person.undone[-1][1] if person.undone else None)
            if taken is not None:
                person.done.append(person.undone.pop()[0])

    @rule(who=WHO, wish=WISHES)
    def undo_after_another(self, who: str, wish: Fields) -> None:
        """Another changes what was just changed; then it is taken back."""
        other = ME if who == MATE else MATE
        self.change(who, {0, 1}, wish)
        self.change(other, {1}, {name: OTHER[name] for name in wish})
        self.undo(who, 1)

    def take_back(self, person: Person, how: Callable[[Desk], Undone], act: Act | None) -> Act | None:
        """Take one act back; gives what that changed, and none where it was refused."""
        before = self.state()
        expected = act.taken_back(before) if act else before
        left = {record for record in act.changed if expected[record] == before[record]} if act else set()
        if act is None or len(left) == len(act.changed):
            with pytest.raises(Refused, match=r"there is nothing to|changed since") as refusal:
                how(person.desk)
            assert ("nothing to" in refusal.value.message) is (act is None)
            assert self.state() == before
            return None
        told = how(person.desk)
        assert self.state() == expected
        assert set(told.records) == set(act.changed) - left
        assert len(told.refused) == len(left)
        return Act(_difference(before, expected))

    @invariant()
    def the_log_says_who(self) -> None:
        """Every act has its actor, and an undo the act that it takes back, which is older."""
        if not hasattr(self, "people"):
            return
        rows = self.desk.connection.execute(
            "SELECT count(*) FROM act WHERE (kind IN ('undo', 'redo')) <> (undoes IS NOT NULL) OR undoes >= txn"
        )
        assert rows.fetchone() == (0,)

    # -- the replica -----------------------------------------------------------------------------------------------

    def act(self, who: str, work: Callable[[Desk], object]) -> None:
        """Do something, and learn from the rows what it changed."""
        person = self.people[who]
        with self.learning(person):
            try:
                work(person.desk)
            except Refused:
                return

    @contextmanager
    def learning(self, person: Person) -> Iterator[None]:
        """Whatever changes meanwhile is an act of that person."""
        before = self.state()
        yield
        changed = _difference(before, self.state())
        if changed:
            person.done.append(Act(changed))
            person.undone.clear()

    def state(self) -> State:
        """Every ticket and note as it stands."""
        found: State = {}
        for noun in ("ticket", "note"):
            rows = self.desk.connection.execute(f"SELECT * FROM {noun}")
            names = [column[0] for column in rows.description]
            for row in rows:
                fields = {name: value for name, value in zip(names, row, strict=True) if name not in MOVES}
                there = fields.pop("deleted_at") is None
                found[noun, id_text(fields.pop("id"))] = {**fields, "is there": there}
        return found


def _difference(before: State, after: State) -> dict[Record, dict[str, tuple[Any, Any]]]:
    told = {}
    for record, fields in after.items():
        old = before.get(record)
        if old is None:
            told[record] = {"is there": (False, True)}
        elif old != fields:
            told[record] = {name: (old[name], value) for name, value in fields.items() if old[name] != value}
    return told


_folder = tempfile.TemporaryDirectory()


def _made() -> Path:
    """The invented district, made once."""
    path = Path(_folder.name) / "replica.db"
    return path if path.exists() else lakefork.make(Path(_folder.name))


Undo.TestCase.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestUndo = Undo.TestCase
