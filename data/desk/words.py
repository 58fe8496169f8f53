"""A field's value from the words in which a person gives it: on the command line, in a form, in a bulk change."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rounds.data.clock import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS, milliseconds, moment
from rounds.data.errors import BadInput, NotFound
from rounds.data.nouns.spec import FieldSpec, Kind

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk

NOTHING = ("none", "@none", "")
_YES, _NO = ("yes", "y", "true", "1", "on"), ("no", "n", "false", "0", "off")
_AHEAD = re.compile(r"\+?(\d{1,6})\s*([mhdw])")
_UNIT_MS = {"m": MINUTE_MS, "h": HOUR_MS, "d": DAY_MS, "w": WEEK_MS}


def value_of(desk: Desk, field: FieldSpec, words: str) -> Any:
    """What `words` mean for `field`; none for an empty word, `none` or `@none`.

    Raises:
        BadInput: They mean nothing for it; says what would.
        NotFound: Nothing has that name.
    """
    typed = words.strip()
    if field.is_text:
        return words if typed else None
    if typed.casefold() in NOTHING:
        return None
    match field.kind:
        case Kind.NUMBER:
            return _number(field, typed)
        case Kind.FLAG:
            return _flag(field, typed)
        case Kind.CHOICE:
            return _choice(desk, field, typed)
        case Kind.DATE:
            return _day(desk, field, typed).isoformat()
        case Kind.TIME:
            return _time(desk, field, typed)
        case Kind.REF:
            return _record(desk, field, typed)
        case _:
            raise BadInput(f"{field.name} cannot be given in words", code="bad-value")


def _number(field: FieldSpec, typed: str) -> int:
    if not re.fullmatch(r"-?\d{1,15}", typed):
        raise BadInput(f"{field.label} '{typed[:40]}' is no whole number", "give figures alone", code="bad-value")
    return int(typed)


def _flag(field: FieldSpec, typed: str) -> bool:
    word = typed.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise BadInput(f"{field.label} '{typed[:40]}' is neither yes nor no", "yes or no", code="bad-value")


def _choice(desk: Desk, field: FieldSpec, typed: str) -> str:
    known = choices_of(desk, field)
    word = typed.casefold()
    if word in known:
        return word
    near = get_close_matches(word, known, 1, 0.5)
    mean = f". Did you mean {near[0]}?" if near else ""
    raise BadInput(f"no {field.label} '{typed[:40]}'{mean}", ", ".join(known), code="bad-value")


def choices_of(desk: Desk, field: FieldSpec) -> tuple[str, ...]:
    """The codes that a CHOICE may have here."""
    return field.choices or desk.facts.codes(field.listed)


def _day(desk: Desk, field: FieldSpec, typed: str) -> date:
    word = typed.casefold()
    if word in ("today", "tomorrow", "yesterday"):
        return desk.today() + timedelta({"today": 0, "tomorrow": 1, "yesterday": -1}[word])
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise BadInput(
            f"{field.label} '{typed[:40]}' is no date", "write it as 2026-09-01, today or tomorrow"
        ) from None


def _time(desk: Desk, field: FieldSpec, typed: str) -> int:
    """A moment: ISO 8601, a date (the end of its open hours), or a span from now."""
    if ahead := _AHEAD.fullmatch(typed.casefold()):
        return desk.clock() + int(ahead.group(1)) * _UNIT_MS[ahead.group(2)]
    zone = ZoneInfo(desk.facts.zone)
    if "T" in typed or ":" in typed:
        try:
            at = datetime.fromisoformat(typed)
        except ValueError:
            raise BadInput(
                f"{field.label} '{typed[:40]}' is no time", "write it as 2026-09-01T14:00, +2d or +4h"
            ) from None
        return milliseconds(at if at.tzinfo else at.replace(tzinfo=zone))
    day = _day(desk, field, typed)
    span = desk.facts.calendar.open_span(day)
    minute = span[1] if span else 17 * 60
    return milliseconds(datetime.combine(day, time(minute // 60 % 24, minute % 60), zone))


def _record(desk: Desk, field: FieldSpec, typed: str) -> str:
    if typed.casefold() == "@me" and field.ref == "person":
        if desk.facts.me.id is None:
            raise NotFound(f"{desk.login} is no person of this district", "an administrator gives a person this login")
        return desk.facts.me.id
    match field.ref:
        case "building":
            return desk.facts.building_named(typed).id
        case "group":
            return desk.facts.group_named(typed).id
        case _:
            return _one(desk, field, typed)


def _one(desk: Desk, field: FieldSpec, typed: str) -> str:
    with desk.reading:
        found = desk.names.find(field.ref, field.shows, typed)
    if len(found) == 1:
        return found[0][0]
    if found:
        names = ", ".join(value or id[:8] for id, value in found[:6])
        raise NotFound(f"{field.label} '{typed[:40]}' could be {names}", "write more of it", code="ambiguous")
    raise NotFound(f"no {field.ref} '{typed[:60]}'", f"give the {field.shows} of one that there is", code="not-found")


def day_and_time(desk: Desk, ms: int) -> str:
    """A moment as records show it: `19 Nov 09:36`, with the year where it is another one."""
    at = moment(ms, desk.facts.zone)
    year = "" if at.year == desk.today().year else f" {at.year}"
    return f"{at.day} {at:%b}{year} {at:%H:%M}"
