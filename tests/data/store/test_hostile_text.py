"""Hostile text in every text field of every noun: nothing is stored that a terminal would obey, and nothing breaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from rounds.data.errors import BadInput
from rounds.data.ids import id_bytes
from rounds.data.nouns.registry import catalogue
from rounds.data.nouns.spec import FieldSpec, Kind, NounSpec
from rounds.data.store.act import Put
from rounds.data.store.check import deep_check
from rounds.data.store.open import Replica
from rounds.data.store.schema import is_searched, quoted
from rounds.data.store.values import to_stored
from rounds.data.text import clean, clean_line
from tests.builders import a_replica

CATALOGUE = catalogue()

HOSTILE = {
    "colour": "\x1b[31mred\x1b[0m",
    "clear the screen": "\x1b[2J\x1b[H\x1bc",
    "write the clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "set the title": "\x1b]0;owned\x1b\\",
    "a link": "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "C1": "\x9b31m\x9d52;c;x\x9c\x85",
    "backwards": "photo\u202egnp.exe\u2066x\u2069",
    "hidden": "pay\u200bload\ufeff\U000e0041\u00ad",
    "markup": "[/b][red on blue]x[/] [@click=app.quit]go[/]",
    "NUL": "before\x00after",
    "half a pair": "\ud83d and \udc00",
    "breaks": "one\r\ntwo\rthree\u2028four\u2029five\x0bsix\x0cseven",
    "bell and delete": "\x07\x08\x7f\x1f",
    "quotes": '\'; DROP TABLE ticket; -- "x" MATCH NEAR(a b) AND OR NOT * ^ :',
    "accents": "Z̸̡͝a̷l̴g̶o",
    "emoji": "👩‍🏫👍🏽 ﷽",
}

TEXTS = [
    (noun, of)
    for noun in CATALOGUE.values()
    for of in noun.fields.values()
    if of.is_text or (of.kind is Kind.CHOICE and not of.choices)
]


def named(value: object) -> str:
    """How a noun or field is called in the name of a test."""
    return value.name if isinstance(value, (NounSpec, FieldSpec)) else str(value)


@pytest.fixture(scope="module")
def replica(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replica]:
    """One replica for all of them; at the end it must be sound."""
    with closing(a_replica(tmp_path_factory.mktemp("hostile"))) as replica:
        replica.recorder.connection.execute("PRAGMA synchronous = OFF")
        yield replica
        assert deep_check(replica.path) == []


def puts(noun: NounSpec, of: FieldSpec, *texts: Any) -> list[Put]:
    """New records, each with one of `texts` in one field."""
    samples = {
        Kind.REF: "00000000-0000-7000-8000-000000000001",
        Kind.DATE: "2026-09-01",
        Kind.NUMBER: 1,
        Kind.TIME: 1,
        Kind.DATA: [],
    }
    given: dict[str, Any] = {each.name: samples.get(each.kind, "x") for each in noun.fields.values() if each.required}
    given |= {each.name: each.choices[0] for each in noun.fields.values() if each.required and each.choices}
    return [Put(noun.name, {**given, of.name: text}) for text in texts]


def column(replica: Replica, noun: NounSpec, of: FieldSpec, id: str) -> Any:
    """What is stored."""
    question = f"SELECT {quoted(of.name)} FROM {quoted(noun.name)} WHERE id = ?"
    return replica.recorder.connection.execute(question, (id_bytes(id),)).fetchone()[0]


def told(replica: Replica, of: FieldSpec, id: str) -> list[Any]:
    """What the last change of a record says of a field."""
    question = "SELECT fields FROM change WHERE record = ? ORDER BY n DESC LIMIT 1"
    (fields,) = replica.recorder.connection.execute(question, (id_bytes(id),)).fetchone()
    values: list[Any] = json.loads(fields)[of.name]
    return values


@pytest.mark.parametrize(("noun", "of"), TEXTS, ids=named)
def test_what_is_stored_is_clean_and_told_as_it_is_stored(replica: Replica, noun: NounSpec, of: FieldSpec) -> None:
    cut = [f"x{text}"[: of.longest] for text in HOSTILE.values()]
    for written in replica.recorder.put_many(puts(noun, of, *cut), "hostile"):
        stored = column(replica, noun, of, written.id)
        assert stored == (clean(stored) if of.kind is Kind.TEXT else clean_line(stored))
        assert not set(stored) & set("\x1b\x07\x00\x9b\u202e\u200b\ud83d")
        assert stored.startswith("x")
        assert to_stored(of, stored) == stored
        assert told(replica, of, written.id) == [stored]


@pytest.mark.parametrize(("noun", "of"), TEXTS, ids=named)
def test_a_change_to_hostile_text_keeps_old_and_new_clean(replica: Replica, noun: NounSpec, of: FieldSpec) -> None:
    (made,) = replica.recorder.put_many(puts(noun, of, "x\x1b[m"), "hostile")
    replica.recorder.put(noun.name, {of.name: "y\x1b]\x07"}, id=made.id)
    assert told(replica, of, made.id) == ["x␛[m", "y␛]␇"]


@pytest.mark.parametrize(("noun", "of"), [each for each in TEXTS if each[1].is_text], ids=named)
def test_a_text_that_is_too_long_is_refused_by_its_fields_name(replica: Replica, noun: NounSpec, of: FieldSpec) -> None:
    assert to_stored(of, "ü" * of.longest) == "ü" * of.longest
    for text in ("ü" * (of.longest + 1), "x" * 1_100_000):
        with pytest.raises(BadInput, match=rf"^{of.name}: .* characters; at most") as refusal:
            replica.recorder.put_many(puts(noun, of, text), "too long")
        assert len(str(refusal.value)) < 200


def test_a_megabyte_of_escapes_is_kept_cleanly_and_found(replica: Replica) -> None:
    noun = CATALOGUE["ticket"]
    text = "haystack " + "\x1b[31m" * 209_000
    (written,) = replica.recorder.put_many(puts(noun, noun["description"], text), "a megabyte")
    assert column(replica, noun, noun["description"], written.id) == text.replace("\x1b", "␛")
    found = "SELECT count(*) FROM ticket_search WHERE ticket_search MATCH 'haystack'"
    assert replica.recorder.connection.execute(found).fetchone() == (1,)


@pytest.mark.parametrize(("noun", "of"), TEXTS, ids=named)
def test_a_value_that_is_no_text_is_refused_by_its_fields_name(replica: Replica, noun: NounSpec, of: FieldSpec) -> None:
    for value in (7, 1.5, True, b"bytes", ["list"], {"a": 1}):
        with pytest.raises(BadInput, match=rf"^{of.name}: "):
            replica.recorder.put_many(puts(noun, of, value), "no text")


@pytest.mark.parametrize("noun", [noun for noun in CATALOGUE.values() if is_searched(noun, CATALOGUE)], ids=named)
def test_the_search_finds_records_by_the_words_beside_hostile_text(replica: Replica, noun: NounSpec) -> None:
    search, table = quoted(noun.name + "_search"), quoted(noun.name)
    for of in (each for each in noun.searched if each.longest > 100):
        texts = [f"{of.name}{n}needle {text}"[: of.longest] for n, text in enumerate(HOSTILE.values())]
        for n, written in enumerate(replica.recorder.put_many(puts(noun, of, *texts), "hostile")):
            found = replica.recorder.connection.execute(
                f"SELECT t.id FROM {search} s JOIN {table} t ON t.row = s.rowid WHERE {search} MATCH ?",
                (f'"{of.name}{n}needle" *',),
            ).fetchall()
            assert found == [(id_bytes(written.id),)]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_refusal_repeats_hostile_text_cleanly(replica: Replica, text: str) -> None:
    with pytest.raises(BadInput) as refusal:
        replica.recorder.put("building", {"code": "1", "name": "x", "level": text})
    assert clean_line(str(refusal.value)) == str(refusal.value)


@pytest.mark.parametrize("text", [text for name, text in HOSTILE.items() if name != "half a pair"])
def test_hostile_text_within_data_comes_back_word_for_word(replica: Replica, text: str) -> None:
    """What came in is evidence, and is kept as it came. Whoever shows it cleans it."""
    written = replica.recorder.put("request", {"outcome": "accept", "given": {"body": text}})
    with replica.recorder.act("look") as act:
        found = act.present("request", written.id)
    assert found is not None
    assert found["given"] == {"body": text}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, object(), "x" * 1_048_577])
def test_data_that_is_no_json_or_too_much_of_it_is_refused(replica: Replica, value: Any) -> None:
    with pytest.raises(BadInput, match=r"^given: "):
        replica.recorder.put("request", {"outcome": "accept", "given": {"body": value}})


def test_data_that_is_nested_too_deep_is_refused(replica: Replica) -> None:
    for depth in (101, 5000):
        value: Any = 1
        for _ in range(depth):
            value = [value]
        with pytest.raises(BadInput, match=r"^given: "):
            replica.recorder.put("request", {"outcome": "accept", "given": value})
