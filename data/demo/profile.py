"""What the replica's district has decided, as far as the sample needs it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from rounds.data.district.calendar import SchoolCalendar, calendar_of
from rounds.data.district.hours import WEEKDAYS
from rounds.data.ids import id_text

ZONE = "America/Chicago"
"""Where the district names no time zone."""

HOURS = {weekday: ["07:30", "16:00"] for weekday in WEEKDAYS[:5]}
"""Where the district names no open hours."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Decisions of the district, read once."""

    calendar: SchoolCalendar
    promises: dict[int, int]
    """Severity to open minutes until a ticket is due."""
    groups: dict[str, str]
    """Code to id, of the groups that take tickets."""
    says: dict[str, str]
    """Code of an intake rule to what it says."""
    logins: dict[str, str]
    """Login to id, of the people that are there already."""
    governing: frozenset[str]
    """Ids of the people who are administrators everywhere."""


def read(connection: sqlite3.Connection) -> Profile:
    """The decisions as they stand in the replica; what it lacks is left out."""
    zone, hours, promises = connection.execute(
        "SELECT zone, hours, promises FROM district WHERE deleted_at IS NULL UNION ALL SELECT NULL, NULL, NULL LIMIT 1"
    ).fetchone()
    held = connection.execute(
        "SELECT person FROM \"grant\" WHERE role = 'administrator' AND building IS NULL AND deleted_at IS NULL"
    )
    return Profile(
        calendar=_calendar(connection, {"zone": zone or ZONE, "hours": json.loads(hours or "null")}),
        promises={int(severity): minutes for severity, minutes in json.loads(promises or "{}").items()},
        groups=_ids(connection, 'SELECT code, id FROM "group" WHERE queue = 1 AND deleted_at IS NULL'),
        says=dict(connection.execute("SELECT code, says FROM rule WHERE deleted_at IS NULL")),
        logins=_ids(connection, "SELECT login, id FROM person WHERE login IS NOT NULL AND deleted_at IS NULL"),
        governing=frozenset(id_text(person) for (person,) in held),
    )


def _calendar(connection: sqlite3.Connection, district: dict[str, Any]) -> SchoolCalendar:
    days = connection.execute("SELECT day, kind, name FROM calendar_day WHERE building IS NULL AND deleted_at IS NULL")
    rows = [dict(zip(("day", "kind", "name"), day, strict=True)) for day in days]
    calendar = calendar_of(district, rows)
    return calendar if any(calendar.hours) else calendar_of({**district, "hours": HOURS}, rows)


def _ids(connection: sqlite3.Connection, sql: str) -> dict[str, str]:
    return {code: id_text(key) for code, key in connection.execute(sql)}
