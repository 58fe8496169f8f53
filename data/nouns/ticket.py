"""A request for help: the noun that everything else is for."""

from __future__ import annotations

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun
from rounds.data.nouns.lists import CHANNEL, FAR, OPEN_SQL, PRIORITY, SEVERITY_LEAST, SEVERITY_NORMAL, STATUS
from rounds.data.nouns.spec import Merge

_DUE = f"ifnull(due, {FAR})"
_FIRST = "(1 - testing)"


class Ticket(Noun, table=True):
    """One request, from its arrival to its end."""

    handle = "number"
    plural = "tickets"
    by = {"age": "opened"}
    orders = {
        "queue": (_DUE, "severity", "opened"),
        "testing": (_FIRST, _DUE, "severity", "opened"),
        "opened": ("opened",),
        "updated": ("updated",),
        "due": (_DUE,),
        "severity": ("severity",),
        "number": ("length(number)", "number"),
    }
    indexes = {
        "queue": f"({_DUE}, severity, opened) WHERE {OPEN_SQL}",
        "testing": f"({_FIRST}, {_DUE}, severity, opened) WHERE {OPEN_SQL}",
        "round": f"(building, severity, opened, testing, deleted_at, status) WHERE {OPEN_SQL}",
        "opened": "(opened)",
        "updated": "(updated)",
        "due": f"({_DUE})",
        "severity": "(severity)",
        "number": "(length(number), number)",
        "named": "(number)",
        "building": "(building, opened)",
        "requester": "(requester, opened)",
        "assignee": "(assignee, opened)",
        "in_hand": f"(assignee, {_DUE}, severity, opened) WHERE {OPEN_SQL}",
    }

    number: str = declare.line("number", required=True, fixed=True, search=True, orders=True)
    subject: str = declare.line("subject", required=True, search=True, max=300)
    description: str = declare.text("what", search=True)
    status: str = declare.choice("status", STATUS, default="new", required=True, merge=Merge.STATE)
    priority: str = declare.choice("priority", PRIORITY, default="normal", required=True, help="the requester's wish")
    severity: int = declare.number(
        "severity",
        default=SEVERITY_NORMAL,
        required=True,
        min=1,
        max=SEVERITY_LEAST,
        orders=True,
        help="1 is worst; yours to judge",
    )
    type: str = declare.choice("type", listed="type", default="other", required=True)
    testing: bool = declare.flag("testing", help="a test depends on it")
    building: str = declare.ref("school", "building", "code")
    room: str = declare.line("room", search=True, max=60)
    requester: str = declare.ref("from", "person", "mail", required=True)
    assignee: str = declare.ref("assignee", "person", "login")
    group: str = declare.ref("owner", "group", "code")
    duty: str = declare.ref("duty", "duty", "code", hidden=True)
    rule: str = declare.ref("rule", "rule", "code", hidden=True)
    channel: str = declare.choice("channel", CHANNEL, default="form", fixed=True)
    opened: int = declare.time("opened", required=True, fixed=True, orders=True)
    due: int = declare.time("due", orders=True)
    closed: int = declare.time("closed", fixed=True, help="when it ended")
    resolution: str = declare.text("resolution", search=True)
