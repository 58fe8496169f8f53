"""The round: which buildings to visit first, and why, from the open tickets as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rounds.data.ids import id_text
from rounds.data.nouns.lists import OPEN_SQL
from rounds.data.rules.the_round import PLAIN_WORDS, Place, Ranked, Weights, Words, rank
from rounds.data.rules.windows import open_until

if TYPE_CHECKING:
    import sqlite3

    from rounds.data.desk.desk import Desk

_OPEN_BY_BUILDING = (
    "SELECT building, severity, count(*), min(opened), sum(testing) FROM ticket INDEXED BY list_ticket_round"
    f" WHERE {OPEN_SQL} AND deleted_at IS NULL GROUP BY building, severity"
)
"""By an index that has all of it: SQLite would choose another, and look at the row of each open ticket."""


def the_round(desk: Desk, connection: sqlite3.Connection) -> list[Ranked]:
    """Every building, the one to go to first on top."""
    facts = desk.facts
    counts: dict[str, dict[int, tuple[int, int, int]]] = {}
    for building, severity, many, oldest, testing in connection.execute(_OPEN_BY_BUILDING):
        if building is not None:
            counts.setdefault(id_text(building), {})[severity] = (many, oldest, testing)
    places = [_place(building.code, building.name, counts.get(id, {})) for id, building in facts.buildings.items()]
    testing_until = open_until(facts.windows, desk.today(), [building.code for building in facts.buildings.values()])
    return rank(places, weights_of(facts.district.get("weights")), desk.clock(), testing_until, _words(desk))


def weights_of(recorded: object) -> Weights:
    """The district's weights; what it does not say weighs nothing."""
    told = recorded if isinstance(recorded, dict) else {}
    return Weights(**{name: float(told.get(name) or 0) for name in Weights.__dataclass_fields__})


def _words(desk: Desk) -> Words:
    """What the district calls the severities, the worst first."""
    told = dict(desk.facts.choices.get("severity", ()))
    one, two, three, four = (told.get(str(number), word) for number, word in enumerate(PLAIN_WORDS, 1))
    return one, two, three, four


def _place(code: str, name: str, by_severity: dict[int, tuple[int, int, int]]) -> Place:
    one, two, three, four = (by_severity.get(severity, (0, 0, 0))[0] for severity in range(1, 5))
    return Place(
        code=code,
        name=name,
        open=(one, two, three, four),
        oldest_ms=min((oldest for _, oldest, _ in by_severity.values()), default=None),
        testing=sum(testing for _, _, testing in by_severity.values()),
    )
