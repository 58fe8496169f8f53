"""Times and dates as people type them: durations from now, days of the district, and what lies between two of them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rounds.data.clock import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS, milliseconds, moment
from rounds.data.store.query.ground import Asked, Ground
from rounds.data.store.query.pieces import Piece
from rounds.data.store.query.refusals import QueryError
from rounds.data.store.query.tree import Span

DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
"""Days that have a name, and how far away they are."""

DURATIONS = (">1d", "<1d", ">3d", "<2h", ">1w")
"""Durations that are offered."""

_TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
_DURATION = re.compile(r"(?P<way>[+-]?)(?P<count>[0-9]{1,5})(?P<unit>[mhdwy])", re.IGNORECASE)
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_UNITS = {"m": MINUTE_MS, "h": HOUR_MS, "d": DAY_MS, "w": WEEK_MS, "y": 365 * DAY_MS}
_YEARS = range(1900, 3000)
"""Far from the ends of what `datetime` can hold, whatever the zone."""
_DURATION_MAX = 200 * 365 * DAY_MS


def time_span(asked: Asked, piece: Piece) -> Span:
    """The milliseconds that a value of a time means.

    Raises:
        QueryError: It is no time.
    """
    low, high = _stretch(asked, piece)
    return Span(low, high).compared(_sign(asked, piece))


def date_span(asked: Asked, piece: Piece) -> Span:
    """The days that a value of a date means, as ISO text.

    Raises:
        QueryError: It is no time.
    """
    low, high = _stretch(asked, piece)
    first, last = (moment(ms, asked.ground.zone).date() for ms in (low, high - 1))
    return Span(first.isoformat(), (last + timedelta(days=1)).isoformat()).compared(_sign(asked, piece))


def _sign(asked: Asked, piece: Piece) -> str:
    """The sign, turned round where it compares durations that count back: more than 3 days ago is earlier."""
    duration = _DURATION.fullmatch(piece.text)
    turned = asked.counts_back and duration is not None and not duration["way"]
    return _TURNED.get(asked.sign, "") if turned else asked.sign


def _stretch(asked: Asked, piece: Piece) -> tuple[int, int]:
    """The milliseconds from and until that a value of a time or date means."""
    ends = [_stretch_of(asked, piece, side.casefold()) for side in piece.sides]
    return min(low for low, _ in ends), max(high for _, high in ends)


def _stretch_of(asked: Asked, piece: Piece, side: str) -> tuple[int, int]:
    if duration := _DURATION.fullmatch(side):
        return _from_now(asked, piece, duration)
    day = None if asked.is_alias else _day(asked.ground, side)
    if day is None:
        raise _no_time(asked, piece)
    return _midnight(day, asked.ground.zone), _midnight(day + timedelta(days=1), asked.ground.zone)


def _from_now(asked: Asked, piece: Piece, duration: re.Match[str]) -> tuple[int, int]:
    """A duration from now: one moment where it is compared, else as long as its unit, as ages are shown (`3d`)."""
    unit = _UNITS[duration["unit"]]
    away = int(duration["count"]) * unit
    if away > _DURATION_MAX:
        raise _no_time(asked, piece)
    width = 1 if asked.sign else unit
    if duration["way"] == "-" or (asked.counts_back and not duration["way"]):
        return asked.ground.now_ms - away - width + 1, asked.ground.now_ms - away + 1
    return asked.ground.now_ms + away, asked.ground.now_ms + away + width


def _day(ground: Ground, side: str) -> date | None:
    if side in DAYS:
        return moment(ground.now_ms, ground.zone).date() + timedelta(days=DAYS[side])
    if (figures := _DATE.fullmatch(side)) is None:
        return None
    year, month, day = map(int, figures.groups())
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _midnight(day: date, zone: str) -> int:
    return milliseconds(datetime.combine(day, time(), ZoneInfo(zone)))


def _no_time(asked: Asked, piece: Piece) -> QueryError:
    error = asked.unknown(piece, DURATIONS if asked.is_alias else (*DAYS, *DURATIONS))
    error.hint += "" if asked.is_alias else ", 2026-09-01, 2026-09-01..2026-09-30"
    return error
