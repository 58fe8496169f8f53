"""What cannot be opened, read or written is said in one line with its mend, and the rest of the screen lives on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from threading import Event

import pytest

from rounds.app.shell import RoundsApp
from rounds.data.desk.desk import Desk
from rounds.data.errors import Refused
from rounds.screens.opening import Opening
from tests import lakefork
from tests.builders import TickingClock
from tests.hands import Hands
from tests.lakefork import MATE, PRINT, WIFI, desk_at
from tests.mounts import only_to_read
from tests.screens.conftest import Work

PAGE = 4096


@contextmanager
def spoilt(replica: Path, name: str) -> Iterator[None]:
    """Within it, the first page of a table or index of the replica's file is lost."""
    with closing(sqlite3.connect(replica)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).fetchone()[0]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with replica.open("r+b", buffering=0) as file:
        file.seek((root - 1) * PAGE)
        page = file.read(PAGE)
        file.seek((root - 1) * PAGE)
        file.write(b"\xff" * PAGE)
        yield
        file.seek((root - 1) * PAGE)
        file.write(page)


async def by_number(hands: Hands) -> None:
    """Sort the list by number."""
    await hands.press("o")
    await hands.type("by number\n")


# -- a list that cannot be read


async def test_a_list_that_cannot_be_read_says_why_and_what_mends_it(
    work: Work, replica: Path, clock: TickingClock
) -> None:
    async with work() as hands:
        with spoilt(replica, "list_ticket_number"):
            await by_number(hands)
            assert hands.shows("✗ The queue could not be read: ", "is damaged or no replica", "not read")
            told = " ".join(hands.text.split())
            assert "rounds salvage" in told and "rounds restore takes a backup" in told
            assert hands.shows("^r   try again")
            assert hands.subject == "" and hands.keys.startswith("enter open")
            await hands.press("ctrl+r")
            assert hands.shows("✗ The queue could not be read: "), "it is still so"
            await hands.press("s")
            assert hands.word == "▲ there is no ticket here to change"
            await hands.press("escape")
            assert hands.subject == WIFI, "another order can be read"
            await by_number(hands)
            assert hands.shows("✗ The queue could not be read: ")
        other = desk_at(replica, MATE, clock)
        other.recorder.put("person", {"phone": "1"}, id=other.facts.me.id)  # so that pages are read anew
        other.replica.close()
        await hands.press("ctrl+r")
        assert not hands.shows("could not be read")
        numbers = [row.number for row in hands.queue.shown]
        assert numbers and numbers == sorted(numbers)


async def test_a_page_and_a_preview_that_cannot_be_read_say_so_and_the_list_stays(work: Work, replica: Path) -> None:
    with spoilt(replica, "note"):
        async with work() as hands:
            assert hands.subject == WIFI
            assert "is damaged or no replica" in hands.word
            await hands.press("enter")
            assert "is damaged or no replica" in hands.text
            await hands.press("escape")
            await hands.press("j")
            assert hands.subject != WIFI


async def test_a_search_that_cannot_be_read_leaves_the_list_by_esc(work: Work, replica: Path) -> None:
    with spoilt(replica, "ticket_search_data"):
        async with work() as hands:
            await hands.press("slash")
            await hands.type("video\n")
            assert hands.shows("✗ The queue could not be read: ")
            await hands.press("escape")
            assert hands.subject == WIFI


# -- a replica that cannot be opened


def _lost(path: Path) -> None:
    path.unlink()


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


