"""What the district decided, read from its rows and held as values until one of them changes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rounds.data.errors import NotFound
from rounds.data.ids import id_text
from rounds.data.rules.windows import Window

if TYPE_CHECKING:
    from rounds.data.district.calendar import SchoolCalendar
    from rounds.data.intake.required import Place

NOUNS = frozenset(
    {"district", "choice", "group", "building", "person", "grant", "calendar_day", "testing_window", "mailbox"}
)
"""A change of one of these makes the facts old."""

EVERYWHERE = ""
"""Stands in a grant for every building."""


@dataclass(frozen=True, slots=True)
class Building:
    """A building as lists and pickers name it."""

    id: str
    code: str
    name: str
    short: str
    level: str
    zone: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the matrix."""

    id: str
    code: str
    name: str
    queue: bool
    same_as: str | None
    contact: str | None


@dataclass(frozen=True, slots=True)
class Me:
    """Who acts."""

    login: str
    id: str | None
    name: str | None
    grants: tuple[tuple[str, str], ...]
    """(role, id of the building or EVERYWHERE)."""


@dataclass(frozen=True)
class Facts:
    """One district's decisions at one moment."""

    district: Mapping[str, Any]
    me: Me
    buildings: Mapping[str, Building]
    groups: Mapping[str, Group]
    choices: Mapping[str, tuple[tuple[str, str], ...]]
    windows: tuple[Window, ...]
    days: tuple[Mapping[str, Any], ...]
    mailboxes: Mapping[str, str]

    @property
    def zone(self) -> str:
        """The district's time zone."""
        return str(self.district.get("zone") or "UTC")

    @property
    def is_sample(self) -> bool:
        """Whether the records are invented."""
        return bool(self.district.get("sample"))

    @property
    def mail_domain(self) -> str:
        """The district's own mail domain."""
        return str(self.district.get("mail_domain") or "")

    @property
    def promises(self) -> Mapping[str, int]:
        """Severity to minutes of open hours."""
        return self.district.get("promises") or {}

    @cached_property
    def places(self) -> list[Place]:
        """The schools by the names that people have for them."""
        from rounds.data.intake.required import Place

        return [Place(b.id, b.code, b.name, b.short) for b in self.buildings.values()]

    @cached_property
    def calendar(self) -> SchoolCalendar:
        """Open hours and closed days of the district."""
        from rounds.data.district.calendar import calendar_of

        return calendar_of({"zone": self.zone, **self.district}, self.days)

    def calendar_for(self, building: str | None) -> SchoolCalendar:
        """Open hours and closed days of a building: its own days and time zone where it has some."""
        place = self.buildings.get(building or "")
        if place is None or not (place.zone or any(day["building"] == place.code for day in self.days)):
            return self.calendar
        from rounds.data.district.calendar import calendar_of

        return calendar_of({"zone": self.zone, **self.district}, self.days, place.code, place.zone or None)

    def building_named(self, typed: str) -> Building:
        """The building that `typed` means: its code, short name or name, or an unambiguous beginning of one.

        Raises:
            NotFound: None or several are meant; says which there are.
        """
        wanted = typed.strip().casefold()
        every = list(self.buildings.values())
        for exact in (
            [b for b in every if b.code.casefold() == wanted],
            [b for b in every if wanted in (b.short.casefold(), b.name.casefold())],
            [
                b
                for b in every
                if wanted and any(name.casefold().startswith(wanted) for name in (b.name, b.short, b.code))
            ],
        ):
            if len(exact) == 1:
                return exact[0]
            if exact:
                raise NotFound(
                    f"'{typed}' could be {_listed([f'{b.name} ({b.code})' for b in exact])}", "write more of it"
                )
        raise NotFound(f"no building '{typed}'", f"there are {_listed([f'{b.name} ({b.code})' for b in every])}")

    def group_named(self, typed: str) -> Group:
        """The group with that code, in any case; its stand-in where it has one.

        Raises:
            NotFound: There is none, or it takes no tickets.
        """
        wanted = typed.strip().casefold()
        for group in self.groups.values():
            if wanted in (group.code.casefold(), group.name.casefold()):
                taker = self.groups.get(group.same_as or "", group)
                if taker.queue:
                    return taker
                raise NotFound(
                    f"{taker.code} receives no tickets", f"these do: {_listed(self.queues)}", code="no-queue"
                )
        raise NotFound(f"no group '{typed}'", f"there are {_listed(self.queues)}")

    @property
    def queues(self) -> list[str]:
        """Codes of the groups that receive tickets."""
        return [group.code for group in self.groups.values() if group.queue]

    def codes(self, listed: str) -> tuple[str, ...]:
        """The codes of one of the district's lists."""
        return tuple(code for code, _ in self.choices.get(listed, ()))


