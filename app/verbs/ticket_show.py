"""`rounds ticket show`: one ticket, whole, with notes and history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rounds.app.arguments import Verbs, number
from rounds.app.call import Call
from rounds.data.errors import Exit
from rounds.data.nouns.spec import Kind

if TYPE_CHECKING:
    from rounds.app.output import Line, Output
    from rounds.data.desk.desk import Desk

_IN_BLOCKS = ("subject", "description", "number")


def declare(verbs: Verbs) -> None:
    """The arguments of `ticket show`."""
    parser = verbs.add(
        "show",
        "one ticket, whole, with notes and history",
        show,
        example="rounds ticket show K7Q-0412",
        answers="ticket{..., notes[], history[{at,actor,field,old,new}], links[], attachments[]}",
    )
    parser.add_argument("number", metavar="N", type=number, help="its number, or eight or more characters of its id")


def show(call: Call) -> int:
    """Everything of one ticket."""
    from rounds.data.desk import shown

    with call.desk() as desk:
        told = shown.ticket(desk, desk.tickets.named(call.given.number))
        call.out.answer({"ticket": told}, _lines(call.out, desk, told))
    return Exit.DONE


def _lines(out: Output, desk: Desk, told: Mapping[str, Any]) -> Iterator[Line]:
    yield (f"{told['number']}  {told['subject']}",)
    yield from _facts(desk, told)
    if told["description"]:
        yield ""
        yield from out.block(told["description"], "  ")
    yield from _parts(out, desk, told)
    yield ""
    yield ("history",)
    for event in told["history"]:
        yield f"  {_at(desk, event['at'])}  {event['actor']}  {_event(desk, event)}"


def _facts(desk: Desk, told: Mapping[str, Any]) -> Iterator[str]:
    fields = [
        field for field in desk.catalogue["ticket"].fields.values() if not field.hidden and field.name not in _IN_BLOCKS
    ]
    width = max(len(field.label) for field in fields)
    for field in fields:
        value = told[field.name]
        if value in (None, "", False):
            continue
        said = _at(desk, value) if field.kind is Kind.TIME else "yes" if value is True else str(value)
        yield f"  {field.label:<{width}}  {said}"


def _parts(out: Output, desk: Desk, told: Mapping[str, Any]) -> Iterator[Line]:
    for note in told["notes"]:
        yield ""
        yield (f"note  {_at(desk, note['at'])}  {note['author'] or ''}",)
        yield from out.block(note["text"], "  ")
    for title in ("links", "attachments", "checklist"):
        if told[title]:
            yield ""
            yield (title,)
            yield from (f"  {_part(title, part)}" for part in told[title])


def _part(title: str, part: Mapping[str, Any]) -> str:
    if title == "attachments":
        return f"{part['name']}  {part['media'] or ''}  {part['size'] or 0:,} bytes"
    told = (str(value) for name, value in part.items() if value not in (None, "", False) and name not in _BOOKKEEPING)
    return "  ".join(told)


_BOOKKEEPING = ("id", "version", "updated", "ticket", "rank")


def _event(desk: Desk, event: Mapping[str, Any]) -> str:
    field = desk.catalogue["ticket"].fields.get(event["field"])
    if event["field"] == "made":
        return f"made {event['new'] or ''}".rstrip()
    label = field.label if field else event["field"]
    times = field is not None and field.kind is Kind.TIME
    old, new = (_at(desk, value) if times and value else _short(value) for value in (event["old"], event["new"]))
    return f"{label} {old} -> {new}"


def _short(value: Any) -> str:
    if value is None or value == "":
        return "none"
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else text[:59] + "…"


def _at(desk: Desk, told: str | None) -> str:
    from rounds.app.verbs.ticket_words import when

    return when(desk, told)
