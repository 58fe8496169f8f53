"""The filter language: what a text means, where it is refused, and what is offered while it is typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rounds.data.clock import DAY_MS, HOUR_MS
from rounds.data.errors import Exit
from rounds.data.nouns.registry import catalogue
from rounds.data.nouns.spec import FieldSpec, Kind, NounSpec
from rounds.data.store.query import (
    FOUND_MAX,
    MEANT_MAX,
    TERMS_MAX,
    TEXT_MAX,
    VALUES_MAX,
    Offer,
    Op,
    QueryError,
    Question,
    Sort,
    Span,
    Test,
    Word,
    complete,
    filter_fields,
    parse,
)

NOUNS = catalogue()
TICKET, ASSET = NOUNS["ticket"], NOUNS["asset"]
ZONE = "America/Chicago"
NOW = int(datetime(2026, 9, 16, 10, 30, tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)
ME = "01990000-0000-7000-8000-00000000000a"


class Names:
    """A replica with a few names in it: noun to (id, value, name)."""

    records: ClassVar[dict[str, list[tuple[str, str, str]]]] = {
        "building": [("b1", "HGT", "Hellgate HS"), ("b2", "LRK", "Larkspur ES"), ("b3", "LOO", "Lookout HS")],
        "person": [
            (ME, "sam", "Sam Ortiz"),
            ("p2", "whitlow.a@example.org", "Ann Whitlow"),
            ("p3", "whitlow.b@example.org", "Bea Whitlow"),
            ("p4", "o'neil, jr", "Jo O'Neil"),
        ],
        "group": [("g1", "IT", "Information Technology")],
    }
    lists: ClassVar[dict[str, tuple[str, ...]]] = {
        "type": ("hardware", "software", "network", "account", "other", "smart board")
    }

    def _beginning(self, noun: str, typed: str) -> list[tuple[str, str, str]]:
        key = typed.casefold()
        rows = self.records.get(noun, [])
        return [row for row in rows if row[1].casefold().startswith(key) or row[2].casefold().startswith(key)]

    def named(self, noun: str, shows: str, typed: str, limit: int) -> list[tuple[str, str]]:
        assert shows
        return [(value, name) for _, value, name in self._beginning(noun, typed)][:limit]

    def find(self, noun: str, shows: str, typed: str) -> list[tuple[str, str]]:
        assert shows
        return [(record, value) for record, value, _ in self._beginning(noun, typed)]

    def choices(self, listed: str) -> tuple[str, ...]:
        return self.lists.get(listed, ())


def asked(text: str, noun: NounSpec = TICKET, me: str | None = ME) -> Question:
    return parse(text, noun, Names(), NOW, ZONE, me)


def only(text: str, noun: NounSpec = TICKET) -> Test:
    (term,) = asked(text, noun).terms
    assert isinstance(term, Test)
    return term


def refused(text: str, noun: NounSpec = TICKET, me: str | None = ME) -> QueryError:
    with pytest.raises(QueryError) as refusal:
        asked(text, noun, me)
    return refusal.value


def read_or_refused(text: str, noun: NounSpec) -> Question | QueryError:
    try:
        return asked(text, noun)
    except QueryError as refusal:
        return refusal


def at(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)  # type: ignore[misc,arg-type]


def offered(text: str, noun: NounSpec = TICKET) -> list[str]:
    caret = text.index("|")
    return [offer.insert for offer in complete(text.replace("|", ""), caret, noun, Names())]


def put_in(text: str, offer: Offer) -> str:
    return text[: offer.start] + offer.insert + text[offer.end :]


# Words


def test_an_empty_filter_asks_nothing() -> None:
    assert asked("  \t ") == Question("ticket")


def test_words_and_phrases_keep_their_places() -> None:
    first, second, third = asked('wifi -printer "front office"').terms
    assert (first, second) == (Word("wifi", phrase=False), Word("printer", phrase=False, negated=True))
    assert third == Word("front office", phrase=True)
    assert [(term.start, term.end) for term in (first, second, third)] == [(0, 4), (5, 13), (14, 28)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('"front off', Word("front off", phrase=True)),
        ('"a 17"" screen"', Word('a 17" screen', phrase=True)),
        ('17"', Word('17"', phrase=False)),
        ('-"not this"', Word("not this", phrase=True, negated=True)),
        ("-", Word("-", phrase=False)),
        ("--", Word("-", phrase=False, negated=True)),
        ("10:30", Word("10:30", phrase=False)),
        ("https://example.org", Word("https://example.org", phrase=False)),
        ("NEAR(a", Word("NEAR(a", phrase=False)),
        ('"status:new"', Word("status:new", phrase=True)),
        ("nul\0byte", Word("nul\u2400byte", phrase=False)),
        ("\ud800", Word("\ufffd", phrase=False)),
    ],
)
def test_what_is_no_field_is_a_word(text: str, word: Word) -> None:
    assert asked(text).terms == (word,)


def test_an_opened_quote_asks_nothing_yet() -> None:
    assert asked('"').terms == asked('""').terms == ()


def test_a_word_is_refused_where_nothing_has_text() -> None:
    assert refused("wifi", NOUNS["grant"]).message == "grants have no text to look in"


# Fields


def test_a_choice_is_found_whatever_its_case() -> None:
    assert only("Status:NEW,held") == Test("status", Op.IS, ("new", "held"))


def test_a_choice_of_the_district_is_looked_up() -> None:
    assert only('type:"smart board"').values == ("smart board",)


def test_a_list_that_is_not_written_yet_refuses_nothing() -> None:
    loose = FieldSpec(name="shelf", kind=Kind.CHOICE, label="shelf", listed="shelf")
    assert only("shelf:Top", replace(ASSET, fields={"shelf": loose})).values == ("Top",)


def test_any_mentions_a_field_and_matches_everything() -> None:
    question = asked("status:any")
    assert question.terms == (Test("status", Op.ANY, ()),)
    assert question.names("status")
    assert not question.names("priority")


def test_sorting_does_not_name_a_field() -> None:
    assert not asked("sort:status").names("status")


def test_text_contains_what_was_given() -> None:
    assert only('room:12,"lib, east"') == Test("room", Op.HAS, ("12", "lib, east"))


def test_none_in_quotes_is_text() -> None:
    assert only("room:none,118").values == (None, "118")
    assert only('room:"none"').values == ("none",)


@pytest.mark.parametrize(("said", "value"), [("yes", 1), ("TRUE", 1), ("1", 1), ("no", 0), ("false", 0), ("0", 0)])
def test_a_flag_is_yes_or_no(said: str, value: int) -> None:
    assert only(f"testing:{said}").values == (value,)


def test_a_record_is_found_by_code_or_name() -> None:
    assert only('building:hgt,"Larkspur ES"').values == ("b1", "b2")


def test_an_ambiguous_name_means_each_of_its_records() -> None:
    assert only("requester:whitlow").values == ("p2", "p3")


def test_an_ambiguous_name_means_a_bounded_number_of_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Names.records, "building", [(f"b{n}", f"x{n}", "") for n in range(FOUND_MAX * 2)])
    assert len(only("building:x").values) == FOUND_MAX


def test_a_term_that_means_too_many_records_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [(f"{letter}{n}", f"{letter}{n}", "") for letter in "abc" for n in range(FOUND_MAX)]
    monkeypatch.setitem(Names.records, "building", many)
    assert str(MEANT_MAX) in refused("building:a,b,c").hint


def test_me_is_the_person_who_asks() -> None:
    assert asked("@me").terms == asked("assignee:@me").terms == (Test("assignee", Op.IS, (ME,)),)
    assert asked("-@none").terms == (Test("assignee", Op.IS, (None,), negated=True),)
    assert only("requester:@me").values == (ME,)


def test_me_is_the_first_person_who_need_not_be_there() -> None:
    assert only("@me", NOUNS["note"]).field == "author"
    assert only("@me", NOUNS["grant"]).field == "person"
    assert refused("@me", ASSET).message == "assets name no person"


def test_me_is_refused_while_nobody_is_known() -> None:
    refusal = refused("wifi assignee:@me", me=None)
    assert (refusal.message, refusal.start, refusal.end) == ("@me is nobody yet", 14, 17)


def test_a_new_field_is_filtered_without_a_change_here() -> None:
    cost = FieldSpec(name="cost", kind=Kind.NUMBER, label="cost")
    assert only("cost:>100", replace(ASSET, fields={"cost": cost})).values == (Span(101, None),)


def test_what_is_hidden_or_no_plain_value_is_no_filter_field() -> None:
    assert not {"duty", "rule", "given"} & {*filter_fields(TICKET), *filter_fields(NOUNS["request"])}
    assert "updated" in filter_fields(ASSET)


# Numbers and times


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("severity:1,2", (1, 2)),
        ("severity:>3", (Span(4, None),)),
        ("severity:>=3", (Span(3, None),)),
        ("severity:<3", (Span(None, 3),)),
        ("severity:<=3", (Span(None, 4),)),
        ("severity:2..3", (Span(2, 4),)),
        ("severity:3..2", (Span(2, 4),)),
    ],
)
def test_numbers_are_compared(text: str, values: tuple[object, ...]) -> None:
    assert only(text).values == values


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("age:>3d", Span(None, NOW - 3 * DAY_MS)),
        ("age:<=3d", Span(NOW - 3 * DAY_MS, None)),
        ("age:3d", Span(NOW - 4 * DAY_MS + 1, NOW - 3 * DAY_MS + 1)),
        ("age:1d..3d", Span(NOW - 4 * DAY_MS + 1, NOW - DAY_MS + 1)),
        ("updated:<2h", Span(NOW - 2 * HOUR_MS + 1, None)),
        ("due:<2h", Span(None, NOW + 2 * HOUR_MS)),
        ("due:<-1d", Span(None, NOW - DAY_MS)),
        ("closed:>-1w", Span(NOW - 7 * DAY_MS + 1, None)),
    ],
)
def test_durations_count_from_now(text: str, span: Span) -> None:
    assert only(text).values == (span,)


def test_an_age_asks_about_its_field() -> None:
    assert asked("age:>3d").names("opened")


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("updated:>2026-09-01", Span(at(2026, 9, 2), None)),
        ("updated:>=2026-9-1", Span(at(2026, 9, 1), None)),
        ("updated:<2026-09-01", Span(None, at(2026, 9, 1))),
        ("opened:2026-09-01", Span(at(2026, 9, 1), at(2026, 9, 2))),
        ("opened:2026-09-01..2026-09-30", Span(at(2026, 9, 1), at(2026, 10, 1))),
        ("opened:today", Span(at(2026, 9, 16), at(2026, 9, 17))),
        ("opened:Yesterday", Span(at(2026, 9, 15), at(2026, 9, 16))),
        ("due:tomorrow", Span(at(2026, 9, 17), at(2026, 9, 18))),
        ("due:<=today", Span(None, at(2026, 9, 17))),
    ],
)
def test_a_day_is_that_of_the_district(text: str, span: Span) -> None:
    assert only(text).values == (span,)


def test_the_day_on_which_clocks_change_has_25_hours() -> None:
    (day,) = only("opened:2026-11-01").values
    assert day == Span(at(2026, 11, 1), at(2026, 11, 1) + 25 * HOUR_MS)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("day:today", Span("2026-09-16", "2026-09-17")),
        ("day:>2026-12-31", Span("2027-01-01", None)),
        ("day:<30d", Span(None, "2026-10-16")),
        ("day:2026-09-01..2026-09-30", Span("2026-09-01", "2026-10-01")),
    ],
)
def test_dates_are_compared_as_days(text: str, span: Span) -> None:
    assert only(text, NOUNS["calendar_day"]).values == (span,)


def test_a_zone_that_is_ahead_has_its_own_day() -> None:
    now = int(datetime(2026, 9, 16, 23, tzinfo=UTC).timestamp() * 1000)
    (term,) = parse("day:today", NOUNS["calendar_day"], Names(), now, "Asia/Tokyo", None).terms
    assert isinstance(term, Test)
    assert term.values == (Span("2026-09-17", "2026-09-18"),)


# Order


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("sort:due", Sort("due")),
        ("SORT:-Due", Sort("due", descending=True)),
        ("sort:-age", Sort("age", descending=True)),
        ("sort:queue", Sort("queue")),
        ("sort:status+room", Sort("status+room")),
    ],
)
def test_a_list_is_ordered_by_what_is_named(text: str, sort: Sort) -> None:
    assert asked(text).sort == sort


@pytest.mark.parametrize(
    "text", ["sort:nope", "sort:due,age", "-sort:due", "sort:>due", "sort:due sort:age", "sort:age+due"]
)
def test_an_order_that_is_none_is_refused(text: str) -> None:
    assert refused(text).code == "bad-filter"


# Refusals


def test_a_refusal_says_what_where_and_what_is_known() -> None:
    refusal = refused("building:HGT priority:hgh")
    assert refusal.message == "no priority 'hgh'. Did you mean high?"
    assert refusal.hint == "low, normal, high, urgent"
    assert (refusal.start, refusal.end) == (22, 25)
    assert refusal.offers == ("high", "low", "normal", "urgent")
    assert (refusal.code, refusal.status) == ("bad-filter", Exit.USAGE)
    assert str(refusal) == "no priority 'hgh'. Did you mean high? (low, normal, high, urgent)"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("prio:high", "prio", "no field 'prio'. Did you mean priority?"),
        ("state:new", "state", "no field 'state'. Did you mean status?"),
        ("-owner:IT", "owner", "no field 'owner'. Did you mean group?"),
        ("stra\u00dfe:x", "stra\u00dfe", None),
        ("building:HTG", "HTG", "no building 'HTG'. Did you mean HGT?"),
        ("building:hellgat_hs", "hellgat_hs", "no building 'hellgat_hs'. Did you mean HGT?"),
        ("severity:9", "9", "no severity '9'"),
        ("severity:x", "x", "severity: 'x' is no whole number"),
        ("severity:\u0663", "\u0663", "severity: '\u0663' is no whole number"),
        ("testing:ye", "ye", "no testing 'ye'. Did you mean yes?"),
        ("opened:todya", "todya", "no opened 'todya'. Did you mean today?"),
        ("opened:2026-02-30", "2026-02-30", "no opened '2026-02-30'"),
        ("opened:0001-01-01", "0001-01-01", None),
        ("due:<99999y", "99999y", None),
        ("due:>none", "none", None),
        ("age:today", "today", "no age 'today'"),
        ("room:>3", "room:>3", "room cannot be compared with >"),
        ("severity:>1,2", "2", "> takes one value"),
        ("sort:daw", "daw", None),
    ],
)
def test_a_refusal_points_at_the_place(text: str, place: str, message: str | None) -> None:
    refusal = refused(text)
    assert text[refusal.start : refusal.end] == place
    assert message is None or refusal.message == message


@pytest.mark.parametrize("text", ["status:", "status:new,", "age:>", "-building:", 'room:"', "sort:", "sort:-"])
def test_a_value_that_is_still_to_come_is_said_to_be_missing(text: str) -> None:
    refusal = refused(text)
    assert refusal.message.endswith(": a value is missing")
    assert refusal.incomplete
    assert (refusal.start, refusal.end) == (0, len(text))


def test_a_value_left_out_in_the_middle_is_not_still_to_come() -> None:
    assert not refused("status:,new").incomplete


def test_a_filter_that_is_too_long_is_refused_before_it_is_read() -> None:
    assert (refused("x" * (TEXT_MAX + 1)).start, len(asked("x" * TEXT_MAX).terms)) == (TEXT_MAX, 1)


def test_a_filter_of_too_many_terms_is_refused_at_the_first_of_them() -> None:
    assert refused("x " * (TERMS_MAX + 1)).start == TERMS_MAX * 2
    assert refused("room:" + "1," * VALUES_MAX + "1").start == len("room:") + VALUES_MAX * 2


# Completion


def test_fields_are_offered_at_the_start_of_a_word() -> None:
    assert offered("wifi st|") == ["status:"]
    assert offered("-ty|") == ["type:"]
    assert len(offered("|")) == 8
    assert "status:" in offered("wifi -|")


def test_a_field_is_offered_for_the_label_above_its_column() -> None:
    assert offered("own|") == ["group:"]


def test_values_are_offered_after_the_colon() -> None:
    assert offered("-priority:|") == ["low", "normal", "high", "urgent", "any"]
    assert offered("status:|") == ["new", "open", "waiting", "held", "done", "closed", "merged", "any"]
    assert offered("severity:|") == ["1", "2", "3", "4"]
    assert offered("testing:Y|") == ["yes"]
    assert offered("type:sm|") == ['"smart board"']


def test_values_already_there_are_not_offered_again() -> None:
    assert offered("priority:low,high,|") == ["normal", "urgent", "any"]


def test_records_are_offered_by_value_and_name() -> None:
    assert offered("building:l|") == ["LRK", "LOO"]
    assert offered("assignee:|")[:3] == ["@me", "none", "sam"]
    assert offered("assignee:o|") == ['"o\'neil, jr"']
    assert offered('building:"Hellgate H|"') == ["HGT"]


def test_who_is_offered_after_the_at_sign() -> None:
    assert offered("@|") == ["@me", "@none"]
    assert offered("@|", ASSET) == []


def test_orders_are_offered_after_sort() -> None:
    assert offered("sort:|")[:3] == ["queue", "testing", "opened"]
    assert offered("sort:-a|") == ["-age", "-assignee"]


def test_lengths_of_time_are_offered() -> None:
    assert offered("age:|") == [">1d", "<1d", ">3d", "<2h", ">1w"]
    assert offered("due:<2|") == ["2h"]


def test_nothing_is_offered_where_nothing_is_known() -> None:
    assert offered("nope:|") == offered('"front |') == offered("sort:x|") == []


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("wifi sta|tus:new room:1", "wifi status:new room:1"),
        ("building:hel|lo -x", "building:HGT -x"),
        ("priority:h|,low", "priority:high,low"),
        ("-pri|", "-priority:"),
    ],
)
def test_an_offer_replaces_the_whole_piece(text: str, whole: str) -> None:
    caret, plain = text.index("|"), text.replace("|", "")
    assert put_in(plain, complete(plain, caret, TICKET, Names())[0]) == whole


# Properties

BITS = (
    [f"{name}:" for noun in (TICKET, ASSET, NOUNS["calendar_day"]) for name in (*filter_fields(noun), *noun.by)]
    + ["sort:", "sort:-", "-", '"', '""', " ", ",", ">", "<=", "..", "none", "any", "@me", "@none", "*", "^", "(", ")"]
    + ["new", "high", "3", "3d", "2h", "today", "2026-09-01", "HGT", "whitlow", "yes", "AND", "K7Q-0412", "wifi"]
    + ["due", "age", "room", "\0", "\ud800", "\u00e9", "\u3000", "\r\n", "\u202e", "\u00df:", ":", "'", "\\", "%"]
)
TEXTS = st.one_of(st.lists(st.sampled_from(BITS), max_size=10).map("".join), st.text(max_size=60))
MEANT = st.lists(
    st.sampled_from(
        [
            "wifi",
            '"a phrase"',
            "-x",
            "status:new,held",
            "-priority:HIGH",
            "age:>3d",
            "due:<2h,",
            "@me",
            "room:none",
            "building:hgt",
            'type:"smart board"',
            "severity:1..2",
            'room:"a "" b"',
            "updated:>2026-09-01",
            "status:any",
        ]
    ),
    max_size=6,
).map(" ".join)


@given(st.one_of(TEXTS, MEANT), st.sampled_from(sorted(NOUNS)))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused_at_a_place_inside_it(text: str, noun: str) -> None:
    read = read_or_refused(text, NOUNS[noun])
    places = [read] if isinstance(read, QueryError) else read.terms
    assert all(0 <= place.start <= place.end <= len(text) for place in places)


@given(st.one_of(TEXTS, MEANT), st.sampled_from(sorted(NOUNS)))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_a_question_as_text_is_the_same_question(text: str, noun: str) -> None:
    question = read_or_refused(text, NOUNS[noun])
    assume(isinstance(question, Question))
    again = asked(str(question), NOUNS[noun])
    assert again == question
    assert str(again) == str(question)


@given(TEXTS, st.integers(-2, 80), st.sampled_from(sorted(NOUNS)))
@settings(max_examples=300, deadline=None)
def test_completion_offers_places_inside_the_text(text: str, caret: int, noun: str) -> None:
    offers = complete(text, caret, NOUNS[noun], Names())
    assert len(offers) <= 8
    assert all(0 <= offer.start <= offer.end <= len(text) for offer in offers)


@given(st.sampled_from(sorted(NOUNS)), st.data())
@settings(max_examples=100, deadline=None)
def test_every_value_that_is_offered_can_be_read(noun: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([*filter_fields(NOUNS[noun]), *NOUNS[noun].by, "sort"]))
    text = f"{name}:{data.draw(st.sampled_from(['', 'n', 'a']))}"
    for offer in complete(text, len(text), NOUNS[noun], Names()):
        assert asked(put_in(text, offer), NOUNS[noun]).noun == noun
