"""A profile with some of its buildings alone, for a replica that is to hold no more than those."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rounds.data.errors import NotFound

if TYPE_CHECKING:
    from rounds.data.district.place_facts import BuildingFacts
    from rounds.data.district.profile import Profile
    from rounds.data.store.local import Local

BUILDINGS = "buildings"
"""Key of what is this machine's alone: the codes that `init --buildings` named, as a JSON list."""


def narrowed(profile: Profile, wanted: Sequence[str]) -> Profile:
    """`profile` with the wanted buildings alone, and the days that concern them; all of it where none is named.

    Raises:
        NotFound: The profile has no such building, or several.
    """
    if not wanted:
        return profile
    buildings = tuple({each.code: each for each in (_named(profile.buildings, name) for name in wanted)}.values())
    codes = {building.code for building in buildings}
    days = tuple(day for day in profile.calendar.day if day.building is None or day.building in codes)
    return replace(profile, buildings=buildings, calendar=replace(profile.calendar, day=days))


def keep(local: Local, profile: Profile) -> None:
    """Remember which buildings this replica holds, so that the profile is narrowed alike when it is applied again."""
    local.keep(BUILDINGS, json.dumps([building.code for building in profile.buildings]))


def kept(local: Local) -> list[str]:
    """The buildings that this replica holds; none named is all of them."""
    return [str(code) for code in json.loads(local.get(BUILDINGS, "[]"))]


def _named(buildings: Sequence[BuildingFacts], typed: str) -> BuildingFacts:
    wanted = typed.strip().casefold()
    for meant in (
        [
            each
            for each in buildings
            if wanted in (each.code.casefold(), each.name.casefold(), (each.short or "").casefold())
        ],
        [each for each in buildings if each.name.casefold().startswith(wanted)],
    ):
        if len(meant) == 1 and wanted:
            return meant[0]
    known = ", ".join(f"{each.name} ({each.code})" for each in buildings[:12]) or "none"
    raise NotFound(f"the profile has no building '{typed[:60]}', or several", f"it has {known}")
