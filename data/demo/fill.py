"""Fills a replica with a sample district: the same for the same seed, of any size, in a stream.

Everything is written by the recorder and born acknowledged. What happened is told at the time at which it happened, by
whoever did it; nothing lies in the future but promises and a testing window to come.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from rounds.data.clock import moment
from rounds.data.demo import profile as profiles
from rounds.data.demo.arrivals import arrivals
from rounds.data.demo.assets import Assets
from rounds.data.demo.cast import Cast
from rounds.data.demo.chance import Chance, ids
from rounds.data.demo.profile import Profile
from rounds.data.demo.school_days import WorkDays, work_days
from rounds.data.demo.settle import Settlers, open_windows, save_views, settle
from rounds.data.demo.tickets import Tickets
from rounds.data.store.act import Act
from rounds.data.store.bulk import bulk
from rounds.data.store.record import Recorder

ACTOR, KIND = "sample", "begin"
"""Who wrote the sample's acts, and that they make a replica: nobody's undo takes one back."""

BATCH = 1_000
"""Records of one transaction."""

ASSETS_SINCE = timedelta(days=6 * 365)
"""When the oldest asset was bought, before today."""

TICKETS_SINCE_MAX = timedelta(days=10 * 365)
_DAYS_OF, _TICKETS_OF = 28, 240
"""So many days bring so many tickets; twice the days bring four times as many, as a larger district would."""

Progress = Callable[[int, int], None]
"""Is told how many of how many records are written."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was written."""

    tickets: int
    assets: int
    buildings: int
    people: int
    seconds: float


def fill(
    recorder: Recorder,
    *,
    tickets: int = 240,
    assets: int = 400,
    buildings: int = 14,
    seed: int = 1,
    now_ms: int,
    me_login: str,
    progress: Progress | None = None,
) -> Filled:
    """Write a sample district into a replica that holds a district's decisions and nothing else.

    Args:
        seed: Another one gives another district.
        now_ms: The moment up to which it is told.
        me_login: Whoever looks at it; becomes a technician of it and its administrator.
    """
    began = time.monotonic()
    with bulk(recorder):
        sample = _Sample(recorder, max(buildings, 1), seed, now_ms, me_login)
        people = sample.write(tickets, assets, progress or _silent)
    return Filled(tickets, assets, max(buildings, 1), people, time.monotonic() - began)


class _Sample:
    """One sample while it is written."""

    def __init__(self, recorder: Recorder, buildings: int, seed: int, now_ms: int, me_login: str) -> None:
        self.recorder, self.buildings, self.me_login = recorder, buildings, me_login
        self.seed, self.now_ms = seed, now_ms
        self.profile: Profile = profiles.read(recorder.connection)
        self.today = moment(now_ms, self.profile.calendar.zone).date()
        self.mint = ids(seed)

    def write(self, tickets: int, assets: int, progress: Progress) -> int:
        """Write everything; gives how many people there are."""
        since = timedelta(days=int(_DAYS_OF * max(tickets / _TICKETS_OF, 0.1) ** 0.5))
        first = self.today - min(since, TICKETS_SINCE_MAX)
        days = work_days(min(self.today - ASSETS_SINCE, first), self.today, self.profile.calendar)
        cast = self._places(min(days.opens[0], self.now_ms), first)
        for done in self._assets(cast, days, assets):
            progress(done, tickets + assets)
        for done in self._tickets(cast, days, first, tickets):
            progress(assets + done, tickets + assets)
        return cast.people

    def _places(self, at: int, first: date) -> Cast:
        with self._act("sample: places and people") as act:
            settlers = Settlers(act, self.profile, at, self.now_ms)
            cast = settle(settlers, Chance(self.seed, "places"), self.buildings, self.me_login)
            open_windows(settlers, cast, first, self.today)
            save_views(settlers, cast)
        return cast

    def _assets(self, cast: Cast, days: WorkDays, number: int) -> Iterator[int]:
        assets = Assets(Chance(self.seed, "assets"), cast, days, number, self.now_ms)
        batches = enumerate(assets.batches())
        for done in _batches(number):
            with self._act("sample: assets") as act:
                for place, batch in islice(batches, len(done)):
                    assets.write(act, place, batch)
            yield done.stop

    def _tickets(self, cast: Cast, days: WorkDays, first: date, number: int) -> Iterator[int]:
        tickets = Tickets(self.seed, cast, self.profile, days, number, self.now_ms)
        coming = arrivals(Chance(self.seed, "arrivals"), number, first, self.now_ms, self.profile.calendar)
        for done in _batches(number):
            with self._act("sample: tickets") as act:
                for place, arrival in zip(done, coming, strict=False):
                    tickets.write(act, arrival, number - place)
            yield done.stop

    @contextmanager
    def _act(self, says: str) -> Iterator[Act]:
        with self.recorder.act(says, KIND, acknowledged=True) as act:
            act.actor, act.mint = ACTOR, self.mint
            yield act


def _batches(number: int) -> Iterator[range]:
    return (range(first, min(first + BATCH, number)) for first in range(0, number, BATCH))


def _silent(done: int, total: int) -> None:
    """Nobody looks on."""
