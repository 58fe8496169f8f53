"""A district's profile into recorded rows, and a replica's very beginning.

Replicas read rows, never files. What a profile no longer names is taken back (`deleted_at`), what it names
differently is changed, what it does not speak of (people, grants, tickets) is left alone.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from rounds.data.desk.undo import BEGIN
from rounds.data.district.profile import Profile
from rounds.data.district.rows import Wanted, rows
from rounds.data.errors import BadInput
from rounds.data.ids import id_text
from rounds.data.nouns.spec import Catalogue, FieldSpec, Kind
from rounds.data.store.act import Act, Put
from rounds.data.store.record import Recorder
from rounds.data.store.schema import quoted
from rounds.data.store.values import from_stored, to_stored

OWNED = ("choice", "group", "calendar_day", "testing_window", "mailbox", "duty", "rule")
"""Nouns whose every row the profile decides; of the others it only adds and changes."""


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """One field of one row that a profile would change. `verb` is add, change or take back."""

    verb: str
    noun: str
    name: str
    field: str = ""
    old: Any = None
    new: Any = None


def default_folder() -> Path:
    """Where the default profile is installed."""
    return Path(str(files("rounds.data.district") / "default"))


def read_profile(folder: Path) -> Profile:
    """The profile of a folder, checked.

    Raises:
        BadInput: It has problems; names the first and says how many.
    """
    from rounds.data.district.profile import read

    profile, problems = read(folder)
    if profile is None or problems:
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise BadInput(
            f"{folder}/{first.file}, line {first.line}: {first.key}: {first.message}{more}",
            f"rounds district check {folder} lists them all",
            code="bad-profile",
        )
    return profile


def apply(
    recorder: Recorder, profile: Profile, dry_run: bool = False, sample: bool = False, kind: str = "act"
) -> list[ProfileChange]:
    """Put a profile in force in one act, or tell what that would change.

    Args:
        kind: `BEGIN` where a replica is made: nobody undoes that.
    """
    changes: list[ProfileChange] = []
    try:
        with recorder.act(f"apply the profile {profile.district.code}", kind, acknowledged=sample) as act:
            _Application(act, recorder.catalogue, changes).run(rows(profile), sample)
            if dry_run:
                raise _OnlyLooked
    except _OnlyLooked:
        pass
    return changes


class _OnlyLooked(Exception):
    """Ends a transaction that was only to be looked at."""


class _Application:
    """One profile being applied: rows are found by their key, references by the names they show."""

    def __init__(self, act: Act, catalogue: Catalogue, changes: list[ProfileChange]) -> None:
        self._act = act
        self._catalogue = catalogue
        self._changes = changes
        self._made: dict[tuple[str, str, str], str] = {}
        self._kept: dict[str, set[str]] = {noun: set() for noun in OWNED}

    def run(self, wanted: list[Wanted], sample: bool) -> None:
        """Apply every row, then take back what is no longer wanted."""
        for row in wanted:
            is_district = row.noun == "district"
            self._apply(Wanted(row.noun, {}, {**row.key, **row.values, "sample": sample}) if is_district else row)
        for noun in OWNED:
            self._take_back(noun)

    def _apply(self, row: Wanted) -> None:
        noun = self._catalogue[row.noun]
        key = {name: self._resolved(noun[name], value) for name, value in row.key.items()}
        values = {name: self._resolved(noun[name], value) for name, value in row.values.items()}
        found = self._found(row.noun, key)
        name = str(row.key.get(noun.handle) or next(iter(row.key.values()), None) or row.values.get("name") or row.noun)
        if found is None:
            written = self._act.put(Put(row.noun, {**key, **values}))
            self._changes.append(ProfileChange("add", row.noun, name))
        else:
            revived = {"deleted_at": None} if self._is_deleted(row.noun, found) else {}
            written = self._act.put(Put(row.noun, {**values, **revived}, found))
            self._changes += [
                ProfileChange("change", row.noun, name, field, old, new)
                for field, (old, new) in written.changed.items()
            ]
        if row.noun in self._kept:
            self._kept[row.noun].add(written.id)
        for field in ("code", "login", "mail"):
            if field in {**row.key, **row.values}:
                self._made[row.noun, field, str({**row.key, **row.values}[field])] = written.id

    def _resolved(self, field: FieldSpec, value: object) -> object:
        """References by their id; everything else as it is."""
        if field.kind is not Kind.REF or value is None:
            return value
        made = self._made.get((field.ref, field.shows, str(value)))
        if made is not None:
            return made
        found = self._query(
            f"SELECT id FROM {quoted(field.ref)} WHERE {quoted(field.shows)} = ? AND deleted_at IS NULL LIMIT 1",
            (value,),
        )
        if found is None:
            raise BadInput(f"no {field.ref} '{value}'", "the profile names it before it is there", code="bad-profile")
        return id_text(found[0])

    def _found(self, noun: str, key: dict[str, object]) -> str | None:
        fields = self._catalogue[noun].fields
        tests = [f"{quoted(name)} IS ?" for name in key] or ["1"]
        values = [to_stored(fields[name], value) for name, value in key.items()]
        found = self._query(
            f"SELECT id FROM {quoted(noun)} WHERE {' AND '.join(tests)} ORDER BY deleted_at IS NOT NULL, row", values
        )
        return None if found is None else id_text(found[0])

    def _is_deleted(self, noun: str, id: str) -> bool:
        row = self._act.present(noun, id)
        return row is not None and row["deleted_at"] is not None

    def _take_back(self, noun: str) -> None:
        handle = self._catalogue[noun].handle
        found = self._act.connection.execute(
            f"SELECT id, {quoted(handle)} FROM {quoted(noun)} WHERE deleted_at IS NULL ORDER BY row"
        ).fetchall()
        for key, name in found:
            if id_text(key) not in self._kept[noun]:
                self._act.put(Put(noun, {"deleted_at": self._act.clock()}, id_text(key)))
                self._changes.append(
                    ProfileChange("take back", noun, str(from_stored(self._catalogue[noun][handle], name)))
                )

    def _query(self, sql: str, values: Any) -> tuple[Any, ...] | None:
        cursor: sqlite3.Cursor = self._act.connection.execute(sql, values)
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found


def enrol(recorder: Recorder, name: str, sample: bool = False) -> None:
    """Record this device, and whoever acts as its administrator: with no hub, who began holds every right."""
    with recorder.act("begin", BEGIN, acknowledged=sample) as act:
        found = act.connection.execute("SELECT id FROM person WHERE login = ?", (recorder.actor,)).fetchone()
        person = id_text(found[0]) if found else act.put(Put("person", {"login": recorder.actor, "name": name})).id
        act.put(Put("grant", {"person": person, "role": "administrator"}))
        _enrol_device(act, person)


def enrol_device(recorder: Recorder) -> None:
    """Record this device where it has no record yet: a restored or salvaged replica has begun a new one."""
    with recorder.act("begin", BEGIN) as act:
        person = act.connection.execute("SELECT id FROM person WHERE login = ?", (recorder.actor,)).fetchone()
        _enrol_device(act, id_text(person[0]) if person else None)


def _enrol_device(act: Act, person: str | None) -> None:
    code, device = act.connection.execute("SELECT code, device FROM chain WHERE own = 1").fetchone()
    act.make(
        Put("device", {"code": code, "name": _machine(), "person": person, "enrolled": act.clock()}), bytes(device)
    )


def _machine() -> str:
    import platform

    return platform.node()[:100] or "this machine"
