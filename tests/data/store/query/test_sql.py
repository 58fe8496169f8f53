"""What a question becomes in SQL, asked of a real replica's tables, against the same filter in plain Python."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from rounds.data.clock import DAY_MS, HOUR_MS
from rounds.data.ids import id_text, new_id
from rounds.data.nouns.registry import NOUNS as MODELS
from rounds.data.nouns.spec import NounSpec
from rounds.data.store.plan import Plan
from rounds.data.store.query.fields import filter_fields, sort_names
from rounds.data.store.query.limits import FOUND_MAX, TERMS_MAX, TEXT_MAX
from rounds.data.store.query.parse import parse
from rounds.data.store.query.refusals import QueryError
from rounds.data.store.query.sql import has_search, plan
from rounds.data.store.query.tree import Question, Test, Word
from rounds.data.store.schema import quoted
from rounds.data.text import folded
from tests.data.store.query.made_rows import (
    ASSET,
    KNOWN,
    ME,
    NOUNS,
    NOW,
    ROWS,
    STATUSES,
    TAGS,
    TICKET,
    TODAY,
    ZONE,
    Row,
)


@pytest.fixture(scope="module")
def replica(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A file with the tables of every noun and `ROWS` in them."""
    path: Path = tmp_path_factory.mktemp("replica") / "replica.db"
    connection = sqlite3.connect(path)
    for model in MODELS:
        table = model.metadata.tables[str(model.__tablename__)]
        connection.execute(str(CreateTable(table).compile(dialect=sqlite.dialect())))
        fill(connection, NOUNS[table.name], ROWS[table.name])
    connection.commit()
    yield connection
    connection.close()


def fill(connection: sqlite3.Connection, noun: NounSpec, rows: list[Row]) -> None:
    insert(connection, noun.name, rows)
    if not has_search(noun, NOUNS):
        return
    names = [spec.name for spec in noun.searched]
    columns = ", ".join(map(quoted, names))
    search = quoted(f"{noun.name}_search")
    tokens = 'tokenize="unicode61 remove_diacritics 2"'
    connection.execute(f"CREATE VIRTUAL TABLE {search} USING fts5({columns}, content='', {tokens})")
    insert(connection, f"{noun.name}_search", [{"rowid": row["row"], **{n: row[n] for n in names}} for row in rows])


def insert(connection: sqlite3.Connection, table: str, rows: list[Row]) -> None:
    columns = ", ".join(map(quoted, rows[0]))
    marks = ", ".join("?" * len(rows[0]))
    connection.executemany(
        f"INSERT INTO {quoted(table)} ({columns}) VALUES ({marks})", [tuple(row.values()) for row in rows]
    )


def asked(text: str, noun: NounSpec = TICKET) -> Question:
    return parse(text, noun, KNOWN, NOW, ZONE, ME)


def planned(text: str, noun: NounSpec = TICKET) -> Plan:
    return plan(asked(text, noun), noun, NOUNS)


def found(replica: sqlite3.Connection, how: Plan) -> list[int]:
    """The rows that a plan finds, in its order, as a list asks for them."""
    where, params = list(how.where), list(how.params)
    if how.match:
        search = quoted(f"{how.noun}_search")
        where.append(f"t.row IN (SELECT rowid FROM {search} WHERE {search} MATCH ?)")
        params.append(how.match)
    way = " DESC" if how.descending else ""
    keys = ", ".join(f"{key}{way}" for key in (*how.keys, "t.row"))
    sql = f"SELECT t.row FROM {quoted(how.noun)} t WHERE {' AND '.join(where or ['1'])} ORDER BY {keys}"
    return [row for (row,) in replica.execute(sql, params)]


def rows_where(noun: str, holds: Callable[[Row], bool]) -> set[int]:
    return {row["row"] for row in ROWS[noun] if holds(row)}


# Words


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("wifi", '"wifi"*'),
        ("wifi down", '"wifi"* AND "down"*'),
        ('"front office"', '"front office"'),
        ("K7Q-0412", '"K7Q-0412"*'),
        ("wifi -printer -dark", '("wifi"*) NOT ("printer"* OR "dark"*)'),
        ('a"b', '"a""b"*'),
        ("AND NOT", '"AND"* AND "NOT"*'),
        ("!!!", ""),
        ("-wifi", ""),
    ],
)
def test_every_word_is_quoted_and_open_at_its_end(text: str, match: str) -> None:
    assert planned(text).match == match


