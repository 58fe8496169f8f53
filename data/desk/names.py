"""What people type for a record, and what the record is: for filters, forms and the command line alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from rounds.data.errors import NotFound
from rounds.data.ids import id_text
from rounds.data.nouns.spec import Catalogue
from rounds.data.store.schema import quoted

PREFIX_MIN = 8
"""Shortest beginning of an id that names a record; contract, ticket number."""

_HEX = frozenset("0123456789abcdef-")


class Names:
    """Looks names up in one replica. The `Known` of the filter language."""

    def __init__(
        self, connection: sqlite3.Connection, catalogue: Catalogue, codes: Callable[[str], tuple[str, ...]]
    ) -> None:
        self._connection = connection
        self._catalogue = catalogue
        self._codes = codes

    def choices(self, listed: str) -> tuple[str, ...]:
        """The codes of one of the district's lists."""
        return self._codes(listed)

    def named(self, noun: str, shows: str, typed: str, limit: int) -> list[tuple[str, str]]:
        """(value, label) of the records whose name or `shows` begins with `typed`."""
        label = self._label(noun, shows)
        return [
            (value, told or "")
            for value, told in self._connection.execute(
                f"SELECT r.{quoted(shows)}, {label} FROM {quoted(noun)} r"
                f" WHERE r.deleted_at IS NULL AND r.{quoted(shows)} IS NOT NULL AND {self._begins(noun, shows)}"
                f" ORDER BY r.{quoted(shows)} LIMIT ?",
                (*[_like(typed)] * self._named_by(noun, shows), limit),
            )
        ]

    def find(self, noun: str, shows: str, typed: str) -> list[tuple[str, str]]:
        """(id, value) of the records that `typed` names: exactly, or else by a beginning."""
        shown = f"ifnull(r.{quoted(shows)}, '')"
        exact = self._connection.execute(
            f"SELECT r.id, {shown} FROM {quoted(noun)} r"
            f" WHERE r.deleted_at IS NULL AND r.{quoted(shows)} = ? COLLATE NOCASE LIMIT 200",
            (typed,),
        ).fetchall()
        found = (
            exact
            or self._connection.execute(
                f"SELECT r.id, {shown} FROM {quoted(noun)} r"
                f" WHERE r.deleted_at IS NULL AND {self._begins(noun, shows)} LIMIT 200",
                (_like(typed),) * self._named_by(noun, shows),
            ).fetchall()
        )
        return [(id_text(key), value) for key, value in found]

    def record(self, noun: str, typed: str) -> bytes:
        """The id of the one record that `typed` names: its handle, or the beginning of its id.

        Raises:
            NotFound: None, or several.
        """
        handle = self._catalogue[noun].handle
        wanted = typed.strip()
        found = self._connection.execute(
            f"SELECT id FROM {quoted(noun)} WHERE {quoted(handle)} IN (?, ?) AND deleted_at IS NULL LIMIT 2",
            (wanted, wanted.upper()),
        ).fetchall()
        if not found and len(wanted) >= PREFIX_MIN and _HEX.issuperset(wanted.casefold()):
            found = self._by_prefix(noun, wanted.casefold().replace("-", ""))
        if len(found) == 1:
            return bytes(found[0][0])
        if found:
            raise NotFound(f"{noun} '{wanted}' could be several", "write more of its id", code="ambiguous")
        raise NotFound(f"no {noun} '{wanted[:60]}'", f"rounds {noun} list shows those that there are")

    def _by_prefix(self, noun: str, plain: str) -> list[tuple[bytes]]:
        if len(plain) > 32:
            return []
        low, high = bytes.fromhex(plain.ljust(32, "0")), bytes.fromhex(plain.ljust(32, "f"))
        return self._connection.execute(
            f"SELECT id FROM {quoted(noun)} WHERE id BETWEEN ? AND ? AND deleted_at IS NULL LIMIT 2", (low, high)
        ).fetchall()

    def _label(self, noun: str, shows: str) -> str:
        return "r.name" if "name" in self._catalogue[noun].fields and shows != "name" else "''"

    def _columns(self, noun: str, shows: str) -> list[str]:
        extra = [
            name
            for name in ("name", "short", "mail", "login")
            if name in self._catalogue[noun].fields and name != shows
        ]
        return [shows, *extra]

    def _named_by(self, noun: str, shows: str) -> int:
        return len(self._columns(noun, shows))

    def _begins(self, noun: str, shows: str) -> str:
        tests = [f"r.{quoted(name)} LIKE ? ESCAPE '\\'" for name in self._columns(noun, shows)]
        return f"({' OR '.join(tests)})"


def _like(typed: str) -> str:
    return typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
