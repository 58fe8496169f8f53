"""The hardware of the sample: bought in batches over the years, and here and there moved, mended or lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from rounds.data.demo.cast import Cast, School, Thing
from rounds.data.demo.chance import Chance, Weighted
from rounds.data.demo.models import Model, models
from rounds.data.demo.school_days import WorkDays
from rounds.data.store.act import Act, Put

_LATER = Weighted(
    ({"status": "repair"}, {"status": "deployed"}, {"status": "missing"}, {"status": "stock"}, {"status": "retired"}),
    (3, 4, 2, 3, 3),
)
_CHANGED = 0.06
"""Share of the assets about which something changed since they were bought; `deployed` stands for a move."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Things of one model that were bought for one room."""

    model: Model
    name: str
    school: School
    room: str
    at: int
    """When they were unpacked."""


class Assets:
    """Writes `number` assets, oldest first."""

    def __init__(self, chance: Chance, cast: Cast, days: WorkDays, number: int, now_ms: int) -> None:
        self.chance, self.cast, self.days, self.number, self.now_ms = chance, cast, days, number, now_ms
        self._schools = Weighted(cast.schools, [len(school.site.rooms) for school in cast.schools])
        self._open_ms = days.counted(now_ms)

    def batches(self) -> Iterator[Batch]:
        """The batch of each thing: one batch after the other, each as often as it has things."""
        done = 0
        while done < self.number:
            model, school = models().one(self.chance), self._schools.one(self.chance)
            if not (rooms := school.site.of_kind(*model.rooms)):
                continue
            size = min(model.batch, max(1, self.number // 60))
            size = self.chance.between((size + 1) // 2, size)
            # The last tenth of the time brings nothing new, so that something can happen to what is there.
            at = self.days.moment(int(self._open_ms * 0.9 * (done + 1) / self.number))
            batch = Batch(model, self.chance.one(model.models), school, self.chance.one(rooms).code, at)
            yield from repeat(batch, size)
            done += size

    def write(self, act: Act, number: int, batch: Batch) -> None:
        """Write asset `number` with what has become of it."""
        tag, values = self._values(number, batch)
        made = act.put(Put("asset", values, at=batch.at, actor=self._technician(batch.school)))
        batch.school.remember(batch.model.kind, Thing(made.id, tag, batch.room))
        if self.chance.often(_CHANGED):
            self._change(act, made.id, batch)

    def _values(self, number: int, batch: Batch) -> tuple[str, dict[str, Any]]:
        tag = f"LF-{_first_tag(self.number) + number}"
        return tag, {
            "tag": tag,
            "serial": batch.model.serial_of(self.chance, number),
            "kind": batch.model.kind,
            "manufacturer": batch.model.maker,
            "model": batch.name,
            "building": batch.school.id,
            "room": batch.room,
            "status": "deployed",
        }

    def _change(self, act: Act, id: str, batch: Batch) -> None:
        bought = self.days.counted(batch.at)
        then = self.days.moment(bought + int((self._open_ms - bought) * self.chance.random()))
        values = dict(_LATER.one(self.chance))
        if values["status"] == "deployed":
            values["room"] = self.chance.one(batch.school.site.rooms).code
        act.put(
            Put("asset", values, id, at=min(max(then, batch.at), self.now_ms), actor=self._technician(batch.school))
        )

    def _technician(self, school: School) -> str:
        return self.cast.technician(self.chance, school, school.groups[0]).login or "stock"


def _first_tag(number: int) -> int:
    """Tags of one length: they sort as text."""
    first = 104_001
    return first if first + number < 1_000_000 else 1_000_001
