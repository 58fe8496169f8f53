"""`rounds ticket list`: the queue under a filter, by pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rounds.app.arguments import Verbs, count, line
from rounds.app.call import Call
from rounds.data.errors import Exit

if TYPE_CHECKING:
    import sqlite3

    from rounds.app.output import Line, Output
    from rounds.data.desk.desk import Desk
    from rounds.data.store.pages import Listing, Placed
    from rounds.data.store.rows import TicketRow

LIMIT, LIMIT_MAX = 50, 10_000


def declare(verbs: Verbs) -> None:
    """The arguments of `ticket list`."""
    parser = verbs.add(
        "list",
        "the queue, or what a filter finds",
        show,
        example="rounds ticket list -status:waiting age:'>3d' sort:age",
        answers="total, next, narrow, tickets[{id,number,subject,status,priority,severity,building,room,group,assignee,"
        "requester,opened,updated,due,...}]",
    )
    what = "words, '\"a phrase\"', field:value, -field:value, @me, sort:field"
    parser.add_argument("filter", metavar="FILTER", nargs="*", type=line, help=what)
    what = f"at most N tickets ({LIMIT})"
    parser.add_argument("--limit", metavar="N", type=count(1, LIMIT_MAX), default=LIMIT, help=what)
    parser.add_argument("--after", metavar="CURSOR", type=line, help="go on where 'next' of the last answer points")
    parser.add_argument("--no-total", action="store_true", help="do not count; total is null")


def show(call: Call) -> int:
    """One page of the list."""
    from rounds.app.verbs import cursor
    from rounds.app.verbs.ticket_words import listed
    from rounds.data.desk import queue
    from rounds.data.store import pages

    text = " ".join(call.given.filter)
    with call.desk() as desk:
        listing = queue.listing(desk, text)
        after = None if call.given.after is None else cursor.read(call.given.after, text, listing)
        with desk.reading:
            found = pages.read(desk.connection, listing, call.given.limit + 1, after)
            total, narrow = _counted(desk.connection, listing, call.given.no_total)
        page = found[: call.given.limit]
        following = cursor.written(page[-1].key, text, listing) if len(found) > len(page) else None
        document = {"total": total, "next": following, "tickets": [listed(desk, placed.row) for placed in page]}
        if narrow:
            document["narrow"] = True
            call.out.note(f"more than {pages.SORTED_MAX:,} match; only the newest of them are in this order: narrow it")
        call.out.answer(document, _lines(call.out, desk, page))
        _say_what_is_left(call.out, len(page), total, following)
    return Exit.DONE


def _counted(connection: sqlite3.Connection, listing: Listing[TicketRow], no_total: bool) -> tuple[int | None, bool]:
    """How many match, and whether they are more than an order without an index sorts."""
    from rounds.data.store import pages

    everything = replace(listing, plan=replace(listing.plan, keys=(), instant=True))
    if no_total:
        return None, listing.is_limited and pages.count(connection, everything, pages.SORTED_MAX) > pages.SORTED_MAX
    total = pages.count(connection, everything, None)
    return total, listing.is_limited and total > pages.SORTED_MAX


def _lines(out: Output, desk: Desk, page: Sequence[Placed[TicketRow]]) -> Iterator[Line]:
    from rounds.app.columns import Column
    from rounds.app.verbs.ticket_words import due_words
    from rounds.data.clock import age

    columns = (
        Column("number"),
        Column("sev", right=True),
        Column("status"),
        Column("age", right=True),
        Column("due", right=True),
        Column("school", most=10),
        Column("room", most=10),
        Column("subject", takes_rest=True),
        Column("assignee", most=12),
    )
    now = desk.clock()
    rows = [
        (
            row.number,
            f"{row.severity}{'t' if row.testing else ''}",
            row.status,
            age(now - row.opened),
            due_words(desk, row.due),
            row.place or "",
            row.room or "",
            row.subject,
            row.assignee or "",
        )
        for row in (placed.row for placed in page)
    ]
    if rows:
        yield from out.columns(columns, rows)


def _say_what_is_left(out: Output, many: int, total: int | None, following: str | None) -> None:
    if out.json:
        return
    if not many:
        out.note("no ticket matches")
    elif following is not None and out.on_terminal:
        of = "" if total is None else f" of {total:,}"
        out.note(f"{many:,}{of} shown; go on with --after {following}")
