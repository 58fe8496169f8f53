"""`rounds demo`: fill this home's empty replica with a sample district."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, Any

from rounds.app.arguments import Verbs, count
from rounds.app.call import Call
from rounds.app.sample import ASSETS, BUILDINGS, SEED, TICKETS, fill_sample, make_sample
from rounds.data.errors import Exit, Refused

if TYPE_CHECKING:
    from rounds.app.progress import Progress
    from rounds.data.demo.fill import Filled
    from rounds.data.store.open import Replica

MOST = 5_000_000
HELD = ("ticket", "asset", "building")
"""A replica with one of these is not empty."""


def declare(verbs: Verbs, name: str, help: str) -> None:
    """How much of what."""
    parser = verbs.add(
        name,
        help,
        fill,
        example="rounds demo --tickets 1000 --buildings 20",
        answers="tickets, assets, buildings, people, seconds",
    )
    parser.add_argument(
        "--tickets", metavar="N", type=count(0, MOST), default=TICKETS, help=f"how many tickets ({TICKETS})"
    )
    parser.add_argument(
        "--assets", metavar="N", type=count(0, MOST), default=ASSETS, help=f"how many assets ({ASSETS})"
    )
    parser.add_argument(
        "--buildings", metavar="N", type=count(1, 500), default=BUILDINGS, help=f"how many buildings ({BUILDINGS})"
    )
    parser.add_argument(
        "--seed", metavar="S", type=count(0, 10**9), default=SEED, help="another number, another district"
    )


def fill(call: Call) -> int:
    """Make the sample, in a new replica or in the empty one that is there."""
    from rounds.app import progress
    from rounds.app.session import replica_place

    made_before = replica_place(call.home).path.exists()
    with progress.shown("sample", call.out.err) as told:
        filled = _in_place(call, told) if made_before else _new(call, told)
    document = {
        "tickets": filled.tickets,
        "assets": filled.assets,
        "buildings": filled.buildings,
        "people": filled.people,
        "seconds": round(filled.seconds, 3),
    }
    said = ", ".join(f"{document[key]:,} {key}" for key in ("tickets", "assets", "buildings", "people"))
    call.out.answer(document, [f"a SAMPLE district: {said}, in {filled.seconds:.1f} s"])
    return Exit.DONE


def _new(call: Call, progress: Progress | None) -> Filled:
    from rounds.app.paths import login

    return make_sample(call.home, login(), **_sizes(call), progress=progress)


def _in_place(call: Call, progress: Progress | None) -> Filled:
    from rounds.app.session import in_one_line, open_home
    from rounds.data.desk.desk import Desk
    from rounds.data.rules.rights import Right

    with closing(open_home(call.home, call.out.note)) as replica, in_one_line(replica.path):
        _refuse_what_is_not_empty(replica)
        desk = Desk(replica)
        if desk.facts.district:
            desk.demand(Right.GOVERN)
        return fill_sample(replica.recorder, replica.recorder.actor, **_sizes(call), progress=progress)


def _sizes(call: Call) -> dict[str, Any]:
    given = call.given
    return {"tickets": given.tickets, "assets": given.assets, "buildings": given.buildings, "seed": given.seed}


def _refuse_what_is_not_empty(replica: Replica) -> None:
    for noun in HELD:
        found: Callable[..., Any] = replica.recorder.connection.execute
        many = found(f"SELECT count(*) FROM (SELECT 1 FROM {noun} LIMIT 1001)").fetchone()[0]
        if many:
            said = "more than 1,000" if many > 1000 else f"{many:,}"
            raise Refused(
                f"{replica.path}: is not empty, it holds {said} {noun}s",
                "rounds --demo keeps a sample of its own; or name another folder with --home",
                code="not-empty",
            )
