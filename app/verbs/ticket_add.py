"""`rounds ticket add`: file one through the intake rules, and say what they said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rounds.app.arguments import Verbs, building, count, line, path, text
from rounds.app.call import Call
from rounds.app.verbs.from_stdin import text_of
from rounds.data.errors import Exit

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk
    from rounds.data.desk.filing import Filed, NewTicket

KEYS = ("id", "number", "status", "priority", "building", "room", "group", "duty", "due")


def declare(verbs: Verbs) -> None:
    """The arguments of `ticket add`."""
    example = (
        "rounds ticket add --requester ana@example.org --subject 'No Wi-Fi' --building 101 --room B12 --description -"
    )
    parser = verbs.add(
        "add",
        "file a ticket through the intake rules",
        add,
        example=example,
        answers=f"ticket{{{','.join(KEYS)}}}, outcome, reasons[{{rule,says}}], details",
    )
    parser.add_argument(
        "--requester", metavar="MAIL", type=line, required=True, help="who asks: a mail address or a login"
    )
    parser.add_argument("--subject", metavar="TEXT", type=line, required=True, help="what is wrong, in one line")
    parser.add_argument(
        "--description", metavar="TEXT", type=text, default="", help="what is wrong; - reads standard input"
    )
    parser.add_argument("--type", metavar="CODE", type=line, default="", help="one of the district's types")
    parser.add_argument("--priority", metavar="CODE", type=line, default="", help="the requester's wish")
    parser.add_argument(
        "--building", metavar="B", type=building, default="", help="its number, or the beginning of its name"
    )
    parser.add_argument("--room", metavar="R", type=line, default="", help="the room, as on its door")
    parser.add_argument(
        "--attach", metavar="FILE", type=path, action="append", default=[], help="a file; may be repeated"
    )
    parser.add_argument("--severity", metavar="N", type=count(1, 4), help="your judgement, 1 is worst")
    parser.add_argument("--testing", action="store_true", help="a test depends on it")
    parser.add_argument("--keep-domain", action="store_true", help="keep the mail domain as it is written")


def add(call: Call) -> int:
    """File a ticket; refused in part where a field is missing, and it waits."""
    from rounds.data.desk import filing, shown

    description = text_of(call.given.description)
    with call.desk() as desk:
        filed = filing.file(desk, _new_ticket(desk, call, description))
        record = shown.record(desk, "ticket", filed.id) or {}
        call.out.answer(_document(filed, record), _lines(desk, filed, record))
    return Exit.REFUSED if filed.judged.missing else Exit.DONE


def _new_ticket(desk: Desk, call: Call, description: str) -> NewTicket:
    from rounds.data.desk.filing import NewTicket

    given = call.given
    names = ("requester", "subject", "type", "priority", "building", "room", "severity", "testing", "keep_domain")
    told = {name: value for name in names if (value := getattr(given, name)) not in ("", None, False)}
    return NewTicket(
        requester=given.requester,
        subject=given.subject,
        description=description,
        type=given.type,
        priority=given.priority,
        building=desk.facts.building_named(given.building).id if given.building else None,
        room=given.room,
        severity=given.severity,
        testing=given.testing,
        keep_domain=given.keep_domain,
        files=tuple(given.attach),
        given={**told, **({"attachments": [file.name for file in given.attach]} if given.attach else {})},
    )


def _document(filed: Filed, record: dict[str, Any]) -> dict[str, Any]:
    judged = filed.judged
    details: dict[str, Any] = {}
    if judged.missing:
        details["missing"] = list(judged.missing)
    if judged.address != judged.typed_address:
        details["corrected_email"] = judged.address
    return {
        "ticket": {key: record.get(key) for key in KEYS},
        "outcome": judged.outcome,
        "reasons": [{"rule": reason.rule, "says": reason.says} for reason in judged.reasons],
        "details": details,
    }


def _lines(desk: Desk, filed: Filed, record: dict[str, Any]) -> Iterator[str]:
    from rounds.app.verbs.ticket_words import when

    due = f" · due {when(desk, record['due'])}" if record.get("due") else ""
    yield f"{filed.number} filed · {record.get('status')}{due}"
    for reason in filed.judged.reasons:
        if reason.rule != "accept":
            yield f"{reason.rule}: {reason.says}"
