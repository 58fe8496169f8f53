"""Changes made elsewhere: whatever they hold they are taken in, word for word, and add up to the same rows."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rounds.data.ids import id_bytes, id_text
from rounds.data.nouns.registry import catalogue
from rounds.data.nouns.spec import Merge
from rounds.data.store.apply import Sealed
from rounds.data.store.check import deep_check
from rounds.data.store.fold import CHANGE_COLUMNS, Oddity
from rounds.data.store.line import Change
from rounds.data.store.open import Replica
from tests.another_device import THEIRS, AnotherDevice
from tests.builders import a_building, a_note, a_person, a_replica, a_ticket

CATALOGUE = catalogue()
HERE = b"\x01" * 16


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Replica]:
    """An empty replica, sound at the end."""
    with closing(a_replica(tmp_path, code="ABC")) as replica:
        replica.recorder.connection.execute("PRAGMA synchronous = OFF")
        yield replica
        assert deep_check(replica.path) == []


def log(replica: Replica) -> list[Sealed]:
    """The changes of a replica, in its order."""
    rows = replica.recorder.connection.execute(f"SELECT {CHANGE_COLUMNS}, digest FROM change ORDER BY n")
    return [Sealed(Change(*columns), digest) for *columns, digest in rows]


def rows(replica: Replica) -> dict[str, list[Any]]:
    """Every row of every noun."""
    ask = replica.recorder.connection.execute
    return {noun: ask(f'SELECT * FROM "{noun}" ORDER BY id').fetchall() for noun in CATALOGUE}


def record(replica: Replica, noun: str, id: bytes = HERE) -> dict[str, Any]:
    """One row, as it is stored."""
    cursor = replica.recorder.connection.execute(f'SELECT * FROM "{noun}" WHERE id = ?', (id,))
    return dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))


def kinds(replica: Replica, *changes: Sealed) -> list[Oddity]:
    """What was odd about some changes."""
    return [problem.kind for problem in replica.recorder.apply(changes).problems]


PERSON = {"name": ["Ann"], "mail": ["ann@example.org"]}


def test_a_log_taken_in_elsewhere_gives_the_same_rows_and_the_same_log(replica: Replica, tmp_path: Path) -> None:
    with closing(a_replica(tmp_path, name="source.db")) as source:
        recorder = source.recorder
        tickets = [a_ticket(recorder, building=a_building(recorder)) for _ in range(5)]
        for n, ticket in enumerate(tickets):
            note = a_note(recorder, ticket, "first")
            recorder.put("ticket", {"status": "open", "room": None, "testing": n % 2 == 0}, id=ticket)
            recorder.put("note", {"text": "second", "deleted_at": 5 if n % 2 else None}, id=note)
        applied = replica.recorder.apply(log(source))
        assert (applied.taken, applied.known, applied.problems) == (len(log(source)), 0, ())
        assert rows(replica) == rows(source)
        assert log(replica) == log(source)
        again = replica.recorder.apply(log(source))
        assert (again.taken, again.known, again.problems) == (0, len(log(source)), ())
        heads = "SELECT seq, hlc, digest FROM chain WHERE device = ?"
        device = log(source)[0].change.device
        head = recorder.connection.execute(heads, (device,)).fetchone()
        assert replica.recorder.connection.execute(heads, (device,)).fetchone() == head


def test_the_own_chain_is_as_it_was(replica: Replica) -> None:
    a_person(replica.recorder)
    before = replica.recorder.connection.execute("SELECT * FROM chain WHERE own = 1").fetchone()
    replica.recorder.apply([AnotherDevice().says("person", HERE, "C", PERSON)])
    assert replica.recorder.connection.execute("SELECT * FROM chain WHERE own = 1").fetchone() == before
    theirs = "SELECT own, seq, acked FROM chain WHERE device = ?"
    assert replica.recorder.connection.execute(theirs, (THEIRS,)).fetchone() == (0, 1, 1)


def test_listeners_are_told_which_records_changed(replica: Replica) -> None:
    told: list[Any] = []
    replica.recorder.listeners.append(lambda committed: told.append(committed.records))
    replica.recorder.apply([AnotherDevice().says("person", HERE, "C", PERSON)])
    assert told == [frozenset({("person", id_text(HERE))})]


def test_an_edit_here_builds_on_what_came_from_there(replica: Replica) -> None:
    theirs = AnotherDevice()
    made = theirs.says("person", HERE, "C", PERSON)
    edit = theirs.says("person", HERE, "U", {"room": [None, "B1"]})
    replica.recorder.apply([made, edit])
    replica.recorder.put("person", {"room": "B2", "name": "Anna"}, id=id_text(HERE))
    assert json.loads(log(replica)[-1].change.base) == {
        "room": id_text(edit.change.id),
        "name": id_text(made.change.id),
    }


def test_of_two_changes_the_later_in_the_given_order_wins(replica: Replica) -> None:
    one, other = AnotherDevice(), AnotherDevice(b"\x02" * 16)
    changes = [
        one.says("person", HERE, "C", PERSON),
        one.says("person", HERE, "U", {"room": [None, "late"]}, hlc=99 << 16),
        other.says("person", HERE, "U", {"room": [None, "early"]}, hlc=1 << 16),
    ]
    assert kinds(replica, *changes) == []
    assert record(replica, "person")["room"] == "early"


def test_an_unknown_noun_is_kept_in_the_log(replica: Replica) -> None:
    change = AnotherDevice().says("unicorn", HERE, "C", {"colour": ["white"]})
    assert kinds(replica, change) == [Oddity.UNKNOWN_NOUN]
    assert log(replica) == [change]


def test_an_unknown_field_waits_beside_the_record(replica: Replica) -> None:
    theirs = AnotherDevice()
    changes = [
        theirs.says("person", HERE, "C", {**PERSON, "shoe": [42]}),
        theirs.says("person", HERE, "U", {"shoe": [42, {"left": 43}], "hat": [None, "red"], "room": [None, "B1"]}),
    ]
    assert kinds(replica, *changes) == [Oddity.UNKNOWN_FIELD] * 3
    found = record(replica, "person")
    assert json.loads(found["extra"]) == {"shoe": {"left": 43}, "hat": "red"}
    assert found["room"] == "B1"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", 7),
        ("name", ["Ann"]),
        ("name", "x" * 501),
        ("role", "king"),
        ("role", 1),
        ("active", "perhaps"),
        ("building", "no id"),
        ("building", {"id": 1}),
        ("deleted_at", "yesterday"),
        ("deleted_at", 2**60),
    ],
)
def test_a_value_that_a_field_cannot_hold_waits_and_the_field_keeps_what_it_had(
    replica: Replica, field: str, value: Any
) -> None:
    theirs = AnotherDevice()
    replica.recorder.apply([theirs.says("person", HERE, "C", PERSON)])
    before = record(replica, "person")[field]
    assert kinds(replica, theirs.says("person", HERE, "U", {field: [None, value]})) == [Oddity.BAD_VALUE]
    found = record(replica, "person")
    assert found[field] == before
    assert json.loads(found["extra"]) == {field: value}
    assert kinds(replica, theirs.says("person", HERE, "U", {field: [value, None]})) == []
    assert record(replica, "person")["extra"] is None


def test_hostile_text_is_cleaned_in_the_row_and_kept_in_the_log(replica: Replica) -> None:
    change = AnotherDevice().says("person", HERE, "C", {**PERSON, "name": ["\x1b[31mAnn\ud83d"]})
    replica.recorder.apply([change])
    assert record(replica, "person")["name"] == "␛[31mAnn�"
    assert log(replica) == [change]


def test_a_change_of_a_record_that_is_not_here_makes_one_with_defaults(replica: Replica) -> None:
    theirs = AnotherDevice()
    assert kinds(replica, theirs.says("ticket", HERE, "U", {"room": ["A1", "B1"]})) == [Oddity.NO_RECORD]
    found = record(replica, "ticket")
    assert (found["room"], found["status"], found["severity"], found["number"]) == ("B1", "new", 3, None)


def test_a_creation_that_comes_late_fills_what_no_update_has_set(replica: Replica) -> None:
    theirs = AnotherDevice()
    made = theirs.says("person", HERE, "C", {**PERSON, "room": ["A1"]})
    edit = theirs.says("person", HERE, "U", {"room": ["A1", "B1"]})
    assert kinds(replica, edit, made) == [Oddity.HOLE, Oddity.NO_RECORD, Oddity.MADE_TWICE]
    found = record(replica, "person")
    assert (found["room"], found["name"]) == ("B1", "Ann")


def test_a_note_that_comes_before_its_ticket_is_found_with_it(replica: Replica) -> None:
    theirs = AnotherDevice()
    note = b"\x05" * 16
    changes = [
        theirs.says("note", note, "U", {"text": [None, "needle"]}),
        theirs.says("ticket", HERE, "C", {"number": ["X-1"], "subject": ["dead"]}),
        theirs.says("note", note, "U", {"ticket": [None, id_text(HERE)]}),
    ]
    replica.recorder.apply(changes)
    found = "SELECT count(*) FROM ticket_search WHERE ticket_search MATCH 'needle'"
    assert replica.recorder.connection.execute(found).fetchone() == (1,)


def test_a_note_that_moves_to_another_ticket_is_found_there_and_no_longer_here(replica: Replica) -> None:
    first, second = (a_ticket(replica.recorder) for _ in range(2))
    a_note(replica.recorder, first, "stays")
    note = id_bytes(a_note(replica.recorder, first, "needle"))
    replica.recorder.apply([AnotherDevice().says("note", note, "U", {"ticket": [first, second]})])
    ask = "SELECT id FROM ticket WHERE row IN (SELECT rowid FROM ticket_search WHERE ticket_search MATCH ?)"
    found = {word: replica.recorder.connection.execute(ask, (word,)).fetchall() for word in ("needle", "stays")}
    assert found == {"needle": [(id_bytes(second),)], "stays": [(id_bytes(first),)]}


def test_a_record_without_what_it_needs_is_made_all_the_same(replica: Replica) -> None:
    assert kinds(replica, AnotherDevice().says("person", HERE, "C", {})) == []
    other = b"\x02" * 16
    change = AnotherDevice(b"\x03" * 16).says("building", other, "C", {"code": ["001"]})
    applied = replica.recorder.apply([change])
    assert [(each.kind, each.field) for each in applied.problems] == [
        (Oddity.MISSING, "name"),
        (Oddity.MISSING, "level"),
    ]


def test_a_needed_field_is_not_emptied(replica: Replica) -> None:
    theirs = AnotherDevice()
    made = theirs.says("ticket", HERE, "C", {"number": ["X-1"], "subject": ["dead"]})
    emptied = theirs.says("ticket", HERE, "U", {"severity": [3, None], "status": ["new", None]})
    found = kinds(replica, made, emptied)
    assert found.count(Oddity.MISSING) >= 2
    assert (record(replica, "ticket")["severity"], record(replica, "ticket")["status"]) == (3, "new")


def test_the_same_number_with_other_bytes_is_a_fork_and_left_out(replica: Replica) -> None:
    one, clone = AnotherDevice(), AnotherDevice()
    first = one.says("person", HERE, "C", PERSON)
    other = clone.says("person", HERE, "C", {**PERSON, "name": ["Bob"]})
    assert kinds(replica, first, other, first) == [Oddity.FORK]
    assert record(replica, "person")["name"] == "Ann"
    assert log(replica) == [first]


def test_a_change_that_is_not_what_its_device_wrote_is_left_out(replica: Replica) -> None:
    theirs = AnotherDevice()
    first, second, third = (theirs.says("person", HERE, "C", PERSON) for _ in range(3))
    forged = Sealed(replace(second.change, actor="mallory"), second.digest)
    assert kinds(replica, first, forged) == [Oddity.ALTERED]
    assert kinds(replica, replace(first, digest=b"\x00" * 32)) == [Oddity.FORK]
    assert [each.change.seq for each in log(replica)] == [1]
    assert kinds(replica, second, third) == [Oddity.MADE_TWICE] * 2


def test_a_change_under_this_replicas_own_name_is_left_out(replica: Replica) -> None:
    (own,) = replica.recorder.connection.execute("SELECT device FROM chain WHERE own = 1").fetchone()
    assert kinds(replica, AnotherDevice(own).says("person", HERE, "C", PERSON)) == [Oddity.AHEAD]
    assert log(replica) == []


def test_a_hole_in_the_numbers_is_told_and_can_be_filled_later(replica: Replica) -> None:
    theirs = AnotherDevice()
    first, second, third = (
        theirs.says("person", bytes([n]) * 16, "C", {**PERSON, "name": [f"P{n}"]}) for n in range(1, 4)
    )
    assert kinds(replica, first, third) == [Oddity.HOLE]
    assert [finding.says.split(": ")[1] for finding in deep_check(replica.path)] == ["changes 2 to 2 are missing"]
    assert kinds(replica, second) == []
    assert len(rows(replica)["person"]) == 3


def test_a_change_that_came_under_another_number_does_not_undo_what_came_after(replica: Replica) -> None:
    theirs, rekeyed = AnotherDevice(), AnotherDevice(b"\x07" * 16)
    made = theirs.says("person", HERE, "C", PERSON)
    first = theirs.says("person", HERE, "U", {"room": [None, "B1"]})
    second = theirs.says("person", HERE, "U", {"room": ["B1", "B2"]})
    again = rekeyed.says("person", HERE, "U", {"room": [None, "B1"]}, id=first.change.id)
    assert kinds(replica, made, first, second, again) == [Oddity.AGAIN]
    assert record(replica, "person")["room"] == "B2"
    assert len(log(replica)) == 4


def test_of_two_maxima_that_did_not_see_each_other_the_larger_stands(tmp_path: Path) -> None:
    with closing(a_replica(tmp_path)) as replica:
        room = replica.catalogue["choice"]
        fields = {**room.fields, "rank": replace(room["rank"], merge=Merge.MAX)}
        replica.recorder.catalogue = {**replica.catalogue, "choice": replace(room, fields=fields)}
        one, other = AnotherDevice(), AnotherDevice(b"\x02" * 16)
        made = one.says("choice", HERE, "C", {"list": ["x"], "code": ["y"], "rank": [5]})
        seen = {"rank": id_text(made.change.id)}
        high = one.says("choice", HERE, "U", {"rank": [5, 9]}, seen)
        low = other.says("choice", HERE, "U", {"rank": [5, 7]}, seen)
        lowered = other.says("choice", HERE, "U", {"rank": [9, 2]}, {"rank": id_text(high.change.id)})
        replica.recorder.apply([made, high, low])
        assert record(replica, "choice")["rank"] == 9
        replica.recorder.apply([lowered])
        assert record(replica, "choice")["rank"] == 2


def test_one_that_fails_half_way_leaves_nothing(replica: Replica) -> None:
    def cut() -> Iterator[Sealed]:
        theirs = AnotherDevice()
        yield theirs.says("person", HERE, "C", PERSON)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replica.recorder.apply(cut())
    assert log(replica) == []
    assert rows(replica)["person"] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None, exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(sorted({name for noun in CATALOGUE.values() for name in noun.fields})) | st.text(max_size=5)
FIELDS = st.dictionaries(NAMES | st.just("deleted_at"), st.lists(JSON, min_size=1, max_size=2), max_size=4)
RAW = st.text(max_size=20) | st.sampled_from(
    [
        "",
        "null",
        "[]",
        '{"name":[]}',
        '{"name":"x"}',
        "NaN",
        '{"rank":[1e999]}',
        "[" * 4000,
        '{"a":[' + "[" * 900,
        "9" * 9999,
    ]
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    told=st.lists(
        st.tuples(
            st.sampled_from([*CATALOGUE, "unicorn", ""]),
            st.integers(0, 2),
            st.sampled_from(["C", "U", "U", "D", ""]),
            FIELDS | RAW,
            st.dictionaries(NAMES, JSON, max_size=2),
        ),
        max_size=8,
    ),
    order=st.randoms(use_true_random=False),
)
def test_nothing_that_a_change_can_hold_raises_and_everything_is_in_the_log(told: list[Any], order: Any) -> None:
    with tempfile.TemporaryDirectory() as folder, closing(a_replica(Path(folder))) as replica:
        replica.recorder.connection.execute("PRAGMA synchronous = OFF")
        device = AnotherDevice()
        changes = []
        for noun, which, op, fields, base in told:
            try:
                changes.append(device.says(noun, bytes([which + 1]) * 16, op, fields, base))
            except UnicodeEncodeError:  # it has no bytes, so no device can have sent it
                device.seq -= 1
        order.shuffle(changes)
        applied = replica.recorder.apply(changes)
        assert applied.taken == len(changes)
        assert sorted(each.change.seq for each in log(replica)) == list(range(1, len(changes) + 1))
        assert deep_check(replica.path) == []
        assert replica.recorder.apply(changes).known == len(changes)


@pytest.mark.parametrize(
    "broken",
    [
        {"id": b"short"},
        {"record": b""},
        {"device": b"\x00" * 17},
        {"seq": 0},
        {"seq": -1},
        {"seq": 2**63},
        {"hlc": -1},
        {"hlc": 2**70},
        {"txn": 2**64},
        {"schema": -1},
        {"actor": "\ud800"},
        {"noun": "\udfff"},
        {"fields": "\ud800"},
    ],
    ids=lambda broken: next(iter(broken)),
)
def test_what_cannot_be_written_at_all_is_left_out_and_told(replica: Replica, broken: dict[str, Any]) -> None:
    theirs = AnotherDevice()
    whole = theirs.says("person", HERE, "C", PERSON)
    assert kinds(replica, Sealed(replace(whole.change, **broken), whole.digest)) == [Oddity.MALFORMED]
    assert kinds(replica, Sealed(whole.change, b"short")) == [Oddity.MALFORMED]
    assert kinds(replica, whole) == []


def test_a_text_with_a_NUL_in_the_log_is_kept_word_for_word(replica: Replica) -> None:  # noqa: N802 - it is called so
    change = AnotherDevice().says("person\x00", HERE, "C", PERSON, actor="le\x00e")
    replica.recorder.apply([change])
    assert log(replica) == [change]


def test_a_batch_larger_than_what_is_kept_back_adds_up_all_the_same(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rounds.data.store.apply.HELD_MAX", 3)
    theirs = AnotherDevice()
    ids = [bytes([n]) * 16 for n in range(1, 11)]
    changes = [theirs.says("person", id, "C", PERSON) for id in ids]
    changes += [theirs.says("person", id, "U", {"room": [None, f"B{turn}"]}) for turn in range(3) for id in ids]
    assert kinds(replica, *changes) == []
    assert [row["room"] for row in (record(replica, "person", id) for id in ids)] == ["B2"] * 10


def test_the_guard_is_closed_again_after_it(replica: Replica) -> None:
    replica.recorder.apply([AnotherDevice().says("person", HERE, "C", PERSON)])
    with pytest.raises(sqlite3.IntegrityError, match="outside of the recorder"):
        replica.recorder.connection.execute("UPDATE person SET name = 'x'")
