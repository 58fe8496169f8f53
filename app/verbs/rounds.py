"""`rounds rounds`: which buildings to visit first, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rounds.app.arguments import Verbs
from rounds.app.call import Call
from rounds.data.errors import Exit

if TYPE_CHECKING:
    from rounds.app.output import Line, Output
    from rounds.data.desk.desk import Desk
    from rounds.data.rules.the_round import Ranked


def declare(verbs: Verbs, name: str, help: str) -> None:
    """It takes no arguments."""
    verbs.add(
        name,
        help,
        show,
        example="rounds rounds --json",
        answers="buildings[{code,name,open,oldest,score,reasons[],...}]",
    )


def show(call: Call) -> int:
    """The round as it stands."""
    from rounds.data.desk.rounds import the_round

    with call.desk() as desk:
        with desk.reading:
            ranked = the_round(desk, desk.connection)
        call.out.answer({"buildings": [_plain(desk, each) for each in ranked]}, _lines(call.out, ranked))
        if not ranked and not call.out.json:
            call.out.note("there is no building yet; rounds district apply brings those of a profile")
    return Exit.DONE


def _plain(desk: Desk, ranked: Ranked) -> dict[str, Any]:
    from rounds.data.clock import iso

    place = ranked.place
    oldest = place.oldest_ms
    return {
        "code": place.code,
        "name": place.name,
        "open": place.total,
        "open_by_severity": list(place.open),
        "oldest": iso(oldest, desk.facts.zone),
        "oldest_seconds": None if oldest is None else max(desk.clock() - oldest, 0) // 1000,
        "score": round(ranked.score, 3),
        "reasons": list(ranked.reasons),
    }


def _lines(out: Output, ranked: Sequence[Ranked]) -> Iterator[Line]:
    from rounds.app.columns import Column

    columns = (Column("school"), Column("name", most=30), Column("open", right=True), Column("why", takes_rest=True))
    rows = [(each.place.code, each.place.name, f"{each.place.total:,}", ", ".join(each.reasons)) for each in ranked]
    if rows:
        yield from out.columns(columns, rows)
