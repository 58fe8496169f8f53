"""Drafts while what they are for is being saved: not offered twice, and lost to nothing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rounds.data.desk.desk import Desk
from tests import lakefork
from tests.builders import TickingClock

NOTE, FORM = "note:1", "edit:1"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an invented district."""
    return lakefork.make(tmp_path_factory.mktemp("lakefork"))


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk on a replica of its own."""
    path = Path(shutil.copyfile(made, tmp_path / "replica.db"))
    desk = lakefork.desk_at(path, lakefork.ME, TickingClock(lakefork.NOW))
    yield desk
    desk.replica.close()


def on_disk(desk: Desk, key: str = NOTE) -> str:
    """What a program that begins after a kill would offer."""
    with closing(sqlite3.connect(desk.replica.path)) as connection:
        found = connection.execute("SELECT value FROM local WHERE key = ?", (f"draft:{key}",)).fetchone()
    return "" if found is None else str(found[0])


def test_what_is_being_saved_is_not_offered_and_stays_on_the_disk(desk: Desk) -> None:
    desk.drafts.put(NOTE, "cable was loose")
    desk.drafts.take(NOTE)
    assert desk.drafts.offered(NOTE).text == ""
    desk.drafts.keep()
    assert on_disk(desk) == "cable was loose"
    desk.drafts.forget(NOTE)
    assert on_disk(desk) == ""


def test_what_was_refused_is_offered_again(desk: Desk) -> None:
    desk.drafts.put(NOTE, "cable was loose")
    desk.drafts.keep()
    assert desk.drafts.offered(NOTE).text == "cable was loose"
    desk.drafts.take(NOTE)
    desk.drafts.give_back(NOTE)
    assert desk.drafts.offered(NOTE).text == "cable was loose"
    desk.drafts.keep()
    assert on_disk(desk) == "cable was loose"


def test_one_that_was_begun_meanwhile_is_kept_beside_it(desk: Desk) -> None:
    desk.drafts.put(NOTE, "first")
    desk.drafts.take(NOTE)
    desk.drafts.put(NOTE, "second")
    desk.drafts.keep()
    assert on_disk(desk) == "first\nsecond"
    assert desk.drafts.offered(NOTE).text == "second"
    desk.drafts.forget(NOTE)
    assert (on_disk(desk), desk.drafts.offered(NOTE).text) == ("second", "second")


def test_several_that_wait_are_settled_in_their_order(desk: Desk) -> None:
    for words in ("first", "second"):
        desk.drafts.put(NOTE, words)
        desk.drafts.take(NOTE)
    desk.drafts.forget(NOTE)
    assert on_disk(desk) == "second"
    desk.drafts.give_back(NOTE)
    assert desk.drafts.offered(NOTE).text == "second"


def test_of_a_form_the_last_values_count(desk: Desk) -> None:
    desk.drafts.put(FORM, '{"room": "1"}')
    desk.drafts.take(FORM)
    desk.drafts.put(FORM, '{"room": "12"}')
    desk.drafts.give_back(FORM)
    desk.drafts.keep()
    assert on_disk(desk, FORM) == '{"room": "12"}'
