"""Whatever is left of a damaged file is found, nothing is made up, and the new replica is sound."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rounds.data.errors import NotFound, Refused, Unreached
from rounds.data.ids import id_bytes
from rounds.data.nouns.registry import catalogue
from rounds.data.store.act import Put
from rounds.data.store.backup import backup
from rounds.data.store.check import deep_check
from rounds.data.store.fold import CHANGE_COLUMNS
from rounds.data.store.open import open_replica
from rounds.data.store.salvage import Salvaged, salvage
from rounds.data.store.salvage_log import Log
from rounds.data.store.schema import quoted
from tests.another_device import AnotherDevice
from tests.builders import a_building, a_note, a_person, a_replica, a_ticket
from tests.mounts import fill_up, small_disk

PAGE = 4096
CATALOGUE = catalogue()


@dataclass(frozen=True)
class Whole:
    """A replica before it is damaged."""

    path: Path
    records: dict[tuple[str, bytes], dict[str, Any]]
    values: dict[tuple[str, bytes, str], set[Any]]
    """Every value that a field of a record ever had, or has by default."""
    log: set[tuple[Any, ...]]
    pieces: set[bytes]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """A replica of some hundred records with a history, changes of another device, pieces, drafts."""
    folder = tmp_path_factory.mktemp("whole")
    chance = random.Random(1)
    with closing(a_replica(folder)) as replica:
        recorder = replica.recorder
        recorder.connection.execute("PRAGMA synchronous = OFF")
        requester, building = a_person(recorder), a_building(recorder)
        with recorder.act("sent", acknowledged=True) as act:
            act.put(Put("person", {"name": "Sent", "mail": "sent@example.org"}))
        tickets = [a_ticket(recorder, f"B{n}", building=building, requester=requester) for n in range(40)]
        theirs = AnotherDevice()
        for ticket in chance.choices(tickets, k=50):
            note = a_note(recorder, ticket, "looked " * chance.randrange(1, 90))
            recorder.put("note", {"privacy": "student"}, id=note)
            given = {"description": f"{chance.random()} " * chance.randrange(1, 500), "severity": chance.randint(1, 4)}
            recorder.put("ticket", given, id=ticket)
            recorder.apply([theirs.says("ticket", id_bytes(ticket), "U", {"room": [None, f"C{chance.random()}"]})])
        recorder.put("ticket", {"deleted_at": 5}, id=tickets[3])
        recorder.put_many([Put("asset", {"tag": f"A-{n}", "serial": f"S{n}"}) for n in range(30)], "assets")
        with recorder.act("a picture") as act:
            pieces = [chance.randbytes(chance.choice([10, 5000, 70_000])) for _ in range(6)]
            digests = [act.keep_piece(piece) for piece in pieces]
            act.put(Put("attachment", {"ticket": tickets[0], "name": "p.png", "pieces": digests}))
        recorder.local.keep("draft:ticket", "half written")
        backup(replica, folder / "saved.db")
    return Whole(
        folder / "saved.db",
        records(folder / "saved.db"),
        values(folder / "saved.db"),
        log(folder / "saved.db"),
        set(pieces),
    )


def ask(path: Path, question: str) -> list[Any]:
    """What a file answers."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(question).fetchall()


def records(path: Path) -> dict[tuple[str, bytes], dict[str, Any]]:
    """Every record of a file with its fields."""
    found = {}
    for noun, spec in CATALOGUE.items():
        names = ["id", "deleted_at", *spec.fields]
        for id, *row in ask(path, f"SELECT {', '.join(map(quoted, names))} FROM {quoted(noun)}"):
            found[noun, id] = dict(zip(names[1:], row, strict=True))
    return found


def values(path: Path) -> dict[tuple[str, bytes, str], set[Any]]:
    """Every value that a field had at any time, as its JSON."""
    found: dict[tuple[str, bytes, str], set[Any]] = {}
    for noun, id, fields in ask(path, "SELECT noun, record, fields FROM change"):
        for name, told in json.loads(fields).items():
            found.setdefault((noun, id, name), set()).update(json.dumps(each) for each in told)
    return found


def log(path: Path) -> set[tuple[Any, ...]]:
    """The changes of a file, without their place and chain."""
    return set(ask(path, f"SELECT {CHANGE_COLUMNS} FROM change"))


def assert_nothing_is_made_up(whole: Whole, target: Path) -> None:
    """What was salvaged is sound, and is some of what was there."""
    assert deep_check(target) == []
    found = records(target)
    assert found.keys() <= whole.records.keys()
    own = ask(target, "SELECT device FROM chain WHERE own = 1")[0][0]
    assert {change for change in log(target) if change[1] != own} <= whole.log
    for (noun, id, name), told in values(target).items():
        default = CATALOGUE[noun].fields[name].default if name in CATALOGUE[noun].fields else None
        assert told <= whole.values.get((noun, id, name), set()) | {json.dumps(default), "null"}, (noun, name)
    assert {piece for (piece,) in ask(target, "SELECT bytes FROM piece")} <= whole.pieces


