"""Lists by pages: however a list is read, it holds the same rows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rounds.data.desk import queue
from rounds.data.desk.desk import Desk
from rounds.data.nouns.lists import OPEN_SQL, OPEN_STATUS, STATUS
from rounds.data.store import pages
from rounds.data.store.open import Replica
from tests.builders import a_building, a_replica, a_ticket

WORDS = ("printer", "toner", "testing", "the", "teacher", "wi-fi", "school's")


@pytest.fixture(scope="module")
def replica(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replica]:
    """Two hundred tickets of few words, in two schools."""
    chance = random.Random(5)
    made = a_replica(Path(tmp_path_factory.mktemp("pages")))
    schools = [a_building(made.recorder), a_building(made.recorder)]
    for _ in range(200):
        a_ticket(
            made.recorder,
            room=chance.choice(("", "12", "Tower")),
            subject=" ".join(chance.choices(WORDS, k=3)),
            status=chance.choice(STATUS),
            severity=chance.randint(1, 4),
            building=chance.choice(schools),
        )
    yield made
    made.close()


@pytest.mark.parametrize(
    "text", ["t", "T", "to", "the", "printer toner", "t -toner", '"toner the"', "wi-fi t", "t sort:severity", "1"]
)
@pytest.mark.parametrize("also", ["", " severity:1", " severity:2,3 room:tower", " severity:>=3", " -severity:1"])
def test_rows_gathered_first_are_those_that_are_looked_at_one_by_one(replica: Replica, text: str, also: str) -> None:
    gathered = queue.listing(Desk(replica), text + also)
    one_by_one = replace(gathered, only="", plan=replace(gathered.plan, where=(OPEN_SQL, *gathered.plan.where)))
    connection = replica.reader()
    assert gathered.only
    for before in (None, ()):
        found = pages.read(connection, gathered, 40, before=before)
        assert found == pages.read(connection, one_by_one, 40, before=before)
        assert all(placed.row.status in OPEN_STATUS for placed in found)
    first = pages.read(connection, gathered, 5)
    if first:
        more = pages.read(connection, gathered, 5, after=first[-1].key)
        assert first + more == pages.read(connection, gathered, 10)
    assert pages.count(connection, gathered) == pages.count(connection, one_by_one)


@pytest.mark.parametrize("order", ["", " sort:severity", " sort:-severity", " sort:due"])
@pytest.mark.parametrize("severity", ["1", "2,4", ">2"])
def test_one_of_a_few_values_is_found_in_any_order(replica: Replica, severity: str, order: str) -> None:
    everything = pages.read(replica.reader(), queue.listing(Desk(replica), "status:any"), 500)
    wanted = {"1": {1}, "2,4": {2, 4}, ">2": {3, 4}}[severity]
    listing = queue.listing(Desk(replica), f"status:any severity:{severity}{order}")
    found = pages.read(replica.reader(), listing, 500)
    assert sorted(placed.row.row for placed in found) == sorted(
        placed.row.row for placed in everything if placed.row.severity in wanted
    )
    if "severity" in order:
        told = [placed.row.severity for placed in found]
        assert told == sorted(told, reverse="-" in order)
