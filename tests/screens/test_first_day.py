"""The first day: nothing is set up, and the screen asks how to begin."""

from __future__ import annotations

import os
import sqlite3
from contextlib import AbstractAsyncContextManager, closing
from pathlib import Path
from typing import Any

import pytest

from rounds.app.paths import Home
from rounds.app.startup import Startup
from rounds.data.store.check import deep_check
from rounds.screens.opening import Beginnings
from tests.hands import Hands, at_work

DISTRICT = {
    "name": "Lake Fork Schools",
    "zone": "America/Chicago",
    "mail_domain": "lakefork.example",
    "person": "Kim Raman",
    "buildings": "101 Hellgate HS\n301 Larkspur Elementary\n401 Central Kitchen, office",
}
LABELS = {"name": " district*", "zone": " time zone*", "mail_domain": " mail domain*", "buildings": " buildings*"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A home in which nothing is yet."""
    return tmp_path / "home"


@pytest.fixture
def home(folder: Path) -> Home:
    """That home."""
    return Home(folder, folder, folder)


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal says its size."""
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("LINES", "40")


def first_day(home: Home, **how: Any) -> AbstractAsyncContextManager[Hands]:
    """The app where nothing is set up, with the ways to begin as the program gives them."""
    startup = Startup(home)
    ways = Beginnings(startup.sample_desk, startup.first_desk, "America/Chicago")
    return at_work(None, beginnings=ways, **how)


def is_made(folder: Path) -> bool:
    """Whether anything stands where the home is to be."""
    return folder.exists()


def block(folder: Path) -> None:
    """Have a file stand where the home is to be."""
    folder.write_text("not a folder", encoding="utf-8")


def free(folder: Path) -> None:
    """Take that file away."""
    folder.unlink()


async def begin_form(hands: Hands) -> None:
    """Open the form of a new district."""
    await hands.press("2")
    assert hands.shows("Start a district", "buildings: one a line")


async def put_in(hands: Hands, name: str, text: str) -> None:
    """Write a text into a field, in place of what stands there."""
    field = hands.screen.query_one(f"#field-{name}")
    field.focus()
    field.select_all()
    await hands.paste(text)


async def fill(hands: Hands, **other: str) -> None:
    """Fill the form with a right answer each, and others where they are given."""
    for name, text in {**DISTRICT, **other}.items():
        await put_in(hands, name, text)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_it_says_the_ways_to_begin_and_their_keys(home: Home, size: tuple[int, int]) -> None:
    async with first_day(home, size=size) as hands:
        assert hands.shows("Nothing is set up on this machine yet. Two ways to begin:", "1  Look around", "2  Start a")
        assert hands.shows(f"this terminal  ✓ {size[0]} x {size[1]}")
        assert hands.keys.startswith("1 look around")
        assert not any("…" in line for line in hands.lines), "nothing is cut"


async def test_in_plain_there_is_no_box(home: Home) -> None:
    async with first_day(home, theme="rounds-plain", size=(80, 24)) as hands:
        assert hands.shows("1  Look around")
        assert not any("\u2500" <= letter <= "\u259f" for letter in hands.text)
        await begin_form(hands)
        assert not any("\u2500" <= letter <= "\u259f" for letter in hands.text)


@pytest.mark.parametrize("key", ["1", "enter"])
async def test_one_looks_around_in_a_sample(home: Home, folder: Path, key: str) -> None:
    if key == "enter":  # made once, and opened by whoever looks again
        from rounds.app.paths import login
        from rounds.app.sample import make_sample

        make_sample(home.sample, login(), tickets=20, assets=2, buildings=3)
    async with first_day(home) as hands:
        hands.strike(key)
        await hands.until(lambda: hands.app.opened is not None)
        assert hands.shows(" SAMPLE ", "All buildings ▾")
        assert hands.subject
        assert hands.shows("The round")
    assert not (folder / "replica.db").exists(), "the sample is kept beside what will be the own one"
    assert (folder / "sample" / "replica.db").exists()


async def test_a_sample_that_cannot_be_made_is_said_and_may_be_tried_again(home: Home, folder: Path) -> None:
    block(folder)
    async with first_day(home) as hands:
        await hands.press("1")
        assert hands.shows("replica.db: cannot be made (", "✗ ")
        assert hands.shows("choose another folder with --home or ROUNDS_HOME")
        free(folder)
        hands.strike("1")
        await hands.until(lambda: hands.app.opened is not None)
        assert hands.shows(" SAMPLE ")


async def test_a_district_begins(home: Home, folder: Path) -> None:
    async with first_day(home) as hands:
        await begin_form(hands)
        assert hands.screen.query_one("#field-zone").value == "America/Chicago", "this machine's, as a first guess"
        await fill(hands)
        hands.strike("ctrl+s")
        await hands.until(lambda: hands.app.opened is not None)
        assert hands.shows("No open ticket in this district", "new ticket here", "All buildings ▾")
        assert not hands.shows("SAMPLE") and hands.app.opened is not None
        facts = hands.desk.facts
        assert [(b.code, b.name, b.level) for b in facts.buildings.values()] == [
            ("101", "Hellgate HS", "high"),
            ("301", "Larkspur Elementary", "elementary"),
            ("401", "Central Kitchen", "office"),
        ]
        assert (facts.mail_domain, str(facts.zone)) == ("lakefork.example", "America/Chicago")
        assert ("administrator" in {role for role, _ in facts.me.grants}) and facts.me.id is not None
        await hands.press("n")
        await hands.type("rosa@lakefork.example\tIt hums\tThe lamp hums\t301\t12")
        await hands.press("ctrl+s")
        assert hands.shows("It hums")
    assert deep_check(folder / "replica.db") == []
    assert os.stat(folder / "replica.db").st_mode & 0o777 == 0o600
    assert "lakefork.example" in (folder / "district" / "district.toml").read_text(encoding="utf-8")


async def test_a_wrong_answer_is_told_under_its_field_and_nothing_is_made(home: Home, folder: Path) -> None:
    wrong = (
        ("name", " ", "the district's name is missing; any name will do"),
        ("zone", "Chicago", "no time zone 'Chicago'; write it as America/Chicago"),
        ("zone", "../../etc/passwd", "no time zone '../../etc/passwd'; write it as America/Chicago"),
        ("zone", "America", "no time zone 'America'; write it as America/Chicago"),
        ("zone", "", "no time zone ''; write it as America/Chicago"),
        ("mail_domain", "lake fork", "'lake fork' is no mail domain; write it as example.org"),
        ("mail_domain", "", "'' is no mail domain; write it as example.org"),
        ("buildings", "\n \n", "no building is named; write one a line: 101 Hellgate HS, high"),
        ("buildings", "101", "'101': the name is missing; write it as 101 Hellgate HS, high"),
        ("buildings", "101 Hellgate", "'101 Hellgate': which level?; add a comma and one of"),
        ("buildings", "101 Hellgate, tall", "'101 Hellgate, tall': no level 'tall'; one of elementary"),
        ("buildings", "101 A HS\n101 B HS", "two buildings have the number 101; each has its own"),
    )
    async with first_day(home) as hands:
        await begin_form(hands)
        await fill(hands)
        for name, text, says in wrong:
            await put_in(hands, name, text)
            await hands.press("ctrl+s")
            assert hands.shows(f"✗ {says}")
            assert hands.app.focused is not None and hands.app.focused.id == f"field-{name}"
            assert hands.row_of(f"✗ {says}") > hands.row_of(LABELS[name])
            assert hands.app.opened is None and not is_made(folder)
            await put_in(hands, name, DISTRICT[name])
            assert not hands.shows(says), "what is mended is not held against one"


async def test_esc_goes_back_and_what_was_typed_is_there_again(home: Home, folder: Path) -> None:
    async with first_day(home) as hands:
        await begin_form(hands)
        await hands.type("Lake Fork")
        await put_in(hands, "buildings", DISTRICT["buildings"])
        await hands.press("escape")
        assert hands.shows("Two ways to begin")
        await begin_form(hands)
        assert hands.shows("Lake Fork", "301 Larkspur Elementary")
        assert not is_made(folder)
        await hands.press("escape", "escape")
        assert hands.app._exit


async def test_enter_and_tab_go_from_field_to_field(home: Home) -> None:
    async with first_day(home) as hands:
        await begin_form(hands)
        assert hands.app.focused is not None and hands.app.focused.id == "field-name"
        await hands.press("enter", "tab", "enter", "down")
        assert hands.app.focused.id == "field-buildings"
        await hands.press("shift+tab")
        assert hands.app.focused.id == "field-person"


async def test_it_says_what_cannot_be_made_and_begins_when_it_can(home: Home, folder: Path) -> None:
    (folder / "district").mkdir(parents=True)
    async with first_day(home) as hands:
        await begin_form(hands)
        await fill(hands)
        await hands.press("ctrl+s")
        told = " ".join(hands.text.split())
        assert "there is a profile already" in told and "begins with it" in told, "the mend is not cut away"
        assert hands.app.opened is None
        assert not (folder / "replica.db").exists()
        (folder / "district").rmdir()
        hands.strike("ctrl+s")
        await hands.until(lambda: hands.app.opened is not None)
        assert hands.shows("No open ticket in this district")


async def test_hostile_answers_are_kept_harmless_and_who_has_no_name_is_called_by_the_login(
    home: Home, folder: Path
) -> None:
    from rounds.app.paths import login

    async with first_day(home) as hands:
        await begin_form(hands)
        await fill(
            hands, person="", name='A\x1b]52;c;eA==\x07"\\n[[building]]', buildings='101 "]\u202e\x1b[2J Hall, high'
        )
        assert not any(letter in hands.text for letter in "\x1b\x07\u202e")
        hands.strike("ctrl+s")
        await hands.until(lambda: hands.app.opened is not None)
        assert [building.code for building in hands.desk.facts.buildings.values()] == ["101"]
        await hands.press("b")
        assert not any(letter in hands.text for letter in "\x1b\x07\u202e")
    with closing(sqlite3.connect(folder / "replica.db")) as connection:
        kept = connection.execute("SELECT name FROM district UNION ALL SELECT name FROM building").fetchall()
        assert connection.execute("SELECT name FROM person").fetchall() == [(login(),)]
    assert len(kept) == 2 and not any(letter in name for (name,) in kept for letter in "\x1b\x07\u202e")


@pytest.mark.parametrize("key", ["q", "escape", "ctrl+c", "ctrl+q"])
async def test_it_is_left_with_nothing_made(home: Home, folder: Path, key: str) -> None:
    async with first_day(home) as hands:
        hands.strike(key)
        await hands.until(lambda: hands.app._exit, settled=False)
    assert not is_made(folder)


async def test_each_way_is_there_by_mouse_too(home: Home) -> None:
    async with first_day(home) as hands:
        await hands.click_on("2 start a district", foot=True)
        assert hands.shows("buildings: one a line")
        await hands.click_on("esc back", foot=True)
        assert hands.shows("Two ways to begin")
        await hands.click_on("q quit", foot=True)
        assert hands.app._exit
