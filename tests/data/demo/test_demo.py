"""The sample district: the same for the same seed, sound, and such that a technician believes it."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from rounds.data.clock import HOUR_MS, moment
from rounds.data.demo.arrivals import Arrival
from rounds.data.demo.cast import Member, School
from rounds.data.demo.chance import Chance
from rounds.data.demo.fill import Filled, fill
from rounds.data.demo.models import models
from rounds.data.demo.places import sites
from rounds.data.demo.profile import read as profile_of
from rounds.data.demo.stories import of_level, stories, talk
from rounds.data.demo.tickets import open_places
from rounds.data.demo.words import SLOTS, Scene, Words
from rounds.data.desk import profiles
from rounds.data.district.windows import windows_of
from rounds.data.nouns.lists import LEVEL, OPEN_SQL, OPEN_STATUS
from rounds.data.nouns.spec import Kind
from rounds.data.rules.service_time import due_at
from rounds.data.rules.windows import open_windows
from rounds.data.store.check import deep_check
from rounds.data.store.open import Replica, create, open_replica
from rounds.data.store.schema import quoted
from rounds.data.text import clean

SUNDAY = int(datetime(2026, 11, 22, 6, 2, tzinfo=UTC).timestamp() * 1000)
ZONE = "America/Chicago"


def a_sample(folder: Path, tickets: int, assets: int, now_ms: int = SUNDAY, **facts: Any) -> tuple[Replica, Filled]:
    """A replica with the default profile and a sample district."""
    replica = create(folder / "sample.db", "kim", lambda: now_ms, device=bytes(16), code="K7Q")
    profiles.apply(replica.recorder, profiles.read_profile(profiles.default_folder()), sample=True)
    return replica, fill(replica.recorder, tickets=tickets, assets=assets, now_ms=now_ms, me_login="kim", **facts)


def a_bare_sample(folder: Path, **facts: Any) -> Replica:
    """A sample in a replica that holds no profile, so that nothing in it is left to chance."""
    folder.mkdir()
    replica = create(folder / "sample.db", "kim", lambda: SUNDAY, device=bytes(16), code="K7Q")
    fill(replica.recorder, **{"tickets": 60, "assets": 60, "now_ms": SUNDAY, "me_login": "kim", **facts})
    return replica


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replica]:
    """A sample of 2,000 tickets and as many assets, to be looked at alone."""
    replica, _ = a_sample(tmp_path_factory.mktemp("large"), 2_000, 2_000)
    yield replica
    replica.close()


def rows(replica: Replica, sql: str, *params: Any) -> list[Any]:
    """What a question gives; single columns without their tuple."""
    found = replica.recorder.connection.execute(sql, params).fetchall()
    return [row[0] for row in found] if found and len(found[0]) == 1 else found


def content(replica: Replica) -> list[Any]:
    """Everything that a replica holds and that is sent."""
    tables = (*replica.catalogue, "change", "act", "chain")
    return [(table, rows(replica, f"SELECT * FROM {quoted(table)} ORDER BY 1")) for table in tables]


def findings(path: Path) -> list[str]:
    """What a deep check finds; the planner's figures are a table of SQLite's own."""
    return [finding.says for finding in deep_check(path) if "sqlite_stat" not in finding.says]


# The same each time.


def test_the_same_seed_gives_the_same_district_to_the_last_digest(tmp_path: Path) -> None:
    one, other = a_bare_sample(tmp_path / "one"), a_bare_sample(tmp_path / "other")
    assert content(one) == content(other)


def test_another_seed_gives_another_district(tmp_path: Path) -> None:
    one, other = a_bare_sample(tmp_path / "one"), a_bare_sample(tmp_path / "other", seed=2)
    names = "SELECT name FROM building UNION SELECT name FROM person"
    assert len(set(rows(one, names)) & set(rows(other, names))) < 60
    assert rows(one, "SELECT subject FROM ticket") != rows(other, "SELECT subject FROM ticket")


# Any size, any day.


@pytest.mark.parametrize(("tickets", "assets"), [(0, 0), (1, 1), (40, 0), (40, 90)])
def test_a_sample_of_any_size_is_sound(tmp_path: Path, tickets: int, assets: int) -> None:
    replica, filled = a_sample(tmp_path, tickets, assets)
    assert (filled.tickets, filled.assets, filled.buildings) == (tickets, assets, 14)
    assert rows(replica, "SELECT (SELECT count(*) FROM ticket), (SELECT count(*) FROM asset)") == [(tickets, assets)]
    assert rows(replica, "SELECT count(*) FROM person") == [filled.people]
    replica.close()
    assert findings(tmp_path / "sample.db") == []


@pytest.mark.parametrize("buildings", [1, 3, 60])
def test_any_number_of_buildings(tmp_path: Path, buildings: int) -> None:
    replica, filled = a_sample(tmp_path, 30, 30, buildings=buildings)
    assert filled.buildings == len(set(rows(replica, "SELECT code FROM building"))) == buildings
    assert len(set(rows(replica, "SELECT short FROM building"))) == buildings


@pytest.mark.parametrize(
    "now",
    [
        "2026-01-01T06:01",
        "2026-02-03T15:00",
        "2026-07-15T18:30",
        "2026-11-01T06:30",
        "2026-11-26T12:00",
        "2026-09-05T04:59",
    ],
)
def test_on_any_day_a_testing_window_is_open_and_nothing_lies_in_the_future(tmp_path: Path, now: str) -> None:
    now_ms = int(datetime.fromisoformat(now + "+00:00").timestamp() * 1000)
    replica, _ = a_sample(tmp_path, 60, 60, now_ms)
    assert open_today(replica, moment(now_ms, ZONE).date())
    assert rows(replica, "SELECT max(hlc >> 16) <= ? FROM change", now_ms) == [1]
    assert rows(replica, "SELECT count(*) FROM ticket WHERE opened > ? OR closed > ?", now_ms, now_ms) == [0]
    newest = rows(replica, "SELECT max(opened) FROM ticket")[0]
    assert moment(newest, ZONE).date() >= moment(now_ms - 30 * HOUR_MS, ZONE).date()


def test_without_a_profile_groups_and_promises_are_left_empty(tmp_path: Path) -> None:
    replica = a_bare_sample(tmp_path / "bare")
    assert rows(replica, 'SELECT count(*) FROM ticket WHERE "group" IS NOT NULL OR due IS NOT NULL') == [0]


def test_open_tickets_are_as_many_as_were_promised() -> None:
    counts = {
        number: len(open_places(Chance(1, "open"), number)) for number in (0, 1, 10, 40, 240, 2_000, 5_000, 1_000_000)
    }
    assert counts == {0: 0, 1: 1, 10: 6, 40: 24, 240: 40, 2_000: 40, 5_000: 100, 1_000_000: 20_000}


def test_whoever_looks_at_it_is_its_administrator_once(tmp_path: Path) -> None:
    replica = create(tmp_path / "sample.db", "kim", lambda: SUNDAY)
    profiles.apply(replica.recorder, profiles.read_profile(profiles.default_folder()), sample=True)
    profiles.enrol(replica.recorder, "kim", sample=True)
    fill(replica.recorder, tickets=40, assets=0, now_ms=SUNDAY, me_login="kim")
    assert rows(replica, "SELECT name, mail, role FROM person WHERE login = 'kim'") == [
        ("kim", "kim@example.org", "district office")
    ]
    held = "SELECT role, building FROM \"grant\" WHERE person = (SELECT id FROM person WHERE login = 'kim')"
    assert rows(replica, held) == [("administrator", None)]


def test_progress_is_told_up_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    a_sample(tmp_path, 40, 1_200, progress=lambda done, total: told.append((done, total)))
    assert told == [(1_000, 1_240), (1_200, 1_240), (1_240, 1_240)]


# A large one, looked at from many sides.


def test_a_large_sample_is_what_its_log_says(large: Replica) -> None:
    assert findings(large.path) == []


def test_everything_is_born_acknowledged_and_nobody_can_undo_it(large: Replica) -> None:
    assert rows(large, "SELECT seq - acked FROM chain WHERE own = 1") == [0]
    assert rows(large, "SELECT count(*) FROM act WHERE kind = 'act' AND actor = 'kim' AND says LIKE 'sample%'") == [0]


def test_every_reference_resolves(large: Replica) -> None:
    for noun in large.catalogue.values():
        for field in noun.fields.values():
            if field.kind is Kind.REF:
                name, other = quoted(field.name), quoted(field.ref)
                lost = f"WHERE {name} IS NOT NULL AND {name} NOT IN (SELECT id FROM {other})"
                assert rows(large, f"SELECT count(*) FROM {quoted(noun.name)} {lost}") == [0], (noun.name, field.name)


def test_no_text_holds_a_control_character_or_an_empty_slot(large: Replica) -> None:
    for noun in (
        "building",
        "room",
        "person",
        "ticket",
        "note",
        "asset",
        "checklist_item",
        "saved_view",
        "testing_window",
    ):
        for field in large.catalogue[noun].fields.values():
            if field.is_text:
                for text in rows(
                    large,
                    f"SELECT DISTINCT {quoted(field.name)} FROM {quoted(noun)} WHERE {quoted(field.name)} IS NOT NULL",
                ):
                    assert clean(text) == text
                    assert not set("{}\n") & set(text), text


def test_names_and_numbers_are_given_once(large: Replica) -> None:
    for noun, field in (
        ("person", "mail"), ("building", "code"), ("building", "short"),
        ("asset", "tag"), ("asset", "serial"), ("ticket", "number"),
    ):  # fmt: skip
        values = rows(large, f"SELECT {quoted(field)} FROM {quoted(noun)} WHERE {quoted(field)} IS NOT NULL")
        assert len(values) == len(set(values)), (noun, field)
    assert all(mail.endswith("@example.org") for mail in rows(large, "SELECT mail FROM person"))


def test_the_oldest_ticket_has_the_lowest_number(large: Replica) -> None:
    opened = rows(large, "SELECT opened FROM ticket ORDER BY number")
    assert opened == sorted(opened)
    assert rows(large, "SELECT min(number), max(number) FROM ticket") == [("K7Q-0001", "K7Q-2000")]


def test_times_follow_each_other(large: Replica) -> None:
    wrong = "SELECT count(*) FROM ticket WHERE closed < opened OR due < opened OR updated < opened"
    assert rows(large, wrong) == [0]
    assert rows(
        large, "SELECT count(*) FROM note n JOIN ticket t ON t.id = n.ticket WHERE n.at < t.opened OR n.at > ?", SUNDAY
    ) == [0]
    for noun in ("ticket", "asset"):
        times = rows(large, "SELECT record, hlc FROM change WHERE noun = ? ORDER BY record, n", noun)
        assert all(a[1] <= b[1] for a, b in pairwise(times) if a[0] == b[0])


def test_a_ticket_bears_the_moment_of_its_end_when_it_has_ended(large: Replica) -> None:
    for status, closed, resolution in rows(
        large, "SELECT DISTINCT status, closed IS NOT NULL, resolution IS NOT NULL FROM ticket"
    ):
        assert bool(closed) == (status not in OPEN_STATUS)
        assert resolution or status in OPEN_STATUS


def test_people_write_from_where_they_work(large: Replica) -> None:
    away = "SELECT count(*) FROM ticket t JOIN person p ON p.id = t.requester WHERE p.building <> t.building"
    assert rows(large, away) == [0]


def test_work_goes_to_the_group_of_the_school(large: Replica) -> None:
    found = rows(
        large,
        "SELECT DISTINCT b.level, g.code FROM ticket t JOIN building b ON b.id = t.building"
        ' JOIN "group" g ON g.id = t."group"',
    )
    assert {code for level, code in found if level == "elementary"} == {"BTC", "IT", "EDTECH"}
    assert {code for level, code in found if level in ("middle", "high")} == {"SECTEC", "IT", "EDTECH"}


def test_open_tickets_are_mostly_new_ones_with_every_status(large: Replica) -> None:
    found = dict(rows(large, f"SELECT status, count(*) FROM ticket WHERE {OPEN_SQL} GROUP BY 1"))
    assert set(found) == set(OPEN_STATUS)
    assert sum(found.values()) == 40
    places = rows(large, f"SELECT 2001 - row FROM ticket WHERE {OPEN_SQL} ORDER BY 1")
    assert places[20] < 60 < places[-1]


def test_a_new_ticket_has_nobody_and_one_in_hand_has_somebody(large: Replica) -> None:
    assert rows(large, "SELECT count(*) FROM ticket WHERE (status = 'new') <> (assignee IS NULL)") == [0]


def test_open_tickets_are_due_as_the_district_promises(large: Replica) -> None:
    profile = profile_of(large.recorder.connection)
    found = rows(large, "SELECT opened, severity, due FROM ticket ORDER BY row DESC LIMIT 400")
    expected = [due_at(opened, profile.promises.get(severity), profile.calendar) for opened, severity, _ in found]
    assert [due for _, _, due in found] == expected
    assert sum(due is None for due in expected) < 200


def test_one_testing_window_is_open_one_is_to_come_and_its_tickets_are_there(large: Replica) -> None:
    today = date(2026, 11, 22)
    (window,) = open_today(large, today)
    assert (today - window.starts).days <= 7
    assert (window.ends - today).days <= 7
    levels = rows(
        large,
        "SELECT DISTINCT level FROM building WHERE code IN (SELECT value FROM json_each(?))",
        json.dumps([*window.buildings]),
    )
    assert set(levels) <= {"high", "middle"}
    assert any(day > today.isoformat() for day in rows(large, "SELECT starts FROM testing_window"))
    assert rows(large, f"SELECT count(*) > 0 FROM ticket WHERE testing AND {OPEN_SQL}") == [1]


def test_a_fault_is_reported_twice_from_one_room(large: Replica) -> None:
    found = rows(
        large,
        f"SELECT building, room, opened, requester, type FROM ticket WHERE {OPEN_SQL} ORDER BY opened",
    )
    pairs = [(a, b) for a in found for b in found if a[:2] == b[:2] and a[3] != b[3] and 0 < b[2] - a[2] < 4 * HOUR_MS]
    assert any(a[4] == b[4] for a, b in pairs)


def test_what_was_merged_says_into_what(large: Replica) -> None:
    merged = rows(large, "SELECT count(*) FROM ticket WHERE status = 'merged'")[0]
    linked = "SELECT count(*) FROM link WHERE kind = 'duplicate-of' AND ticket IN"
    assert rows(large, f"{linked} (SELECT id FROM ticket WHERE status = 'merged')") == [merged]
    assert merged > 10


def test_tickets_come_on_school_days_in_school_hours(large: Replica) -> None:
    times = [moment(ms, ZONE) for ms in rows(large, "SELECT opened FROM ticket")]
    days = Counter(time.weekday() for time in times)
    assert sum(days[day] for day in range(5)) > 0.95 * 2_000
    assert days[0] == max(days.values())
    assert sum(7 <= time.hour < 17 for time in times) > 0.9 * 2_000


def test_few_tickets_stop_the_work(large: Replica) -> None:
    counts = dict(rows(large, "SELECT severity, count(*) FROM ticket GROUP BY 1"))
    assert 0 < counts[1] < 0.06 * 2_000
    assert counts[3] > max(counts[1], counts[2], counts[4])
    assert min(Counter(rows(large, "SELECT priority FROM ticket")).values()) > 20
    assert min(Counter(rows(large, "SELECT type FROM ticket")).values()) > 50


def test_what_belongs_to_tickets_is_there(large: Replica) -> None:
    for noun in ("note", "link", "checklist_item", "saved_view", "request"):
        assert rows(large, f"SELECT count(*) FROM {noun}")[0] >= 2, noun
    notes = rows(large, "SELECT count(*) FROM note GROUP BY ticket")
    assert max(notes) <= 5
    reopened = "SELECT count(*) FROM change WHERE noun = 'ticket' AND op = 'U' AND fields LIKE '%\"closed\":[1%,null]%'"
    assert rows(large, reopened)[0] > 2


def test_requests_bear_a_verdict_and_the_rule_for_it(large: Replica) -> None:
    found = rows(large, "SELECT outcome, reasons, sender, details FROM request")
    assert {outcome for outcome, *_ in found} == {"accept", "accept+fix-email-domain"}
    rules = set(rows(large, "SELECT code FROM rule"))
    for outcome, reasons, sender, details in found:
        (reason,) = json.loads(reasons)
        assert reason["rule"] in rules
        assert sender.endswith("@example.org") == (outcome == "accept")
        assert ("corrected_email" in json.loads(details or "{}")) == (outcome != "accept")


def test_assets_are_bought_in_batches_and_some_have_a_history(large: Replica) -> None:
    assert max(rows(large, "SELECT count(*) FROM asset GROUP BY model, building, room")) > 10
    assert set(rows(large, "SELECT DISTINCT status FROM asset")) == {
        "deployed",
        "stock",
        "repair",
        "missing",
        "retired",
    }
    assert 20 < rows(large, "SELECT count(*) FROM change WHERE noun = 'asset' AND op = 'U'")[0] < 300
    assert len(set(rows(large, "SELECT DISTINCT kind FROM asset"))) >= 9


def test_words_are_found(large: Replica) -> None:
    found = rows(large, "SELECT count(*) FROM ticket_search WHERE ticket_search MATCH 'projector'")[0]
    texts = "subject || ifnull(description, '') || ifnull(resolution, '')"
    assert found >= rows(large, f"SELECT count(*) FROM ticket WHERE {texts} LIKE '%projector%'")[0] > 10


# The words themselves.


def test_there_are_many_ways_to_say_that_something_is_wrong() -> None:
    subjects = [subject for story in stories() for subject in story.subjects]
    assert len(subjects) == len(set(subjects)) > 200
    assert {story.type for story in stories()} == {"hardware", "software", "network", "account", "other"}


def test_every_slot_is_known_and_every_level_has_its_stories() -> None:
    texts = [
        text
        for story in stories()
        for part in (story.subjects, story.texts, story.ends, story.asks, story.works, story.holds, story.steps)
        for text in part
    ]
    texts += [
        text
        for lines in (
            talk().closers,
            talk().asks,
            talk().replies,
            talk().works,
            talk().holds,
            talk().ends,
            talk().reopens,
            talk().merges,
        )
        for text in lines
    ]
    slots = {name.removesuffix("_cap") for text in texts for _, name, _, _ in Formatter().parse(text) if name}
    assert slots <= set(SLOTS)
    assert all(len(of_level(level, testing).items) >= 5 for level in LEVEL for testing in (False, True))


def test_a_slot_says_the_same_throughout_a_ticket() -> None:
    chance = Chance(1, "words")
    site = sites(chance, 1)[0]
    member = Member("id", "Ms. Obi", "obi@example.org", "teacher", None, site.rooms[0], "work")
    school = School("id", site, ("SECTEC",), staff={"teacher": [member]})
    words = Words(Scene(chance, school, site.rooms[0], member, Arrival(SUNDAY, 600), None))
    assert words.fill("{many} {many_cap} {place_cap}") == f"{words['many']} {words['many']} Room {site.rooms[0].code}"


def test_serials_of_a_model_never_repeat() -> None:
    chance = Chance(1, "serials")
    model = models().items[0]
    serials = {model.serial_of(chance, number)[:7] for number in range(20_000)}
    assert len(serials) == 20_000


# A kill in the middle.


def test_a_kill_in_the_middle_leaves_a_replica_that_opens(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys; from pathlib import Path\n"
        "from rounds.data.demo.fill import fill; from rounds.data.store.open import create\n"
        f"replica = create(Path(sys.argv[1]), 'kim', lambda: {SUNDAY})\n"
        "die = lambda done, total: os.kill(os.getpid(), signal.SIGKILL) if done >= 2000 else None\n"
        f"fill(replica.recorder, tickets=3000, assets=1000, now_ms={SUNDAY}, me_login='kim', progress=die)"
    )
    path = tmp_path / "sample.db"
    ended = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    replica = open_replica(path, "kim")
    assert rows(replica, "SELECT count(*) FROM asset") == [1_000]
    assert rows(replica, "SELECT count(*) FROM ticket") == [1_000]
    assert rows(replica, "PRAGMA synchronous") == [2]
    replica.recorder.put("building", {"code": "999", "name": "Later", "level": "office"})
    replica.close()
    assert findings(path) == []


def test_it_is_whole_on_disk_before_fill_returns(tmp_path: Path) -> None:
    replica, _ = a_sample(tmp_path, 40, 40)
    log = tmp_path / "sample.db-wal"
    assert not log.exists() or log.stat().st_size == 0
    copy = tmp_path / "copy.db"
    copy.write_bytes((tmp_path / "sample.db").read_bytes())
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM ticket").fetchone() == (40,)
    replica.close()


def open_today(replica: Replica, today: date) -> list[Any]:
    """The testing windows that are open."""
    found = replica.recorder.connection.execute(
        "SELECT name, starts, ends, buildings, streaming_off FROM testing_window"
    )
    names = ("name", "starts", "ends", "buildings", "streaming_off")
    recorded = [dict(zip(names, row, strict=True)) for row in found]
    return open_windows(
        windows_of([{**row, "buildings": json.loads(row["buildings"] or "null")} for row in recorded]), today
    )
