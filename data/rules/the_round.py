"""Which building to go to first, and why.

A building's score is the sum of what its open tickets weigh; the weights are the district's. One more ticket, or a
worse severity, never lowers a building in the ranking, as long as a worse severity does not weigh less than a lesser
one.

Source: docs/sources.md#004, "Help Desk" (schools are visited by number of tickets and severity) and "Testing Windows".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rounds.data.clock import DAY_MS

Counts = tuple[int, int, int, int]
"""Of severity 1 (worst) to 4."""

Words = tuple[str, str, str, str]

PLAIN_WORDS: Words = ("severity 1", "severity 2", "severity 3", "severity 4")

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Weights:
    """What each thing adds to a building's score; none is negative."""

    severity_1: float
    """For each open ticket of this severity."""
    severity_2: float
    severity_3: float
    severity_4: float
    oldest_day: float
    """For each whole day of age of the oldest open ticket."""
    oldest_days_max: float
    """Days of age beyond which nothing more is added."""
    testing: float
    """For each open testing ticket while a testing window is open there, on top of its severity."""


@dataclass(frozen=True, slots=True)
class Place:
    """A building with its open tickets."""

    code: str
    name: str
    open: Counts
    oldest_ms: int | None = None
    """When the oldest open ticket came in."""
    testing: int = 0
    """How many of the open tickets a test depends on."""

    @property
    def total(self) -> int:
        """How many tickets are open there."""
        return sum(self.open)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A building in its place on the round."""

    place: Place
    score: float
    reasons: tuple[str, ...]
    """What the score is made of, in words with their numbers; empty where nothing is open."""


def rank(
    buildings: Sequence[Place],
    weights: Weights,
    now_ms: int,
    testing: Mapping[str, date],
    severity_words: Words = PLAIN_WORDS,
) -> list[Ranked]:
    """The buildings, the one to visit first in front; equal ones by their code.

    Args:
        buildings: Each building once; those without open tickets end up last.
        weights: What counts how much.
        now_ms: Now, in UTC milliseconds.
        testing: Codes of the buildings where a testing window is open, with its last day.
        severity_words: What people call severity 1 to 4.
    """
    ranked = [
        Ranked(
            place,
            _score(place, weights, now_ms, place.code in testing),
            tuple(_reasons(place, now_ms, testing.get(place.code), severity_words)),
        )
        for place in buildings
    ]
    return sorted(ranked, key=lambda each: (-each.score, each.place.code))


def _score(place: Place, weights: Weights, now_ms: int, is_testing: bool) -> float:
    by_severity = (weights.severity_1, weights.severity_2, weights.severity_3, weights.severity_4)
    score = sum(count * weight for count, weight in zip(place.open, by_severity, strict=True))
    score += min(_oldest_days(place, now_ms), weights.oldest_days_max) * weights.oldest_day
    return score + (place.testing * weights.testing if is_testing else 0)


def _reasons(place: Place, now_ms: int, testing_until: date | None, severity_words: Words) -> Iterator[str]:
    if place.total:
        yield f"{place.total:,} open"
        # What is of the two lesser severities is the rest of the total.
        for count, word in zip(place.open[:2], severity_words[:2], strict=True):
            if count:
                yield f"{count:,} {word}"
    if place.oldest_ms is not None:
        yield f"oldest {_oldest_days(place, now_ms):,} d"
    if testing_until:
        if place.testing:
            yield f"{place.testing:,} for testing"
        yield f"testing until {day_words(testing_until)}"


def _oldest_days(place: Place, now_ms: int) -> int:
    return 0 if place.oldest_ms is None else max(now_ms - place.oldest_ms, 0) // DAY_MS


def day_words(day: date) -> str:
    """`Fri 27 Nov`, in English whatever the machine's language is."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
