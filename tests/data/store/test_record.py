"""The writer against a model in plain Python: whatever is put, row, change, chain and search say the same."""

from __future__ import annotations

import json
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rounds.data.errors import BadInput, NotFound
from rounds.data.ids import id_text, new_id
from rounds.data.store.act import ChangedMeanwhile, Put, Written
from rounds.data.store.check import deep_check
from rounds.data.store.fold import CHANGE_COLUMNS
from rounds.data.store.line import START, Change, line_of, next_digest
from rounds.data.store.open import Replica
from tests.builders import a_building, a_person, a_replica, a_ticket

ROOMS = st.sampled_from([None, "", "A1", "B12", "Gym", "\x1b[31mred", "Ünï"])
SEVERITIES = st.sampled_from([1, 2, 3, 4])
DESCRIPTIONS = st.sampled_from([None, "dead", "dead\r\nas ever", "‮backwards", "x" * 5000])
EDITS = st.fixed_dictionaries({}, optional={"room": ROOMS, "severity": SEVERITIES, "description": DESCRIPTIONS})


def heads(replica: Replica) -> tuple[Any, ...]:
    """The chain's row, and how many changes and acts there are."""
    row = replica.recorder.connection.execute("SELECT * FROM chain WHERE own = 1").fetchone()
    counts = replica.recorder.connection.execute("SELECT (SELECT count(*) FROM change), (SELECT count(*) FROM act)")
    return (*row, *counts.fetchone())


def changes(replica: Replica) -> list[Change]:
    """The log, in order."""
    found = replica.recorder.connection.execute(f"SELECT {CHANGE_COLUMNS} FROM change ORDER BY n")
    return [Change(*columns) for columns in found]


def stored(replica: Replica, noun: str, id: str) -> dict[str, Any]:
    """A record as a transaction sees it."""
    with replica.recorder.act("look") as act:
        found = act.present(noun, id)
    assert found is not None
    return found


@dataclass
class Model:
    """What the writer should hold: values, the change that set each of them, and every version there was."""

    values: dict[str, Any]
    set_by: dict[str, str]
    version: str
    versions: list[str] = field(default_factory=list)
    writes: dict[str, list[str]] = field(default_factory=dict)
    """Field to the versions that wrote it, in order."""