def test_words_are_found_in_a_noun_without_a_search_table(replica: sqlite3.Connection) -> None:
    note = NOUNS["note"]
    assert planned("till", note).match == ""
    assert set(found(replica, planned("TILL", note))) == rows_where("note", lambda row: "till" in (row["text"] or ""))


# Fields


def has(name: str, part: str) -> Callable[[Row], bool]:
    return lambda row: part.casefold() in (row[name] or "").casefold()


def shows(name: str, ref: str, holds: Callable[[Row], bool]) -> Callable[[Row], bool]:
    meant = {row["id"] for row in ROWS[ref] if holds(row)}
    return lambda row: row[name] in meant


def day_of(ms: int) -> date:
    return datetime.fromtimestamp(ms / 1000, ZoneInfo(ZONE)).date()


def is_time(name: str, holds: Callable[[int], bool]) -> Callable[[Row], bool]:
    return lambda row: row[name] is not None and holds(row[name])


def in_text(holds: Callable[[str], bool]) -> Callable[[Row], bool]:
    return lambda row: any(holds(row[spec.name] or "") for spec in TICKET.searched)


def begins(*beginnings: str) -> Callable[[Row], bool]:
    """Every beginning starts a word, in whatever field."""
    words = [in_text(lambda text, typed=typed: f" {typed}" in f" {plain(text)}") for typed in beginnings]  # type: ignore[misc]
    return lambda row: all(word(row) for word in words)


def plain(text: str) -> str:
    return re.sub(r"\W+", " ", folded(text))


def of_status(*statuses: str) -> Callable[[Row], bool]:
    return lambda row: row["status"] in statuses


MODEL: dict[str, Callable[[Row], bool]] = {
    "cafe": begins("cafe"),
    "\u00c9COL": begins("ecol"),
    "wi-f": begins("wi f"),
    "k7q-000": begins("k7q 000"),
    '"ecole printer"': in_text(lambda text: f" {plain(text)} ".count(" ecole printer ") > 0),
    '"cole printer"': lambda _: False,
    "!!!": in_text(lambda text: "!!!" in text),
    "OR": begins("or"),
    "status:new": of_status("new"),
    "status:NEW,held": of_status("new", "held"),
    "status:none,done": lambda row: row["status"] in (None, "done"),
    "status:any": lambda _: True,
    "type:hardware": lambda row: row["type"] == "hardware",
    "severity:1,2": lambda row: row["severity"] in (1, 2),
    "severity:>2": lambda row: row["severity"] is not None and row["severity"] > 2,
    "severity:<=2": lambda row: row["severity"] is not None and row["severity"] <= 2,
    "severity:2..3": lambda row: row["severity"] in (2, 3),
    "testing:yes": lambda row: row["testing"] == 1,
    "testing:no": lambda row: not row["testing"],
    "room:none": lambda row: row["room"] is None,
    "room:DOWN": has("room", "down"),
    "room:\u00c9COLE": has("room", "\u00e9cole"),
    "room:%": has("room", "%"),
    'room:"r_s"': has("room", "r_s"),
    "subject:none,c++": lambda row: row["subject"] is None or "c++" in row["subject"].casefold(),
    "building:105": shows("building", "building", lambda row: row["code"] == "105"),
    'building:"school 1"': shows("building", "building", lambda row: row["name"].startswith("School 1")),
    "requester:name3": shows("requester", "person", lambda row: row["name"].startswith("Name3")),
    "assignee:@me": shows("assignee", "person", lambda row: id_text(row["id"]) == ME),
    "@none": lambda row: row["assignee"] is None,
    "age:>3d": is_time("opened", lambda ms: ms < NOW - 3 * DAY_MS),
    "age:<=3d": is_time("opened", lambda ms: ms >= NOW - 3 * DAY_MS),
    "age:3d": is_time("opened", lambda ms: (NOW - ms) // DAY_MS == 3),
    "due:<2h": is_time("due", lambda ms: ms < NOW + 2 * HOUR_MS),
    "due:today": is_time("due", lambda ms: day_of(ms) == TODAY),
    "opened:yesterday": is_time("opened", lambda ms: day_of(ms) == TODAY - timedelta(days=1)),
    "updated:>2026-09-01": is_time("updated", lambda ms: day_of(ms) > date(2026, 9, 1)),
    "updated:<=2026-09-01": is_time("updated", lambda ms: day_of(ms) <= date(2026, 9, 1)),
    "updated:2026-09-01..2026-09-10": is_time("updated", lambda ms: day_of(ms).day <= 10 and day_of(ms).month == 9),
}


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(sorted(MODEL))), min_size=1, max_size=4))
@settings(max_examples=400, deadline=None)
def test_tickets_are_those_that_plain_python_finds(replica: sqlite3.Connection, terms: list[tuple[bool, str]]) -> None:
    text = " ".join(("-" if negated else "") + term for negated, term in terms)
    expected = rows_where("ticket", lambda row: all(MODEL[term](row) is not negated for negated, term in terms))
    assert set(found(replica, planned(text))) == expected


