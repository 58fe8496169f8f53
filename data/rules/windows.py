"""Testing windows: which are open on a day, and which comes next. First and last day belong to a window.

Source: docs/sources.md#004, "Testing Windows".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Window:
    """Days of a test."""

    name: str
    starts: date
    ends: date
    buildings: frozenset[str] = frozenset()
    """Codes of buildings; none is all of them."""
    streaming_off: bool = True

    def holds_in(self, building: str | None) -> bool:
        """Whether it concerns the building; None asks for the district as a whole, which every window concerns."""
        return building is None or not self.buildings or building in self.buildings


def open_windows(windows: Sequence[Window], day: date, building: str | None = None) -> list[Window]:
    """Those open on the local `day`, the one that ends last in front.

    Args:
        windows: The district's windows.
        day: The date where the building stands.
        building: Its code; the empty code of an unknown building is in the windows of the whole district alone; None
            is any building.
    """
    found = [each for each in windows if each.starts <= day <= each.ends and each.holds_in(building)]
    return sorted(found, key=lambda each: (-each.ends.toordinal(), each.starts, each.name))


def next_window(windows: Sequence[Window], day: date, building: str | None = None) -> Window | None:
    """The first that begins after the local `day`."""
    found = [each for each in windows if each.starts > day and each.holds_in(building)]
    return min(found, key=lambda each: (each.starts, each.ends, each.name), default=None)


def open_until(windows: Sequence[Window], day: date, buildings: Iterable[str]) -> dict[str, date]:
    """The buildings where a window is open on `day`, each with the last day on which one of these is."""
    found = {building: open_windows(windows, day, building) for building in buildings}
    return {building: each[0].ends for building, each in found.items() if each}
