"""Where the parts are wired: a desk for the screen, from the home's replica, from a sample, or from a first profile."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rounds.app.paths import Home, login
from rounds.app.session import open_home, replica_place

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk
    from rounds.data.desk.new_district import Answers


class Startup:
    """Opens desks of one home; what is to be told to a person is kept until there is a screen to tell it on."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.told: list[str] = []

    @property
    def is_set_up(self) -> bool:
        """Whether the home has a replica."""
        return replica_place(self.home).path.exists()

    def desk(self) -> Desk:
        """The desk of the home."""
        return self._desk(self.home)

    def sample_desk(self) -> Desk:
        """The desk of the sample district, made where it is not there yet."""
        sample = self.home.sample
        if not replica_place(sample).path.exists():
            from rounds.app.sample import make_sample

            make_sample(sample, login())
        return self._desk(sample)

    def first_desk(self, given: Answers) -> Desk:
        """The desk of a district that begins now."""
        from rounds.app.beginning import begin_district

        begin_district(self.home, login(), given)
        return self._desk(self.home)

    def _desk(self, home: Home) -> Desk:
        from rounds.data.desk.desk import Desk

        return Desk(open_home(home, self.told.append))


def local_zone() -> str:
    """This machine's time zone by its IANA name; empty where it cannot be told."""
    told = os.environ.get("TZ", "").lstrip(":")
    if "/" in told:
        return told
    try:
        path = os.path.realpath("/etc/localtime")
    except OSError:
        return ""
    return path.partition("/zoneinfo/")[2] if "/zoneinfo/" in path else ""
