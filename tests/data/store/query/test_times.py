"""Durations that count from now, and days of the district."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rounds.data.clock import DAY_MS, HOUR_MS
from rounds.data.store.query.parse import parse
from rounds.data.store.query.tree import Span, Test
from tests.data.store.query.asking import NOUNS, NOW, Names, at, only


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