def damaged(whole: Whole, tmp_path: Path, content: bytes) -> Path:
    """A file with that content."""
    path = tmp_path / "damaged.db"
    path.write_bytes(content)
    return path


def assert_everything_is_there(whole: Whole, target: Path, salvaged: Salvaged) -> None:
    """Nothing was lost."""
    assert salvaged.problems == ()
    assert salvaged.records == len(whole.records)
    assert salvaged.unsent == ask(whole.path, "SELECT sum(seq - acked) FROM chain")[0][0]
    assert records(target) == whole.records
    assert whole.log == log(target)
    assert {piece for (piece,) in ask(target, "SELECT bytes FROM piece")} == whole.pieces
    assert deep_check(target) == []


def test_of_a_file_that_is_not_damaged_everything_is_there(whole: Whole, tmp_path: Path) -> None:
    target = tmp_path / "new.db"
    salvaged = salvage(whole.path, target)
    assert_everything_is_there(whole, target, salvaged)
    old, new = (
        ask(path, "SELECT device, code, counter, seq, hlc, digest, acked FROM chain ORDER BY own DESC")
        for path in (whole.path, target)
    )
    assert set(new[1:]) == set(old)
    assert new[0][1] not in {code for _, code, *_ in old}
    assert salvaged.unsent == ask(whole.path, "SELECT sum(seq - acked) FROM chain")[0][0] > 0
    assert ask(target, "SELECT device, txn, actor, says FROM act") == ask(
        whole.path, "SELECT device, txn, actor, says FROM act"
    )
    assert ask(target, "SELECT value FROM local WHERE key = 'draft:ticket'") == [("half written",)]


def test_the_new_replica_opens_and_goes_on(whole: Whole, tmp_path: Path) -> None:
    target = tmp_path / "new.db"
    salvage(whole.path, target)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["new.db"]
    with closing(open_replica(target, "kim")) as replica:
        a_ticket(replica.recorder)
        numbers = [number for (number,) in replica.recorder.connection.execute("SELECT number FROM ticket")]
    assert len(numbers) == len(set(numbers)) == 41
    assert deep_check(target) == []


def test_the_damaged_file_is_not_touched(whole: Whole, tmp_path: Path) -> None:
    path = damaged(whole, tmp_path, whole.path.read_bytes()[:-PAGE])
    before = path.read_bytes(), path.stat().st_mtime_ns
    salvage(path, tmp_path / "new.db")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["damaged.db", "new.db"]


@pytest.mark.parametrize("length", [16, 100, PAGE])
def test_without_its_header_or_first_page_everything_is_there(whole: Whole, tmp_path: Path, length: int) -> None:
    path = damaged(whole, tmp_path, bytes(length) + whole.path.read_bytes()[length:])
    salvaged = salvage(path, tmp_path / "new.db")
    if length < PAGE:
        assert_everything_is_there(whole, tmp_path / "new.db", salvaged)
    else:
        assert records(tmp_path / "new.db") == whole.records


def test_what_is_only_in_the_log_of_a_file_is_there(tmp_path: Path) -> None:
    with closing(a_replica(tmp_path / "running")) as replica:
        for _ in range(5):
            a_ticket(replica.recorder)
        for suffix in ("", "-wal"):
            shutil.copy(f"{replica.path}{suffix}", tmp_path / f"damaged.db{suffix}")
    content = bytearray((tmp_path / "damaged.db").read_bytes())
    content[:100] = bytes(100)
    (tmp_path / "damaged.db").write_bytes(content)
    assert salvage(tmp_path / "damaged.db", tmp_path / "new.db").records == 15
    assert len(ask(tmp_path / "new.db", "SELECT 1 FROM ticket")) == 5


