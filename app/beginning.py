"""A district that begins on this machine: its first profile as a folder, and a replica with that profile in force."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from rounds.app.making import made_at
from rounds.app.paths import Home
from rounds.app.session import in_one_line, replica_place

if TYPE_CHECKING:
    from rounds.data.desk.new_district import Answers

PROFILE = "district"
"""Folder of the district's own profile, in the home."""


def begin_district(home: Home, login: str, given: Answers) -> None:
    """Write the profile and make the replica; a failure leaves neither.

    Raises:
        Refused: There is one already, an answer cannot be, or the place cannot hold a replica.
    """
    from rounds.data.desk import profiles
    from rounds.data.desk.new_district import write_profile
    from rounds.data.desk.undo import BEGIN
    from rounds.data.store.open import create

    folder = home.data / PROFILE
    with made_at(replica_place(home).path) as part, in_one_line(part):
        write_profile(folder, given)
        try:
            replica = create(part, login)
            try:
                profiles.apply(replica.recorder, profiles.read_profile(folder), kind=BEGIN)
                profiles.enrol(replica.recorder, given.person or login)
            finally:
                replica.close()
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