class Writer(RuleBasedStateMachine):
    """Puts of every kind, some of which must be refused, against `Model`."""

    @initialize()
    def open(self) -> None:
        """A replica with a school and somebody."""
        self.folder = tempfile.TemporaryDirectory()
        self.replica = a_replica(Path(self.folder.name))
        self.recorder = self.replica.recorder
        self.recorder.connection.execute("PRAGMA synchronous = OFF")
        self.school = a_building(self.recorder)
        self.person = a_person(self.recorder)
        self.tickets: dict[str, Model] = {}
        self.made = 0

    def teardown(self) -> None:
        """Hold the whole file against its own log."""
        if hasattr(self, "replica"):
            assert deep_check(self.replica.path) == []
            self.replica.close()
            self.folder.cleanup()

    @rule(edit=EDITS)
    def make(self, edit: dict[str, Any]) -> None:
        """A new ticket has what was given, the defaults, and the next number."""
        with self.recorder.act("file") as act:
            number = act.number()
            written = act.put(self._new(number, edit))
        self.made += 1
        assert (written.made, number) == (True, f"K7Q-{self.made:04d}")
        self._learn(written, edit)

    @rule(edits=st.lists(EDITS, min_size=1, max_size=4))
    def make_many(self, edits: list[dict[str, Any]]) -> None:
        """Many at once are one act."""
        before = heads(self.replica)
        written = self.recorder.put_many([self._new(f"X-{n}", edit) for n, edit in enumerate(edits)], "many")
        assert heads(self.replica)[-1] == before[-1] + 1
        for each, edit in zip(written, edits, strict=True):
            self._learn(each, edit)

    @precondition(lambda self: self.tickets)
    @rule(data=st.data(), edit=EDITS)
    def change(self, data: st.DataObject, edit: dict[str, Any]) -> None:
        """Without a base the last one wins; what is so already is no change."""
        id = data.draw(st.sampled_from(sorted(self.tickets)))
        self._changed(id, self.recorder.put("ticket", edit, id=id))

    @precondition(lambda self: self.tickets)
    @rule(data=st.data(), edit=EDITS)
    def change_what_was_seen(self, data: st.DataObject, edit: dict[str, Any]) -> None:
        """With a base, a field that was written since is refused, and nothing of the edit is kept."""
        id = data.draw(st.sampled_from(sorted(self.tickets)))
        model = self.tickets[id]
        base = data.draw(st.sampled_from(model.versions))
        seen = model.versions.index(base)
        differs = self._differing(id, edit)
        lost = {name for name in differs if any(model.versions.index(v) > seen for v in model.writes.get(name, []))}
        before = heads(self.replica)
        if not lost:
            self._changed(id, self.recorder.put("ticket", edit, id=id, base=base))
            return
        with pytest.raises(ChangedMeanwhile) as refusal:
            self.recorder.put("ticket", edit, id=id, base=base)
        assert {each.field: each.value for each in refusal.value.fields} == {name: model.values[name] for name in lost}
        assert heads(self.replica) == before

    @precondition(lambda self: self.tickets)
    @rule(edit=EDITS, bad=st.sampled_from(["value", "record", "field", "noun", "missing"]))
    def fail(self, edit: dict[str, Any], bad: str) -> None:
        """A put that is refused takes everything of its transaction with it: rows, seq, counter and digest."""
        id = next(iter(self.tickets))
        wrong = {
            "value": Put("ticket", {"severity": 9}, id=id),
            "record": Put("ticket", {"severity": 1}, id=id_text(new_id())),
            "field": Put("ticket", {"colour": "red"}, id=id),
            "noun": Put("unicorn", {}),
            "missing": Put("ticket", {"number": "X"}),
        }[bad]
        before = heads(self.replica)
        with pytest.raises(BadInput if bad != "record" else NotFound), self.recorder.act("fail") as act:
            act.put(self._new(act.number(), edit))
            act.put(Put("ticket", edit, id=id))
            act.flush()
            act.put(wrong)
        assert heads(self.replica) == before

    @invariant()
    def rows_and_changes_say_the_same(self) -> None:
        """Every ticket has the values of the model, and its last change says what it made of them."""
        if not hasattr(self, "tickets"):
            return
        for id, model in self.tickets.items():
            row = stored(self.replica, "ticket", id)
            assert {name: row[name] for name in model.values} == model.values
            assert row["version"] == model.version

    def _new(self, number: str, edit: dict[str, Any]) -> Put:
        given = {"number": number, "subject": "dead", "opened": 1, "building": self.school, "requester": self.person}
        return Put("ticket", {**given, **edit})

    def _learn(self, written: Written, edit: dict[str, Any]) -> None:
        values = {"room": None, "severity": 3, "description": None}
        values.update({name: _as_kept(value) for name, value in edit.items()})
        self.tickets[written.id] = Model(
            values, dict.fromkeys(values, written.version), written.version, [written.version]
        )
        change = changes_of(self.replica, written.id)[-1]
        told = json.loads(change.fields)
        assert (change.op, change.base) == ("C", "{}")
        assert {name: told[name] for name in values if values[name] is not None} == {
            name: [value] for name, value in values.items() if value is not None
        }

    def _differing(self, id: str, edit: dict[str, Any]) -> dict[str, Any]:
        values = self.tickets[id].values
        return {name: kept for name, value in edit.items() if (kept := _as_kept(value)) != values[name]}

    def _changed(self, id: str, written: Written) -> None:
        model = self.tickets[id]
        told = {name: new for name, (_, new) in written.changed.items()}
        if not told:
            assert written.version == model.version
            return
        change = changes_of(self.replica, id)[-1]
        assert json.loads(change.fields) == {name: [model.values[name], new] for name, new in told.items()}
        assert json.loads(change.base) == {name: model.set_by[name] for name in told}
        model.values.update(told)
        model.version = written.version
        model.versions.append(written.version)
        for name in told:
            model.set_by[name] = written.version
            model.writes.setdefault(name, []).append(written.version)


def _as_kept(value: Any) -> Any:
    """What the writer makes of the few values that are drawn here."""
    kept = {"": None, "\x1b[31mred": "␛[31mred", "dead\r\nas ever": "dead\nas ever", "‮backwards": "�backwards"}
    return kept.get(value, value)


def changes_of(replica: Replica, id: str) -> list[Change]:
    """The changes of one record."""
    return [change for change in changes(replica) if id_text(change.record) == id]


