"""Testing windows: first and last day belong to them, in the buildings that they name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.data.rules.windows import Window, next_window, open_until, open_windows

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
EVERYWHERE = Window("All", MONDAY, FRIDAY)
HERE = Window("Here", FRIDAY, date(2026, 12, 1), frozenset({"010"}))

DAYS = st.dates(date(2026, 11, 1), date(2026, 12, 31))
WINDOWS = st.lists(
    st.builds(
        lambda name, starts, length, buildings: Window(name, starts, starts + timedelta(length), buildings),
        st.text("abc", max_size=2),
        DAYS,
        st.integers(0, 20),
        st.frozensets(st.sampled_from(["010", "020"])),
    ),
    max_size=6,
)
BUILDINGS = st.sampled_from([None, "", "010", "020", "030"])


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 11, 22), False),
        (MONDAY, True),
        (date(2026, 11, 25), True),
        (FRIDAY, True),
        (date(2026, 11, 28), False),
    ],
)
def test_first_and_last_day_belong_to_a_window(day: date, is_open: bool) -> None:
    assert bool(open_windows([EVERYWHERE], day, "010")) is is_open


def test_a_window_holds_in_the_buildings_that_it_names() -> None:
    day = date(2026, 11, 30)

    assert open_windows([EVERYWHERE, HERE], day, "010") == [HERE]
    assert open_windows([EVERYWHERE, HERE], day, "020") == []
    assert open_windows([EVERYWHERE, HERE], day) == [HERE]


def test_an_unknown_building_is_in_the_windows_of_the_whole_district_alone() -> None:
    assert open_windows([EVERYWHERE, HERE], FRIDAY, "") == [EVERYWHERE]


def test_the_window_that_ends_last_comes_first() -> None:
    assert open_windows([EVERYWHERE, HERE], FRIDAY, "010") == [HERE, EVERYWHERE]
    assert open_until([EVERYWHERE, HERE], FRIDAY, ["010", "020"]) == {"010": HERE.ends, "020": FRIDAY}


def test_the_next_window_begins_after_the_day() -> None:
    assert next_window([EVERYWHERE, HERE], MONDAY, "010") == HERE
    assert next_window([EVERYWHERE, HERE], MONDAY, "020") is None
    assert next_window([HERE, EVERYWHERE], date(2026, 11, 1)) == EVERYWHERE
    assert next_window([], MONDAY) is None


@given(WINDOWS, DAYS, BUILDINGS)
def test_open_and_next_never_name_the_same_window(windows: list[Window], day: date, building: str | None) -> None:
    found, after = open_windows(windows, day, building), next_window(windows, day, building)

    assert all(each.starts <= day <= each.ends and each.holds_in(building) for each in found)
    assert len(found) == sum(each.starts <= day <= each.ends and each.holds_in(building) for each in windows)
    if after:
        assert after.starts > day
        assert not [each for each in windows if day < each.starts < after.starts and each.holds_in(building)]