@pytest.mark.parametrize("term", sorted(MODEL))
def test_a_term_and_its_opposite_share_out_all_tickets(replica: sqlite3.Connection, term: str) -> None:
    matching, others = found(replica, planned(term)), found(replica, planned(f"-{term}"))
    assert sorted(matching + others) == [row["row"] for row in ROWS["ticket"]]
    assert set(matching) == rows_where("ticket", MODEL[term])


@pytest.mark.parametrize("tag", [tag for tag in TAGS if tag])
def test_text_is_found_as_it_stands_whatever_its_signs(replica: sqlite3.Connection, tag: str) -> None:
    written = tag.replace('"', '""')
    here = set(found(replica, planned(f'tag:"{written}"', ASSET)))
    assert here == rows_where("asset", has("tag", tag))


@given(st.text("aA\u00e9\u00c9\u00f1\u00d1*?[]^-!%_\\", min_size=1, max_size=4), st.data())
@settings(max_examples=200, deadline=None)
def test_letters_beyond_ascii_are_found_in_both_cases(
    replica: sqlite3.Connection, text: str, data: st.DataObject
) -> None:
    typed = data.draw(st.sampled_from([text, text.upper(), text.lower()]))
    around = data.draw(st.text("a\u00e9*", max_size=2))
    how = planned(f'tag:"{typed}"', ASSET)
    sql = f"SELECT count(*) FROM (SELECT ? AS tag) t WHERE {how.where[0]}"
    assert replica.execute(sql, (around + text + around, *how.params)).fetchone() == (1,)
    assert replica.execute(sql, (text[:-1], *how.params)).fetchone() == (0,)


def test_a_date_is_compared_as_a_day(replica: sqlite3.Connection) -> None:
    noun = NOUNS["calendar_day"]
    here = set(found(replica, planned("day:>today", noun)))
    assert here == rows_where("calendar_day", lambda row: (row["day"] or "") > TODAY.isoformat())


# Order


@pytest.mark.parametrize(
    ("text", "noun", "keys", "descending"),
    [
        ("", TICKET, (), False),
        ("sort:due", TICKET, TICKET.orders["due"], False),
        ("sort:-opened", TICKET, TICKET.orders["opened"], True),
        ("sort:age", TICKET, TICKET.orders["opened"], True),
        ("sort:-age", TICKET, TICKET.orders["opened"], False),
        ("sort:number", TICKET, TICKET.orders["number"], False),
        ("sort:building+room", ASSET, ASSET.orders["place"], False),
    ],
)
def test_a_declared_order_is_instant(text: str, noun: NounSpec, keys: tuple[str, ...], descending: bool) -> None:
    how = planned(text, noun)
    assert (how.keys, how.descending, how.instant) == (keys, descending, True)


@pytest.mark.parametrize("name", ["subject", "building", "status+room"])
def test_another_order_is_not_instant(name: str) -> None:
    assert not planned(f"sort:{name}").instant


@pytest.mark.parametrize("noun", sorted(NOUNS))
def test_keys_over_a_field_are_never_null(replica: sqlite3.Connection, noun: str) -> None:
    asking = (planned(f"sort:{name}", NOUNS[noun]) for name in sort_names(NOUNS[noun]))
    for how in (how for how in asking if not how.instant):
        null = " OR ".join(f"{key} IS NULL" for key in how.keys)
        sql = f"SELECT count(*) FROM {quoted(noun)} t WHERE {null}"
        assert replica.execute(sql).fetchone() == (0,), null


def test_choices_sort_as_their_list_has_them(replica: sqlite3.Connection) -> None:
    by_row = {row["row"]: row["status"] for row in ROWS["ticket"]}
    ranks = [(*STATUSES, None).index(by_row[row]) for row in found(replica, planned("sort:status"))]
    assert ranks == sorted(ranks)


