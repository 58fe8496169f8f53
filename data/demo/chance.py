"""Chance that falls the same each time: a stream of numbers a purpose, so that one part changes without the others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

from rounds.data.ids import new_id

T = TypeVar("T")


class Chance(Random):
    """Random numbers for one purpose."""

    def __init__(self, seed: int, purpose: str) -> None:
        super().__init__(f"{seed} {purpose}")

    def often(self, share: float) -> bool:
        """True in `share` of all cases."""
        return self.random() < share

    def one(self, items: Sequence[T]) -> T:
        """One of `items`; all are as likely."""
        return items[int(self.random() * len(items))]

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.random() * (high - low + 1))


class Weighted(Generic[T]):
    """Items of which some come up more often than others."""

    def __init__(self, items: Sequence[T], weights: Sequence[float]) -> None:
        self.items = list(items)
        self._sums = list(accumulate(weights))

    def one(self, chance: Chance) -> T:
        """One of the items, by its weight."""
        at = bisect_right(self._sums, chance.random() * self._sums[-1])
        return self.items[min(at, len(self.items) - 1)]


def ids(seed: int) -> Callable[[int | None], bytes]:
    """Mints ids that are the same for the same seed and the same times."""
    chance = Chance(seed, "ids")
    return lambda at: new_id(at or 0, chance.getrandbits(74))
