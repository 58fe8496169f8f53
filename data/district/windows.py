"""Testing windows as they are recorded, as the values that the rules count with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from rounds.data.rules.windows import Window


def windows_of(rows: Iterable[Mapping[str, object]]) -> list[Window]:
    """The windows of recorded rows: `name`, `starts`, `ends`, `buildings`, `streaming_off`."""
    return [_window_of(row) for row in rows]


def _window_of(row: Mapping[str, object]) -> Window:
    buildings = row.get("buildings")
    return Window(
        name=str(row["name"]),
        starts=date.fromisoformat(str(row["starts"])),
        ends=date.fromisoformat(str(row["ends"])),
        buildings=frozenset(str(code) for code in buildings) if isinstance(buildings, list) else frozenset(),
        streaming_off=bool(row.get("streaming_off", True)),
    )