Writer.TestCase.settings = settings(
    max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestWriter = Writer.TestCase


def test_the_chain_can_be_computed_again(tmp_path: Path) -> None:
    with closing(a_replica(tmp_path)) as replica:
        ticket = a_ticket(replica.recorder)
        replica.recorder.put("ticket", {"subject": 'Quote " and \\ and ü'}, id=ticket)
        digest, told = START, []
        for change in changes(replica):
            digest = next_digest(digest, line_of(change))
            told.append(json.loads(line_of(change)))
        head = replica.recorder.connection.execute("SELECT seq, digest FROM chain").fetchone()
    assert head == (len(told), digest)
    assert [each["seq"] for each in told] == list(range(1, len(told) + 1))


@settings(max_examples=8, deadline=None)
@given(edits=st.lists(st.tuples(st.integers(0, 3), EDITS), max_size=12))
def test_in_bulk_is_as_one_by_one(edits: list[tuple[int, dict[str, Any]]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        told = []
        for way in ("bulk", "single"):
            with closing(a_replica(Path(name), name=f"{way}.db")) as replica:
                recorder = replica.recorder
                recorder.connection.execute("PRAGMA synchronous = OFF")
                given = {
                    "subject": "dead",
                    "opened": 1,
                    "requester": a_person(recorder, name="N", mail="n@example.org"),
                }
                ids = [recorder.put("ticket", {**given, "number": f"{n}"}).id for n in range(4)]
                puts = [Put("ticket", edit, id=ids[n]) for n, edit in edits]
                if way == "bulk":
                    recorder.put_many(puts, "bulk")
                else:
                    for put in puts:
                        recorder.put_many([put], "single")
                log = recorder.connection.execute(
                    "SELECT n, seq, op, noun, fields, length(base) FROM change ORDER BY n"
                )
                rows = recorder.connection.execute(
                    "SELECT room, severity, description, versions FROM ticket ORDER BY row"
                )
                told.append(
                    (
                        [(*each[:4], each[4].replace(_requester(recorder), "P"), each[5]) for each in log],
                        rows.fetchall(),
                    )
                )
                assert deep_check(replica.path) == []
        assert told[0] == told[1]


def _requester(recorder: Any) -> str:
    return id_text(recorder.connection.execute("SELECT id FROM person").fetchone()[0])


def test_a_record_that_is_made_and_changed_in_one_act_keeps_both_changes(tmp_path: Path) -> None:
    with closing(a_replica(tmp_path)) as replica:
        with replica.recorder.act("file and take") as act:
            made = act.put(Put("person", {"name": "Ann", "mail": "ann@example.org"}))
            act.put(Put("person", {"name": "Anna"}, id=made.id))
        assert [change.op for change in changes(replica)] == ["C", "U"]
        assert json.loads(changes(replica)[1].base) == {"name": made.version}
        assert {change.txn for change in changes(replica)} == {1}
        assert deep_check(replica.path) == []


def test_a_field_that_somebody_changed_meanwhile_is_refused_and_named_with_its_present_value(tmp_path: Path) -> None:
    with closing(a_replica(tmp_path)) as replica:
        recorder = replica.recorder
        person = a_person(recorder, room="A1")
        seen = recorder.put("person", {"phone": "1"}, id=person).version
        recorder.actor = "lee"
        recorder.put("person", {"room": "B2"}, id=person)
        recorder.actor = "kim"
        before = heads(replica)
        with pytest.raises(ChangedMeanwhile, match="room is now 'B2' \\(by lee\\)") as refusal:
            recorder.put("person", {"room": "C3", "phone": "2"}, id=person, base=seen)
        assert [(each.field, each.value, each.actor) for each in refusal.value.fields] == [("room", "B2", "lee")]
        assert heads(replica) == before
        recorder.put("person", {"room": "B2", "phone": "2"}, id=person, base=seen)
        recorder.put("person", {"room": "C3"}, id=person, base=refusal.value.version)
        assert stored(replica, "person", person)["room"] == "C3"


def test_a_clock_that_goes_back_does_not_take_the_changes_back(tmp_path: Path) -> None:
    with closing(a_replica(tmp_path)) as replica:
        times = iter([5_000, 4_000, 3_000])
        replica.recorder.clock = lambda: next(times)
        for n in range(3):
            replica.recorder.put("person", {"name": f"P{n}", "mail": f"{n}@example.org"})
        clocks = [change.hlc for change in changes(replica)]
    assert clocks == sorted(set(clocks))


def test_an_empty_field_with_a_default_is_told_so_that_a_replay_leaves_it_empty(tmp_path: Path) -> None:
    with closing(a_replica(tmp_path)) as replica:
        replica.recorder.put("choice", {"list": "type", "code": "x", "rank": None})
        assert json.loads(changes(replica)[0].fields)["rank"] == [None]
        assert deep_check(replica.path) == []


def test_a_record_can_be_made_as_one_that_was_taken_back(tmp_path: Path) -> None:
    with closing(a_replica(tmp_path)) as replica:
        replica.recorder.put("person", {"name": "Gone", "mail": "gone@example.org", "deleted_at": 7})
        assert json.loads(changes(replica)[0].fields)["deleted_at"] == [7]
        assert deep_check(replica.path) == []


def test_a_listener_is_told_once_what_was_committed_and_never_what_was_not(tmp_path: Path) -> None:
    with closing(a_replica(tmp_path)) as replica:
        told: list[frozenset[tuple[str, str]]] = []
        replica.recorder.listeners.append(lambda committed: told.append(committed.records))
        person = a_person(replica.recorder)
        with pytest.raises(BadInput):
            replica.recorder.put("person", {"role": "king"}, id=person)
    assert told == [frozenset({("person", person)})]