def test_a_record_sorts_by_what_is_shown_of_it(replica: sqlite3.Connection) -> None:
    codes = {row["id"]: row["code"] for row in ROWS["building"]}
    by_row = {row["row"]: codes.get(row["building"], "") for row in ROWS["ticket"]}
    shown = [by_row[row] for row in found(replica, planned("sort:-building"))]
    assert shown == sorted(shown, reverse=True)


# Whatever is asked, SQLite answers

BITS = (
    [f"{name}:" for noun in NOUNS.values() for name in (*filter_fields(noun), *noun.by)]
    + ["sort:", "sort:-", "-", '"', '""', " ", " ", " ", ",", ">", "<=", "none", "any", "@me", "@none", "*", "^", "("]
    + ["new", "high", "3", "3d", "2h", "today", "2026-09-01", "105", "tech", "yes", "AND", "NEAR", "K7Q-0412", "wifi"]
    + ["due", "age", "room", "\0", "\ud800", "\u00e9", "\u0301", "\u3000", "'", "\\", "%", "!!!", "\u00bd", ")"]
)
TERMS = st.builds(
    "{}{}:{}{}".format,
    st.sampled_from(["", "-"]),
    st.sampled_from(sorted({name for noun in NOUNS.values() for name in (*filter_fields(noun), *noun.by, "sort")})),
    st.sampled_from(["", ">", ">=", "<", "<="]),
    st.sampled_from(["none", "any", "3", "3d", "1d..3d", "today", "2026-09-01", "yes", "tech,10", '"%"', "\u00e9*"]),
)
TEXTS = st.one_of(
    st.lists(st.sampled_from(BITS), max_size=10).map("".join),
    st.lists(st.one_of(TERMS, st.sampled_from(BITS)), max_size=4).map(" ".join),
    st.text(max_size=40),
)


@given(TEXTS, st.sampled_from(sorted(NOUNS)))
@settings(max_examples=800, deadline=None)
def test_every_plan_runs(replica: sqlite3.Connection, text: str, noun: str) -> None:
    try:
        how = planned(text, NOUNS[noun])
    except QueryError:
        return
    found(replica, how)


@pytest.mark.parametrize("noun", sorted(NOUNS))
def test_every_field_can_be_asked_about(replica: sqlite3.Connection, noun: str) -> None:
    for name in (*filter_fields(NOUNS[noun]), *NOUNS[noun].by):
        nothing, something = (found(replica, planned(f"{sign}{name}:none", NOUNS[noun])) for sign in ("", "-"))
        assert len(nothing) + len(something) == len(ROWS[noun])


@pytest.mark.parametrize(
    "text",
    [
        '"' + "ab " * (TEXT_MAX // 3 - 1) + '"',
        "\u00e9" * TEXT_MAX,
        "-" + "%" * (TEXT_MAX - 1),
        "room:" + "\u00e9" * (TEXT_MAX - 5),
        "room:" + "*" * (TEXT_MAX - 5),
        " ".join(["-wifi"] * TERMS_MAX),
        " ".join(["wifi", "!!!"] * (TERMS_MAX // 2)),
        "room:" + ",".join(f"a{n}" for n in range(TERMS_MAX)),
    ],
)
def test_the_longest_questions_are_answered(replica: sqlite3.Connection, text: str) -> None:
    found(replica, planned(text))


def test_as_many_ambiguous_names_as_fit_are_answered(replica: sqlite3.Connection) -> None:
    many = tuple(id_text(new_id(n, n)) for n in range(FOUND_MAX * 2))
    term = next(term for term in asked("requester:tech").terms if isinstance(term, Test))
    wide = Test(term.field, term.op, many)
    assert found(replica, plan(Question("ticket", (wide,) * TERMS_MAX), TICKET, NOUNS)) == []


def test_a_plan_holds_no_text_that_was_typed() -> None:
    how = planned("room:'; subject:drop priority:high -age:>3d requester:tech1 !!!")
    assert not any("drop" in sql or "high" in sql or "';" in sql or "!!!" in sql for sql in how.where)
    assert sum(sql.count("?") for sql in how.where) == len(how.params)


def test_words_that_were_not_parsed_are_quoted_as_well(replica: sqlite3.Connection) -> None:
    hostile = Question("ticket", (Word('x" OR "y', phrase=False), Word("NOT *", phrase=True)))
    found(replica, plan(hostile, TICKET, NOUNS))