def _another(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA application_id = 7")


def _text(path: Path) -> None:
    path.write_text("dear diary, " * 1000, encoding="utf-8")


async def refusal_of(replica: Path, clock: TickingClock) -> Refused:
    """Why the app ended before there was a desk."""
    app = RoundsApp(Opening(partial(desk_at, replica, lakefork.ME, clock)), "rounds-dark")
    async with app.run_test(size=(120, 40)) as pilot:
        await Hands(app, pilot).until(lambda: app._exit, settled=False)
    assert app.opened is None and app.refusal is not None
    assert app.return_value == int(app.refusal.status) != 0
    return app.refusal


@pytest.mark.parametrize(
    ("harm", "says", "mend"),
    [
        (_lost, "there is no replica", "rounds init makes one"),
        (_newer, "is of a newer Rounds (schema 99", "update Rounds"),
        (_another, "is no replica of Rounds", "name another folder with --home"),
        (_text, "is damaged or no replica", "rounds restore takes a backup"),
    ],
)
async def test_what_cannot_be_opened_ends_with_one_line(
    replica: Path, clock: TickingClock, harm: object, says: str, mend: str
) -> None:
    assert callable(harm)
    harm(replica)
    refusal = await refusal_of(replica, clock)
    assert says in refusal.message and mend in refusal.hint and "\n" not in str(refusal)


async def test_a_first_page_that_is_damaged_ends_with_one_line(replica: Path, clock: TickingClock) -> None:
    with spoilt(replica, "list_ticket_testing"):
        refusal = await refusal_of(replica, clock)
    assert refusal.code == "corrupt" and "rounds salvage" in refusal.hint


async def test_a_network_file_system_ends_with_one_line(
    replica: Path, clock: TickingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = f"36 35 98:0 / {replica.parent} rw - nfs4 server:/home rw"  # as the kernel would list it
    monkeypatch.setattr("rounds.data.store.file_system._mounts", lambda: table)
    refusal = await refusal_of(replica, clock)
    assert refusal.code == "network-file-system"
    assert "lies on a network file system (nfs4)" in refusal.message and "replica_dir" in refusal.hint


async def test_a_slow_disk_says_that_it_reads_and_takes_keys_meanwhile(replica: Path, clock: TickingClock) -> None:
    given = Event()

    def slow() -> Desk:
        given.wait(10)
        return desk_at(replica, lakefork.ME, clock)

    app = RoundsApp(Opening(slow), "rounds-dark")
    async with app.run_test(size=(120, 40)) as pilot:
        hands = Hands(app, pilot)
        await hands.until(lambda: "reading …" in hands.text, settled=False)
        hands.strike("j")
        given.set()
        await hands.until(lambda: app.opened is not None)
        assert hands.subject
    app.close_desk()


# -- a replica that may only be read


async def test_what_may_only_be_read_is_shown_and_every_key_that_would_write_says_why(
    work: Work, replica: Path
) -> None:
    why = "the file may be read but not written here · ask for the right to write it"
    with only_to_read(replica.parent):
        async with work() as hands:
            assert "read only" in hands.lines[0]
            await hands.go_to(PRINT)
            before = hands.ticket(PRINT)
            for keys in (["s", "h"], ["S", "3"], ["P", "h"], ["m"], ["a", "0"], ["w", "enter"], ["R"]):
                await hands.press(*keys)
                assert hands.word == f"✗ {why}", keys
            await hands.press("D")
            await hands.type("tomorrow\n")
            assert hands.word == f"✗ {why}"
            await hands.press("H", "enter")
            assert "✗" in hands.text or "nothing has changed yet" in hands.text or "no open ticket" in hands.word
            await hands.press("escape", "u")
            assert hands.word.startswith("✗")
            for key in ("i", "c"):
                await hands.press(key)
                await hands.type("typed all the same")
                await hands.press("ctrl+s")
                assert hands.shows("may be read but not written", "typed all the same"), "the words stay"
                await hands.press("escape")
            assert hands.ticket(PRINT) == before
            await hands.press("slash")
            await hands.type("video\n")
            assert len(hands.subjects) == 1
            await hands.press("escape", "ctrl+t")
            await hands.type("light, true\n")
            assert hands.app.theme == "rounds-light", "for this time"
            await hands.press("b")
            await hands.type("larkspur\n")
            assert hands.shows("Larkspur ES ▾")
            await hands.press("n")
            await hands.type("dana.whitlow@example.org\tIt hums\tThe lamp hums\t301\t12")
            await hands.press("ctrl+s")
            assert why in hands.word and hands.screen.form.value("subject") == "It hums"
            await hands.press("escape", "e", "escape", "enter")
            assert hands.shows("History")