def _listed(names: list[str], most: int = 12) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown or "none yet"


def read(connection: sqlite3.Connection, login: str) -> Facts:
    """The facts as they stand, for whoever acts as `login`."""
    return Facts(
        district=_district(connection),
        me=_me(connection, login),
        buildings=_buildings(connection),
        groups=_groups(connection),
        choices=_choices(connection),
        windows=_windows(connection),
        days=tuple(
            _rows(
                connection,
                "SELECT d.day, d.kind, d.name, (SELECT code FROM building b WHERE b.id = d.building) AS building"
                " FROM calendar_day d",
            )
        ),
        mailboxes=dict(connection.execute("SELECT code, address FROM mailbox WHERE deleted_at IS NULL").fetchall()),
    )


def _rows(connection: sqlite3.Connection, sql: str, *json_columns: str) -> list[dict[str, Any]]:
    alias = " d" if sql.endswith("calendar_day d") else ""
    cursor = connection.execute(f"{sql} WHERE {alias.strip() + '.' if alias else ''}deleted_at IS NULL")
    names = [column[0] for column in cursor.description]
    found = [dict(zip(names, values, strict=True)) for values in cursor]
    for row in found:
        for name in json_columns:
            row[name] = json.loads(row[name]) if row[name] else None
    return found


def _windows(connection: sqlite3.Connection) -> tuple[Window, ...]:
    from rounds.data.district.windows import windows_of

    columns = "name, starts, ends, buildings, streaming_off"
    return tuple(windows_of(_rows(connection, f"SELECT {columns} FROM testing_window", "buildings")))


def _district(connection: sqlite3.Connection) -> Mapping[str, Any]:
    columns = "code, name, zone, mail_domain, hours, promises, weights, attachment_max, sample, about, id"
    found = _rows(connection, f"SELECT {columns} FROM district", "hours", "promises", "weights")
    return found[0] if found else {}


def _me(connection: sqlite3.Connection, login: str) -> Me:
    person = connection.execute(
        "SELECT id, name FROM person WHERE login = ? AND deleted_at IS NULL ORDER BY row LIMIT 1", (login,)
    ).fetchone()
    if person is None:
        return Me(login, None, None, ())
    grants = connection.execute(
        'SELECT role, building FROM "grant" WHERE person = ? AND deleted_at IS NULL ORDER BY row', (person[0],)
    ).fetchall()
    held = tuple((role, EVERYWHERE if building is None else id_text(building)) for role, building in grants)
    return Me(login, id_text(person[0]), person[1], held)


def _buildings(connection: sqlite3.Connection) -> dict[str, Building]:
    found = connection.execute(
        "SELECT id, code, name, ifnull(short, code), level, ifnull(zone, '') FROM building"
        " WHERE deleted_at IS NULL ORDER BY code"
    )
    return {id_text(key): Building(id_text(key), *rest) for key, *rest in found}


def _groups(connection: sqlite3.Connection) -> dict[str, Group]:
    found = connection.execute(
        'SELECT id, code, name, queue, same_as, contact FROM "group" WHERE deleted_at IS NULL ORDER BY row'
    )
    return {
        id_text(key): Group(id_text(key), code, name, bool(queue), id_text(same) if same else None, contact)
        for key, code, name, queue, same, contact in found
    }


def _choices(connection: sqlite3.Connection) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for name, code, label in connection.execute(
        "SELECT list, code, ifnull(label, code) FROM choice WHERE deleted_at IS NULL ORDER BY list, rank, row"
    ):
        found.setdefault(name, []).append((code, label))
    return {name: tuple(items) for name, items in found.items()}
