"""What the replica's district has decided, as far as the sample needs it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from rounds.data.ids import id_text

ZONE = "America/Chicago"
"""Where the district names no time zone."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Decisions of the district, read once."""

    zone: str
    groups: dict[str, str]
    """Code to id."""
    closed: frozenset[date]
    """Days on which every building is closed."""
    says: dict[str, str]
    """Code of an intake rule to what it says."""
    logins: dict[str, str]
    """Login to id, of the people that are there already."""
    granted: frozenset[str]
    """Ids of the people who hold the role of an administrator everywhere."""


def read(connection: sqlite3.Connection) -> Profile:
    """The decisions as they stand in the replica; what it lacks is left out."""
    zone = connection.execute("SELECT zone FROM district WHERE deleted_at IS NULL ORDER BY row LIMIT 1").fetchone()
    closed = connection.execute(
        "SELECT day FROM calendar_day WHERE kind IN ('holiday', 'closed') AND building IS NULL AND deleted_at IS NULL"
    )
    held = connection.execute(
        "SELECT person FROM \"grant\" WHERE role = 'administrator' AND building IS NULL AND deleted_at IS NULL"
    )
    return Profile(
        zone=zone[0] if zone else ZONE,
        groups=_ids(connection, 'SELECT code, id FROM "group" WHERE queue = 1 AND deleted_at IS NULL'),
        closed=frozenset(date.fromisoformat(day) for (day,) in closed),
        says=dict(connection.execute("SELECT code, says FROM rule WHERE deleted_at IS NULL")),
        logins=_ids(connection, "SELECT login, id FROM person WHERE login IS NOT NULL AND deleted_at IS NULL"),
        granted=frozenset(id_text(person) for (person,) in held),
    )


def _ids(connection: sqlite3.Connection, sql: str) -> dict[str, str]:
    return {code: id_text(key) for code, key in connection.execute(sql)}
