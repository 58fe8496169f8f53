"""A change of one or more tickets: made in one act, and answered ticket by ticket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rounds.app.call import Call
from rounds.app.output import said
from rounds.data.errors import BadInput, Exit, NotFound, Refused

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk
    from rounds.data.desk.tickets import Change, Outcome, Target
    from rounds.data.store.rows import TicketRow


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall become of some tickets."""

    values: Mapping[str, Any]
    says: str
    note: str = ""
    base: str | None = None


def change(call: Call, desk: Desk, numbers: Sequence[str], wanted: Wanted) -> int:
    """Change what the numbers name, in one act, and answer for each."""
    targets, unknown = _targets(desk, numbers, wanted.base)
    if not targets:
        outcome = None
    elif call.given.dry_run:
        outcome = desk.tickets.plan(targets, wanted.values, wanted.note)
    else:
        says = f"{wanted.says} {len(targets)} ticket{'s' if len(targets) > 1 else ''}"
        outcome = _changed(desk, targets, wanted, says)
    return _answer(call, desk, outcome, unknown)


def _changed(desk: Desk, targets: list[Target], wanted: Wanted, says: str) -> Outcome:
    from rounds.data.desk.tickets import Change, Outcome

    try:
        return desk.tickets.change(targets, wanted.values, wanted.note, says)
    except Refused as refusal:  # that of a single ticket
        row = _row(desk, targets[0].id)
        number = row.number if row else targets[0].id[:8]
        return Outcome((), (Change(targets[0].id, number, row.subject if row else "", {}, refusal),))


def _targets(desk: Desk, numbers: Sequence[str], base: str | None) -> tuple[list[Target], list[tuple[str, Refused]]]:
    """The tickets that the numbers name, each once, and the numbers that name none."""
    from rounds.data.desk.tickets import Target
    from rounds.data.ids import id_bytes

    if base is not None:
        try:
            id_bytes(base)
        except ValueError:
            raise BadInput(
                f"'{base[:40]}' is no version", "give the one that ticket show or list told", code="bad-version"
            ) from None
    found: dict[str, Target] = {}
    unknown: list[tuple[str, Refused]] = []
    for number in numbers:
        try:
            id = desk.tickets.named(number)
            found[id] = Target(id, base)
        except NotFound as missing:
            unknown.append((number, missing))
    return list(found.values()), unknown


def _answer(call: Call, desk: Desk, outcome: Outcome | None, unknown: list[tuple[str, Refused]]) -> int:
    done = outcome.done if outcome else ()
    refused = [
        *unknown,
        *((change.number, change.refused) for change in (outcome.refused if outcome else ()) if change.refused),
    ]
    if not done and len(refused) == 1:
        raise refused[0][1]
    document: dict[str, Any] = {
        "tickets": [_listed(desk, change) for change in done],
        "refused": [
            {"number": number, "code": why.code, "message": why.message, "hint": why.hint} for number, why in refused
        ],
    }
    if call.given.dry_run:
        document["dry_run"] = True
    call.out.answer(document, _lines(desk, done, call.given.dry_run))
    if not call.out.json:
        for number, why in refused:
            call.out.note(f"rounds: {number}: {said(why)}")
    statuses = {why.status for _, why in refused}
    if not refused:
        return Exit.DONE
    return statuses.pop() if not done and len(statuses) == 1 else Exit.REFUSED


def _listed(desk: Desk, change: Change) -> dict[str, Any]:
    from rounds.app.verbs.ticket_words import changes, listed

    row = _row(desk, change.id)
    return {**(listed(desk, row) if row else {"id": change.id}), "changed": changes(desk, change.fields)}


def _lines(desk: Desk, done: Sequence[Change], dry_run: bool) -> Iterator[str]:
    from rounds.app.verbs.ticket_words import said_changes

    for change in done:
        told = " · ".join(said_changes(desk, change.fields)) or "nothing changes"
        yield f"{change.number} {'would get ' if dry_run and change.fields else ''}{told}"


def _row(desk: Desk, id: str) -> TicketRow | None:
    from rounds.app.verbs.ticket_words import row_of

    return row_of(desk, id)
