"""Business days, against counting them one by one."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.data.clock import milliseconds, moment
from rounds.data.district.calendar import NoBusinessDays, SchoolCalendar, calendar_of
from rounds.data.district.hours import clock_of, minute_of
from rounds.data.district.profile import DEFAULT_FOLDER, read
from rounds.data.district.rows import rows
from rounds.data.district.windows import windows_of
from rounds.data.rules.windows import Window

SPAN = (450, 960)
WEEK = (SPAN, SPAN, SPAN, SPAN, SPAN, None, None)
THANKSGIVING = date(2026, 11, 26)

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
CALENDARS = st.builds(
    SchoolCalendar,
    zone=st.just("America/Chicago"),
    hours=st.tuples(*[st.sampled_from([None, SPAN])] * 7),
    closed=st.frozensets(DAYS, max_size=30),
    opened=st.frozensets(DAYS, max_size=10),
)


def counts(calendar: SchoolCalendar, day: date) -> bool:
    """Whether `day` is a business day, said anew."""
    if day in calendar.opened:
        return True
    return calendar.hours[day.weekday()] is not None and day not in calendar.closed


@given(CALENDARS, DAYS, DAYS)
def test_business_days_are_those_counted_one_by_one(calendar: SchoolCalendar, start: date, end: date) -> None:
    naive = sum(counts(calendar, start + timedelta(days)) for days in range((end - start).days))

    assert calendar.business_days_between(start, end) == naive


@given(CALENDARS, DAYS, st.integers(1, 30))
def test_the_day_before_is_found_by_walking_back(calendar: SchoolCalendar, day: date, count: int) -> None:
    walked = (day - timedelta(days) for days in range(1, 401))
    found = [each for each in walked if counts(calendar, each)]

    if len(found) < count:
        with pytest.raises(NoBusinessDays):
            calendar.business_days_before(day, count)
    else:
        assert calendar.business_days_before(day, count) == found[count - 1]
        assert calendar.business_days_between(found[count - 1], day) == count


@given(CALENDARS, DAYS)
def test_a_business_day_has_hours_unless_no_weekday_has(calendar: SchoolCalendar, day: date) -> None:
    span = calendar.open_span(day)

    assert calendar.is_business_day(day) == counts(calendar, day)
    assert (span is not None) == (counts(calendar, day) and any(calendar.hours))


def test_the_lead_times_of_the_procedures() -> None:
    calendar = SchoolCalendar("America/Chicago", WEEK, closed=frozenset({THANKSGIVING}))
    event = date(2026, 12, 2)

    assert calendar.business_days_before(event, 1) == date(2026, 12, 1)
    assert calendar.business_days_before(event, 7) == date(2026, 11, 20)
    assert calendar.business_days_before(event, 10) == date(2026, 11, 17)
    assert calendar.business_days_between(date(2026, 11, 20), event) == 7
    assert calendar.business_days_between(event, event) == 0
    assert calendar.business_days_between(event, date(2026, 11, 20)) == 0


def test_dates_centuries_apart_take_no_time() -> None:
    calendar = SchoolCalendar("UTC", WEEK)

    # From Monday, 1 January 1 up to Friday, 31 December 9999: 521,722 weeks and four days.
    assert calendar.business_days_between(date.min, date.max) == 521_722 * 5 + 4
    assert calendar.business_days_before(date.max, 3) == date(9999, 12, 28)


@pytest.mark.parametrize("day", [date.min, date(1, 1, 3), date(2026, 11, 22)])
def test_a_calendar_without_business_days_refuses_in_clear_words(day: date) -> None:
    calendar = SchoolCalendar("UTC", (None,) * 7)

    with pytest.raises(NoBusinessDays, match=r"no 7 business days in the 400 days before .*; see to the open hours"):
        calendar.business_days_before(day, 7)


DISTRICT = {"zone": "America/Chicago", "hours": {"monday": ["07:30", "16:00"], "tuesday": ["07:30", "24:00"]}}


def day_row(day: str, kind: str, building: str | None = None, name: str | None = None) -> dict[str, object]:
    return {"day": day, "kind": kind, "building": building, "name": name}


def test_a_calendar_is_built_from_rows() -> None:
    calendar = calendar_of(
        DISTRICT,
        [
            day_row("2026-11-23", "closed", name="Flood"),
            day_row("2026-11-28", "open"),
            day_row("2026-11-24", "holiday"),
        ],
    )

    assert calendar.hours == ((450, 960), (450, 1440), None, None, None, None, None)
    assert calendar.closed == {date(2026, 11, 23), date(2026, 11, 24)}
    assert calendar.opened == {date(2026, 11, 28)}
    assert calendar.names == {date(2026, 11, 23): "Flood"}
    assert calendar.open_span(date(2026, 11, 28)) == (450, 960)


def test_a_building_has_its_own_days_beside_the_districts() -> None:
    days = [
        day_row("2026-11-23", "open", building="017"),
        day_row("2026-11-23", "closed"),
        day_row("2026-11-24", "closed", building="017"),
        day_row("2026-11-30", "closed", building="018"),
    ]

    assert calendar_of(DISTRICT, days).closed == {date(2026, 11, 23)}
    building = calendar_of(DISTRICT, days, building="017", zone="America/Denver")
    assert building.zone == "America/Denver"
    assert building.opened == {date(2026, 11, 23)}
    assert building.closed == {date(2026, 11, 24)}


@pytest.mark.parametrize(
    "hours", [None, [], "always", {"monday": "x"}, {"monday": ["16:00", "08:00"]}, {"monday": [1, 2]}]
)
def test_hours_that_cannot_be_read_count_as_closed(hours: object) -> None:
    calendar = calendar_of({"zone": "UTC", "hours": hours})

    assert calendar.hours == (None,) * 7


def test_the_local_day_is_the_districts() -> None:
    calendar = SchoolCalendar("America/Chicago", WEEK)
    late = milliseconds(moment(0).replace(year=2026, month=11, day=23, hour=3))

    assert calendar.local_day(late) == date(2026, 11, 22)


@pytest.mark.parametrize(("folder", "weekend"), [(DEFAULT_FOLDER, {5, 6}), ("two", {4, 5})], ids=["default", "two"])
def test_a_profile_becomes_a_calendar_by_its_rows(folder: Path | str, weekend: set[int]) -> None:
    where = Path(__file__).parents[2] / "fixtures" / "district-two" if folder == "two" else Path(folder)
    profile, _ = read(where)
    assert profile is not None
    wanted = [(row.noun, row.key | row.values) for row in rows(profile)]

    calendar = calendar_of(
        next(row for noun, row in wanted if noun == "district"), [row for noun, row in wanted if noun == "calendar_day"]
    )

    week = [date(2026, 9, 14) + timedelta(days) for days in range(7)]
    assert {day.weekday() for day in week if not calendar.is_business_day(day)} == weekend
    assert all(calendar.is_business_day(day) for day in calendar.opened)


@given(st.integers(0, 1440))
def test_times_of_day_are_read_as_they_are_written(minute: int) -> None:
    assert minute_of(clock_of(minute)) == minute


@pytest.mark.parametrize("clock", ["7:30", "24:01", "12:60", "", "noon", None, 730, "-1:00", "07:30 ", "٠٧:٣٠"])
def test_what_is_no_time_of_day_is_none(clock: object) -> None:
    assert minute_of(clock) is None


def test_windows_are_built_from_rows() -> None:
    row: dict[str, object] = {"name": "W", "starts": "2026-11-23", "ends": "2026-11-27", "buildings": ["017"]}

    assert windows_of([row]) == [Window("W", date(2026, 11, 23), date(2026, 11, 27), frozenset({"017"}))]
    assert windows_of([row | {"buildings": None, "streaming_off": False}])[0].holds_in("018")
