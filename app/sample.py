"""The sample district: a replica of its own for `rounds --demo`, or in an empty one for `rounds demo`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rounds.app.making import made_at
from rounds.app.paths import Home
from rounds.app.session import in_one_line, replica_place
from rounds.data.clock import Clock, now_ms

if TYPE_CHECKING:
    from rounds.data.demo.fill import Filled
    from rounds.data.store.record import Recorder

TICKETS, ASSETS, BUILDINGS, SEED = 240, 400, 14, 1
"""The sample that one looks at first: a district of middling size in a usual month."""

Progress = Callable[[int, int], None]
"""Is told how many of how many records are written."""


def make_sample(
    home: Home,
    login: str,
    *,
    tickets: int = TICKETS,
    assets: int = ASSETS,
    buildings: int = BUILDINGS,
    seed: int = SEED,
    progress: Progress | None = None,
    clock: Clock = now_ms,
) -> Filled:
    """Make the replica of `home` and fill it with a sample district; a kill in between leaves no half one.

    Args:
        login: Whoever looks at it, and is its administrator.

    Raises:
        Refused: There is a replica already, or the place cannot hold one.
    """
    from rounds.data.store.open import create

    with made_at(replica_place(home).path) as part, in_one_line(part):
        replica = create(part, login, clock, device=_device(seed, clock()), code=_code(seed))
        try:
            return fill_sample(
                replica.recorder,
                login,
                tickets=tickets,
                assets=assets,
                buildings=buildings,
                seed=seed,
                progress=progress,
            )
        finally:
            replica.close()


def fill_sample(
    recorder: Recorder, login: str, *, tickets: int, assets: int, buildings: int, seed: int, progress: Progress | None
) -> Filled:
    """Put the default profile in force as a sample's, and fill the empty replica."""
    from rounds.data.demo.fill import fill
    from rounds.data.desk import profiles
    from rounds.data.desk.undo import BEGIN

    profile = profiles.read_profile(profiles.default_folder())
    profiles.apply(recorder, profile, sample=True, kind=BEGIN)
    if not _is_enrolled(recorder):
        profiles.enrol(recorder, login, sample=True)
    return fill(
        recorder,
        tickets=tickets,
        assets=assets,
        buildings=buildings,
        seed=seed,
        now_ms=recorder.clock(),
        me_login=login,
        progress=progress,
    )


def _is_enrolled(recorder: Recorder) -> bool:
    found = recorder.connection.execute(
        "SELECT 1 FROM device d JOIN chain c ON c.device = d.id AND c.own = 1"
    ).fetchone()
    return found is not None


def _device(seed: int, at: int) -> bytes:
    from random import Random

    from rounds.data.ids import new_id

    return new_id(at, Random(f"{seed} device").getrandbits(74))


def _code(seed: int) -> str:
    """The same letters for the same seed, so that a ticket of the sample has the same number everywhere."""
    from random import Random

    from rounds.data.ids import ALPHABET, CODE_LENGTH

    return "".join(Random(f"{seed} code").choices(ALPHABET, k=CODE_LENGTH))
