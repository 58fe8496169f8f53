"""Promises in open minutes, against a model that looks at the wall clock minute by minute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.data.clock import DAY_MS, HOUR_MS, MINUTE_MS
from rounds.data.rules.service_time import NoOpenHours, due_at, open_minutes_between

Span = tuple[int, int]


@dataclass(frozen=True)
class Hours:
    """A calendar of a week that repeats, less some days."""

    zone: str
    week: tuple[Span | None, ...]
    closed: frozenset[date] = frozenset()

    def open_span(self, day: date) -> Span | None:
        return None if day in self.closed else self.week[day.weekday()]


SCHOOL = Hours("America/Chicago", ((450, 960),) * 5 + (None, None))


def at(text: str) -> int:
    """UTC milliseconds of an ISO time with zone."""
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def is_open(ms: int, hours: Hours) -> bool:
    """Whether the wall clock reads an open time."""
    wall = datetime.fromtimestamp(ms // 1000, UTC).astimezone(ZoneInfo(hours.zone))
    span = hours.open_span(wall.date())
    return span is not None and span[0] <= wall.hour * 60 + wall.minute < span[1]


def minutes(start: int, days: int) -> Iterator[int]:
    return iter(range(start, start + days * DAY_MS, MINUTE_MS))


def naive_due(opened: int, promise: int, hours: Hours, days: int) -> int | None:
    """The end of the minute in which the promise is used up; None beyond `days`."""
    left = promise
    for minute in minutes(opened, days):
        left -= is_open(minute, hours)
        if not left:
            return minute + MINUTE_MS
    return None


# Around each change of the clocks, by half an hour on Lord Howe Island and at midnight in Cairo; a day that Samoa
# skipped; and the end of a year.
TURNS = [
    ("America/Chicago", "2026-03-08T08:00:00+00:00"),
    ("America/Chicago", "2026-11-01T07:00:00+00:00"),
    ("Australia/Lord_Howe", "2026-04-04T15:00:00+00:00"),
    ("Australia/Lord_Howe", "2026-10-03T15:30:00+00:00"),
    ("Africa/Cairo", "2026-04-23T22:00:00+00:00"),
    ("Africa/Cairo", "2026-10-29T21:00:00+00:00"),
    ("Pacific/Apia", "2011-12-30T10:00:00+00:00"),
    ("America/Chicago", "2026-12-31T18:00:00+00:00"),
    ("Asia/Kolkata", "2027-01-01T00:00:00+00:00"),
]

EDGES = st.sampled_from([0, 1, 29, 30, 60, 90, 119, 120, 121, 150, 180, 1380, 1410, 1439, 1440]) | st.integers(0, 1440)
SPANS = st.tuples(EDGES, EDGES).filter(lambda span: span[0] != span[1]).map(lambda span: (min(span), max(span)))
MAYBE = st.none() | SPANS


@st.composite
def cases(draw: st.DrawFn) -> tuple[Hours, int]:
    """Open hours, and a whole minute within two days of a turn."""
    zone, turn = draw(st.sampled_from(TURNS))
    week = draw(st.tuples(*[MAYBE] * 7))
    moment = at(turn) + draw(st.integers(-2 * 24 * 60, 24 * 60)) * MINUTE_MS
    day = datetime.fromtimestamp(moment // 1000, ZoneInfo(zone)).date()
    closed = draw(st.sets(st.integers(0, 3), max_size=2))
    return Hours(zone, week, frozenset(date.fromordinal(day.toordinal() + each) for each in closed)), moment


@given(cases(), st.integers(1, 2500))
@settings(max_examples=120, deadline=None)
def test_a_promise_ends_where_the_wall_clock_says(case: tuple[Hours, int], promise: int) -> None:
    hours, opened = case
    naive = naive_due(opened, promise, hours, days=5)

    try:
        due = due_at(opened, promise, hours)
    except NoOpenHours:
        due = None

    if naive is not None:
        assert due == naive
    else:
        assert due is None or due > opened + 5 * DAY_MS


@given(cases(), st.integers(0, 4 * 24 * 60))
@settings(max_examples=120, deadline=None)
def test_open_minutes_are_those_the_wall_clock_shows(case: tuple[Hours, int], length: int) -> None:
    hours, start = case
    naive = sum(is_open(start + number * MINUTE_MS, hours) for number in range(length))

    assert open_minutes_between(start, start + length * MINUTE_MS, hours) == naive


MOMENTS = st.integers(at("2026-01-01T00:00:00+00:00"), at("2028-01-01T00:00:00+00:00"))


@given(MOMENTS, st.integers(1, 20_000))
def test_exactly_the_promise_lies_between(opened: int, promise: int) -> None:
    due = due_at(opened, promise, SCHOOL)

    assert due is not None
    assert due > opened
    assert open_minutes_between(opened, due, SCHOOL) == promise
    assert open_minutes_between(opened, due - 1, SCHOOL) == promise - 1


@given(MOMENTS, st.integers(0, 5_000), st.integers(0, 5_000), st.integers(0, 10 * DAY_MS))
def test_a_longer_promise_or_a_later_start_never_ends_earlier(opened: int, promise: int, more: int, later: int) -> None:
    due = due_at(opened, promise, SCHOOL)
    longer, after = due_at(opened, promise + more, SCHOOL), due_at(opened + later, promise, SCHOOL)

    assert due is not None
    assert longer is not None
    assert after is not None
    assert longer >= due
    assert after >= due


@given(MOMENTS, st.lists(st.integers(0, 40 * DAY_MS), min_size=3, max_size=3))
def test_open_minutes_add_up_to_a_minute(start: int, steps: list[int]) -> None:
    first, middle, last = (start + sum(steps[: number + 1]) // MINUTE_MS * MINUTE_MS for number in range(3))

    whole = open_minutes_between(first, last, SCHOOL)
    assert abs(open_minutes_between(first, middle, SCHOOL) + open_minutes_between(middle, last, SCHOOL) - whole) <= 1


@pytest.mark.parametrize(
    ("opened", "promise", "due"),
    [
        ("2026-11-23T09:00:30-06:00", 60, "2026-11-23T10:00:30-06:00"),
        ("2026-11-23T15:30:00-06:00", 60, "2026-11-24T08:00:00-06:00"),
        ("2026-11-23T15:00:00-06:00", 60, "2026-11-23T16:00:00-06:00"),
        ("2026-11-20T17:00:00-06:00", 1, "2026-11-23T07:31:00-06:00"),
        ("2026-11-22T12:00:00-06:00", 0, "2026-11-22T12:00:00-06:00"),
        ("2026-12-31T15:00:00-06:00", 120, "2027-01-01T08:30:00-06:00"),
        ("2026-10-30T15:00:00-05:00", 120, "2026-11-02T08:30:00-06:00"),
        ("2026-03-06T15:00:00-06:00", 120, "2026-03-09T08:30:00-05:00"),
    ],
    ids=[
        "in the day",
        "over night",
        "to the last minute",
        "over the weekend",
        "at once",
        "new year",
        "autumn",
        "spring",
    ],
)
def test_promises_of_a_school(opened: str, promise: int, due: str) -> None:
    assert due_at(at(opened), promise, SCHOOL) == at(due)


def test_nothing_promised_is_never_due() -> None:
    assert due_at(0, None, SCHOOL) is None


def test_an_hour_is_skipped_or_repeated_where_the_clocks_change() -> None:
    always = Hours("America/Chicago", ((0, 1440),) * 7)

    assert open_minutes_between(at("2026-03-08T00:00:00-06:00"), at("2026-03-09T00:00:00-05:00"), always) == 23 * 60
    assert open_minutes_between(at("2026-11-01T00:00:00-05:00"), at("2026-11-02T00:00:00-06:00"), always) == 25 * 60


def test_no_time_passes_backwards() -> None:
    monday = at("2026-11-23T09:00:00-06:00")

    assert open_minutes_between(monday, monday - HOUR_MS, SCHOOL) == 0
    assert open_minutes_between(monday, monday, SCHOOL) == 0


@pytest.mark.parametrize(
    ("hours", "promise"),
    [(Hours("UTC", (None,) * 7), 1), (Hours("UTC", ((0, 1),) + (None,) * 6), 60), (SCHOOL, 10_000_000)],
    ids=["never open", "hardly ever open", "endless promise"],
)
def test_a_promise_that_the_calendar_cannot_hold_is_refused_in_clear_words(hours: Hours, promise: int) -> None:
    with pytest.raises(NoOpenHours, match=r"not to be had in the 400 days from 2026-11-23; see to the open hours"):
        due_at(at("2026-11-23T09:00:00+00:00"), promise, hours)


def test_the_last_year_of_the_calendar_brings_no_traceback() -> None:
    with pytest.raises(NoOpenHours):
        due_at(at("9999-12-20T09:00:00+00:00"), 100_000, SCHOOL)


def test_ten_years_are_counted_in_a_moment() -> None:
    assert open_minutes_between(at("2016-01-01T00:00:00+00:00"), at("2026-01-01T00:00:00+00:00"), SCHOOL) > 1_000_000