def _random_pages(content: bytearray, chance: random.Random) -> None:
    for page in chance.sample(range(len(content) // PAGE), chance.randint(1, 30)):
        content[page * PAGE : (page + 1) * PAGE] = chance.randbytes(PAGE)


def _zero_pages(content: bytearray, chance: random.Random) -> None:
    for page in chance.sample(range(len(content) // PAGE), chance.randint(1, 30)):
        content[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)


def _swapped_pages(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 20)):
        one, other = (chance.randrange(1, len(content) // PAGE) * PAGE for _ in range(2))
        content[one : one + PAGE], content[other : other + PAGE] = (
            content[other : other + PAGE],
            content[one : one + PAGE],
        )


def _a_stretch(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content))
    length = chance.randrange(len(content) // 2)
    content[start : start + length] = bytes(len(content[start : start + length]))


def _cut(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content)) :]


DAMAGES = [_random_pages, _zero_pages, _swapped_pages, _a_stretch, _cut]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__[1:])
def test_of_a_damaged_file_no_more_is_found_than_was_there(
    whole: Whole, tmp_path: Path, damage: Callable[[bytearray, random.Random], None], seed: int
) -> None:
    content = bytearray(whole.path.read_bytes())
    damage(content, random.Random(seed))
    path = damaged(whole, tmp_path, bytes(content))
    try:
        salvage(path, tmp_path / "new.db")
    except Refused as refusal:
        assert "\n" not in str(refusal)
        assert len(content) < 100 * PAGE
        return
    assert_nothing_is_made_up(whole, tmp_path / "new.db")


@pytest.mark.parametrize("seed", range(4))
def test_single_bytes_that_turned_never_raise_and_never_forge_a_change(whole: Whole, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(whole.path.read_bytes())
    for place in chance.sample(range(len(content)), 40):
        content[place] ^= 1 << chance.randrange(8)
    salvage(damaged(whole, tmp_path, bytes(content)), tmp_path / "new.db")
    assert deep_check(tmp_path / "new.db") == []
    own = ask(tmp_path / "new.db", "SELECT device FROM chain WHERE own = 1")[0][0]
    followed = {change for change in log(tmp_path / "new.db") if change[1] != own}
    assert len(followed - whole.log) <= 3  # the first after a hole cannot be held against anything
    assert {piece for (piece,) in ask(tmp_path / "new.db", "SELECT bytes FROM piece")} <= whole.pieces


def test_most_of_a_file_with_some_broken_pages_is_found(whole: Whole, tmp_path: Path) -> None:
    content = bytearray(whole.path.read_bytes())
    chance = random.Random(4)
    for page in chance.sample(range(len(content) // PAGE), len(content) // PAGE // 20):
        content[page * PAGE : (page + 1) * PAGE] = chance.randbytes(PAGE)
    salvaged = salvage(damaged(whole, tmp_path, bytes(content)), tmp_path / "new.db")
    assert salvaged.records > 0.9 * len(whole.records)
    assert any("are lost" in says for says in salvaged.problems)


def test_what_the_log_has_lost_is_taken_from_the_rows(whole: Whole, tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    shutil.copy(whole.path, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER guard_change_delete")
        connection.execute("DELETE FROM change WHERE n % 3 = 0")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")
    salvaged = salvage(path, tmp_path / "new.db")
    assert records(tmp_path / "new.db") == whole.records
    assert deep_check(tmp_path / "new.db") == []
    by = ask(tmp_path / "new.db", "SELECT DISTINCT actor FROM change c JOIN chain USING (device) WHERE own = 1")
    assert by == [("salvage",)]
    assert any("are lost" in says for says in salvaged.problems)


def test_without_its_whole_log_the_records_are_there(whole: Whole, tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    shutil.copy(whole.path, path)
    _without_log(path)
    salvage(path, tmp_path / "new.db")
    assert records(tmp_path / "new.db") == whole.records


def _without_log(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TABLE change")
        connection.execute("VACUUM")


def _long_rows_without_log(folder: Path) -> tuple[Path, bytearray, list[int]]:
    """A file whose log is gone; gives its bytes, and where those pages begin on which one long row of it goes on."""
    path = folder / "damaged.db"
    with closing(a_replica(folder / "home")) as replica:
        person = a_person(replica.recorder)
        for n in range(10):
            a_ticket(replica.recorder, requester=person, subject=f"dead {n}", description=f"looked{n} " * 1500)
        backup(replica, path)
    _without_log(path)
    pages = bytearray(path.read_bytes())
    starts = range(0, len(pages), PAGE)
    return path, pages, [p for p in starts if b" looked5 looked5" in pages[p : p + PAGE] and pages[p] != 0x0D]


@pytest.mark.parametrize(
    "content", [bytes(PAGE), bytes(4) + b"looked " * 584, b"\xff" * PAGE], ids=["zeros", "other text", "no text"]
)
def test_of_a_row_without_a_log_nothing_is_believed_that_may_lie_on_a_broken_page(
    tmp_path: Path, content: bytes
) -> None:
    path, pages, further = _long_rows_without_log(tmp_path)
    before = records(path)
    pages[further[-1] : further[-1] + PAGE] = content[:PAGE].ljust(PAGE, b"\x00")
    path.write_bytes(pages)
    salvaged = salvage(path, tmp_path / "new.db")
    found = records(tmp_path / "new.db")
    assert len(before) - 1 <= len(found) == salvaged.records
    assert all(before[key] == fields for key, fields in found.items())
    assert len(found) == len(before) or "is left out" in salvaged.problems[0]


def test_a_row_that_cannot_be_read_takes_none_of_its_neighbours_with_it(tmp_path: Path) -> None:
    path, pages, further = _long_rows_without_log(tmp_path)
    before = records(path)
    pages[further[0] : further[0] + PAGE] = bytes(PAGE)
    path.write_bytes(pages)
    assert salvage(path, tmp_path / "new.db").records == len(before) - 1
    assert records(tmp_path / "new.db").items() <= before.items()


def test_a_page_that_came_from_another_table_makes_no_records(tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    with closing(a_replica(tmp_path / "home")) as replica:
        building = a_building(replica.recorder)
        replica.recorder.put_many([Put("room", {"building": building, "code": f"B{n}"}) for n in range(5)], "rooms")
        backup(replica, path)
    _without_log(path)
    before = records(path)
    roots = dict(ask(path, "SELECT name, rootpage FROM sqlite_schema WHERE name IN ('room', 'person')"))
    pages = bytearray(path.read_bytes())
    room = pages[(roots["room"] - 1) * PAGE : roots["room"] * PAGE]
    pages[(roots["person"] - 1) * PAGE : roots["person"] * PAGE] = room
    path.write_bytes(pages)
    salvage(path, tmp_path / "new.db")
    assert records(tmp_path / "new.db") == before


def test_without_the_tables_of_nouns_the_log_is_enough(whole: Whole, tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    shutil.copy(whole.path, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for noun in CATALOGUE:
            connection.execute(f"DROP TABLE {quoted(noun)}")
    assert salvage(path, tmp_path / "new.db").problems == ()
    assert records(tmp_path / "new.db") == whole.records


def test_a_forged_change_is_left_out(whole: Whole, tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    shutil.copy(whole.path, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER guard_change_update")
        connection.execute("UPDATE change SET actor = 'mallory' WHERE seq = 9")
    salvaged = salvage(path, tmp_path / "new.db")
    assert ask(tmp_path / "new.db", "SELECT 1 FROM change WHERE actor = 'mallory'") == []
    assert any("not what their device wrote" in says for says in salvaged.problems)
    assert records(tmp_path / "new.db") == whole.records


def test_a_change_whose_neighbours_are_lost_is_believed_as_far_as_its_device_is_known_to_have_come() -> None:
    theirs, strange = AnotherDevice(), AnotherDevice(b"\x05" * 16)
    theirs_too = [theirs.says("person", b"\x01" * 16, "C", {"name": ["Ann"]}) for _ in range(9)]
    alone = [theirs_too[2], theirs_too[6], theirs_too[8]]
    alone += [strange.says("person", b"\x01" * 16, "C", {"name": ["Bob"]}) for _ in range(2)][1:]
    with closing(Log()) as log:
        for n, sealed in enumerate(alone):
            values = [getattr(sealed.change, name) for name in CHANGE_COLUMNS.split(", ")]
            log.add((n, (None, *values, sealed.digest)))
        assert log.believe({theirs.id: 7}) == 2
        assert list(log.changes()) == [theirs_too[2], theirs_too[6]]


@pytest.mark.parametrize(
    "content", [b"", b"x", b"no database " * 5000, bytes(PAGE * 20)], ids=["empty", "x", "text", "zeros"]
)
def test_what_never_was_a_replica_is_told_in_a_line_and_nothing_is_left(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "damaged.db"
    path.write_bytes(content)
    with pytest.raises(Refused, match="holds nothing of a replica"):
        salvage(path, tmp_path / "new.db")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["damaged.db"]


def test_an_empty_replica_is_salvaged_as_an_empty_one(tmp_path: Path) -> None:
    with closing(a_replica(tmp_path)) as replica:
        backup(replica, tmp_path / "saved.db")
    assert salvage(tmp_path / "saved.db", tmp_path / "new.db") == Salvaged(0, 0, ())


def test_a_missing_file_a_folder_and_a_target_that_is_there_are_refused(whole: Whole, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        salvage(tmp_path / "missing.db", tmp_path / "new.db")
    with pytest.raises(NotFound):
        salvage(tmp_path, tmp_path / "new.db")
    (tmp_path / "there.db").write_text("mine")
    with pytest.raises(Refused, match="is there already"):
        salvage(whole.path, tmp_path / "there.db")
    assert (tmp_path / "there.db").read_text() == "mine"


def test_a_full_disk_is_told_in_a_line_and_nothing_is_left(whole: Whole, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "8m") as disk:
        filler = fill_up(disk)
        with pytest.raises(Unreached):
            salvage(whole.path, disk / "new.db")
        filler.write_bytes(bytes(4_000_000))
        with pytest.raises(Unreached):
            salvage(whole.path, disk / "new.db")
        assert [each.name for each in disk.iterdir()] == ["filler"]
