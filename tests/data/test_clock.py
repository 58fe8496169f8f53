"""Time as milliseconds and as people say it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.data.clock import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS, age, iso, milliseconds, moment, now_ms

MOMENTS = st.integers(-62_000_000_000_000, 250_000_000_000_000)
ZONES = st.sampled_from(["UTC", "America/Chicago", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns"])


@given(MOMENTS, ZONES)
def test_a_moment_reads_back_to_the_millisecond(ms: int, zone: str) -> None:
    assert milliseconds(moment(ms, zone)) == ms


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(9000, 1, 1)), ZONES)
def test_a_time_is_never_later_than_it_was_nor_by_a_millisecond_earlier(naive: datetime, zone: str) -> None:
    at = naive.replace(tzinfo=ZoneInfo(zone))
    assert timedelta(0) <= at.astimezone(UTC) - moment(milliseconds(at)) < timedelta(milliseconds=1)


def test_a_time_without_a_zone_is_a_fault() -> None:
    with pytest.raises(AssertionError, match="zone"):
        milliseconds(datetime(2026, 9, 28, 9))


def test_iso_has_the_zones_offset_on_both_sides_of_the_change_of_clocks() -> None:
    before = milliseconds(datetime(2026, 11, 1, 6, 59, 59, tzinfo=UTC))
    assert iso(before, "America/Chicago") == "2026-11-01T01:59:59-05:00"
    assert iso(before + 1000, "America/Chicago") == "2026-11-01T01:00:00-06:00"
    assert iso(None) is None


@pytest.mark.parametrize(
    ("ms", "says"),
    [
        (-5, "0m"),
        (0, "0m"),
        (HOUR_MS - 1, "59m"),
        (HOUR_MS, "1h"),
        (DAY_MS - 1, "23h"),
        (DAY_MS, "1d"),
        (5 * WEEK_MS - 1, "34d"),
        (5 * WEEK_MS, "5w"),
        (104 * WEEK_MS - 1, "103w"),
        (104 * WEEK_MS, "1y"),
        (40 * 365 * DAY_MS, "40y"),
        (38 * MINUTE_MS, "38m"),
    ],
)
def test_an_age_is_said_in_its_largest_fitting_unit(ms: int, says: str) -> None:
    assert age(ms) == says


@given(st.integers(0, 90 * 365 * DAY_MS))
def test_an_age_takes_at_most_four_cells(ms: int) -> None:
    assert len(age(ms)) <= 4


def test_now_is_now() -> None:
    assert abs(now_ms() - time.time() * 1000) < 5000
