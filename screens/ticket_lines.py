"""A ticket in lines of ink: the cells of the queue, the preview, and the parts of its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rounds.data.clock import DAY_MS, HOUR_MS, MINUTE_MS, age, moment
from rounds.data.nouns.lists import OPEN_STATUS
from rounds.data.store.rows import TicketRow
from rounds.data.text import clean, clean_line, first_line
from rounds.widgets.glyphs import SEVERITY, STATUS, STATUS_PLAIN, STATUS_WORD
from rounds.widgets.ink import Role
from rounds.widgets.line import BLANK, Line, Run, cut, ends, fit, line, width_of
from rounds.widgets.row_list import Column
from rounds.widgets.wrap import wrapped

if TYPE_CHECKING:
    from rounds.data.desk.history import Event
    from rounds.data.desk.ticket_view import NoteView, TicketView
    from rounds.data.rules.the_round import Ranked

LABEL = 10
ROOMY = 9
"""A preview of so many lines has room for blank ones; a lower one shows a note in their place."""
"""Cells of a label."""

WIDE_LIST = 82
"""Cells of a list that has room for owner and due."""

_SEVERITY_ROLE = {1: Role.BAD, 2: Role.WARN, 3: Role.FAINT, 4: Role.FAINT}


class Moment:
    """Now, in the district's zone: what relative times are counted from."""

    def __init__(self, now_ms: int, zone: str) -> None:
        self.now_ms = now_ms
        self.zone = zone
        self._today = moment(now_ms, zone).date()

    def age(self, ms: int | None) -> str:
        """How long ago, in at most four cells."""
        return "" if ms is None else age(self.now_ms - ms)

    def due(self, ms: int | None) -> Run:
        """When it is due, in at most six cells; amber within the day, marked once it is past."""
        if ms is None:
            return Run("—", Role.FAINT)
        left = ms - self.now_ms
        if left < 0:
            return Run(f"▲ {age(-left)}", Role.BAD)
        days = (moment(ms, self.zone).date() - self._today).days
        if days == 0:
            return Run(age(left) if left < 4 * HOUR_MS else "today", Role.WARN)
        return Run(age(days * DAY_MS), Role.SOFT)

    def stamp(self, ms: int) -> str:
        """As records show it: the time today, else the day, and the year where it is another one."""
        at = moment(ms, self.zone)
        if at.date() == self._today:
            return f"{at:%H:%M}"
        if at.year == self._today.year:
            return f"{at.day} {at:%b} {at:%H:%M}"
        return f"{at.day} {at:%b} {at.year}"

    def left(self, ms: int) -> str:
        """`in 2 h`, `3 d late`."""
        gap = ms - self.now_ms
        unit = abs(gap)
        told = (
            f"{unit // MINUTE_MS} min"
            if unit < HOUR_MS
            else f"{unit // HOUR_MS} h"
            if unit < DAY_MS
            else f"{unit // DAY_MS} d"
        )
        return f"in {told}" if gap >= 0 else f"{told} late"


def lead(row: TicketRow) -> tuple[Run, ...]:
    """Severity, before the columns."""
    return (
        Run(fit(SEVERITY.get(row.severity, ""), 2, right=True) + " ", _SEVERITY_ROLE.get(row.severity, Role.FAINT)),
    )


def columns(now: Moment, testing: bool, plain: bool = False, number: int = 8) -> list[Column[TicketRow]]:
    """The columns of the queue."""
    state = 4 if plain else 1
    return [
        Column("number", number, lambda row: Run(row.number, Role.SOFT)),
        Column(
            "subject",
            0,
            lambda row: Run(_subject(row, testing), Role.TEXT if row.status in OPEN_STATUS else Role.FAINT),
        ),
        Column("where", 10, lambda row: Run(_where(row), Role.SOFT)),
        Column("owner", 8, lambda row: Run(clean_line(row.assignee or row.group or "—"), Role.SOFT), fold=WIDE_LIST),
        Column(
            "",
            state,
            lambda row: Run((STATUS_PLAIN if plain else STATUS).get(row.status, row.status[:state]), Role.SOFT),
        ),
        Column("age", 4, lambda row: Run(now.age(row.opened), Role.SOFT), right=True),
        Column(
            "due",
            6,
            lambda row: now.due(row.due) if row.status in OPEN_STATUS else Run("", Role.SOFT),
            right=True,
            fold=WIDE_LIST,
        ),
    ]


def _subject(row: TicketRow, testing: bool) -> str:
    told = clean_line(row.subject)
    return f"● {told}" if testing and row.testing else told


def _where(row: TicketRow) -> str:
    return clean_line(f"{row.place or '—'} {row.room or ''}".rstrip())


def state_words(view: TicketView) -> Line:
    """`◐ in hand · okafor`."""
    status = view["status"]
    who = f" · {clean_line(view.assignee)}" if view.assignee else ""
    return (Run(f"{STATUS.get(status, '')} {STATUS_WORD.get(status, status)}", Role.TEXT), Run(who, Role.SOFT))


def preview(view: TicketView, now: Moment, width: int, height: int) -> list[Line]:
    """A ticket under the list: its name and state, then facts, then its newest notes."""
    name = (Run(f"{view['number']}  ", Role.STRONG), Run(clean_line(view["subject"]), Role.STRONG))
    lines = [ends(name, state_words(view), width)]
    if height <= 4:
        lines += [_where_line(view), _due_line(view, now)]
    else:
        gap = [BLANK] if height >= ROOMY else []
        told = [_from_line(view, now), _where_line(view), _owner_line(view), _due_line(view, now)]
        lines += [*gap, *told, *gap]
    room = max(height - len(lines), 0)
    lines += _newest(view, now, width, room)
    return lines[:height]


def _label(name: str, *runs: Run) -> Line:
    return (Run(fit(name, LABEL), Role.FAINT), *runs)


def _from_line(view: TicketView, now: Moment) -> Line:
    how = f" · by {view['channel']} · {now.stamp(view['opened'])}"
    role = "" if view.requester_role == "unknown" else f" {view.requester_role}"
    return _label("from", Run(clean_line(view.requester)), Run(role + how, Role.SOFT))


def _where_line(view: TicketView) -> Line:
    room = view["room"]
    place = clean_line(view.building) or "no school named"
    return _label("where", Run(place + (f", room {clean_line(room)}" if room else "")))


def _owner_line(view: TicketView) -> Line:
    if not view.group and not view.assignee:
        return _label("owner", Run("nobody yet", Role.SOFT))
    parts = [part for part in (view.group, view.assignee) if part]
    return _label(
        "owner", Run(clean_line(parts[0])), Run("".join(f" · {clean_line(part)}" for part in parts[1:]), Role.SOFT)
    )


def _due_line(view: TicketView, now: Moment) -> Line:
    touched = Run(f"   touched {age(now.now_ms - view.updated)} ago", Role.SOFT)
    if view["closed"] is not None:
        return _label("closed", Run(now.stamp(view["closed"])), touched)
    if view["due"] is None:
        return _label("due", Run("nothing is promised", Role.SOFT), touched)
    late = view["due"] < now.now_ms
    near = view["due"] - now.now_ms < DAY_MS
    told = Run(f" {now.left(view['due'])}", Role.BAD if late else Role.WARN if near else Role.SOFT)
    return _label("due", Run(now.stamp(view["due"])), told, touched)


def _newest(view: TicketView, now: Moment, width: int, room: int) -> list[Line]:
    """The newest notes on a line each, after what was first said."""
    said: list[tuple[int, str, str]] = []
    if view["description"]:
        said.append((view["opened"], _last_name(view.requester), view["description"]))
    said += [(note.at, _last_name(note.author), note.text) for note in view.notes]
    kept = (
        said
        if len(said) <= room
        else said[:1] + said[len(said) - room + 1 :]
        if room > 1
        else said[-room:]
        if room
        else []
    )
    return [
        line(
            Run(fit(now.stamp(at), 13), Role.FAINT),
            Run(fit(clean_line(who), 10), Role.SOFT),
            Run(cut(first_line(text, 400), width - 23)),
        )
        for at, who, text in kept
    ]


def _last_name(name: str) -> str:
    return name.partition("@")[0].rpartition(" ")[2]


def timeline(view: TicketView, now: Moment, width: int) -> list[Line]:
    """What happened, newest last: words of people at full ink, the program's own lines faint."""
    indent = 24
    lines: list[Line] = []
    for at, who, text, role in sorted(_happened(view, now), key=lambda item: item[0]):
        for number, piece in enumerate(wrapped(clean(text), width - indent)):
            head = (fit(now.stamp(at), 13), fit(_last_name(clean_line(who)), 10) + " ") if number == 0 else ("", "")
            lines.append(
                (
                    Run(fit(head[0], 13), Role.FAINT),
                    Run(fit(head[1], 11), Role.SOFT if role is Role.TEXT else Role.FAINT),
                    Run(piece, role),
                )
            )
    return lines


def _happened(view: TicketView, now: Moment) -> Iterator[tuple[int, str, str, Role]]:
    if view["description"]:
        yield view["opened"], view.requester, view["description"], Role.TEXT
    for note in view.notes:
        yield note.at, note.author, _told(note), Role.FAINT if note.kind == "machine" else Role.TEXT
    for file in view.files:
        yield file.at or view["opened"], view.requester, f"⊞ {clean_line(file.name)} {size(file.size)}", Role.TEXT
    for (at, actor), events in groupby(view.events, key=lambda event: (event.at, event.actor)):
        yield at, actor, "   ".join(_change(event, now) for event in events), Role.FAINT


def _told(note: NoteView) -> str:
    return f"{note.text}  [student]" if note.privacy == "student" else note.text


def _change(event: Event, now: Moment) -> str:
    from rounds.data.desk.history import MADE

    if event.field == MADE:
        return "filed"
    old, new = (_value(event, value, now) for value in (event.old, event.new))
    return f"{event.label} {old} → {new}"


def _value(event: Event, value: object, now: Moment) -> str:
    if value is None:
        return "none"
    if event.field == "status":
        return STATUS_WORD.get(str(value), str(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and value > 10**11:
        return now.stamp(value)
    return first_line(str(value), 60)


def size(count: int) -> str:
    """Bytes as people say them."""
    return (
        f"{count} B"
        if count < 1000
        else f"{count / 1000:.0f} kB"
        if count < 1_000_000
        else f"{count / 1_000_000:.1f} MB"
    )


def facts(view: TicketView, now: Moment, width: int, severity_words: dict[str, str]) -> list[Line]:
    """The right side of the page: state, facts, links, times."""
    severity = view["severity"]
    state = STATUS.get(view["status"], ""), STATUS_WORD.get(view["status"], view["status"])
    lines: list[Line] = [
        (Run(f"{state[0]} ", Role.TEXT), Run(state[1], Role.STRONG)),
        BLANK,
        _label(
            "severity",
            Run(f"{SEVERITY.get(severity, '')} ".lstrip(), _SEVERITY_ROLE.get(severity, Role.FAINT)),
            Run(severity_words.get(str(severity), str(severity))),
        ),
        _label("priority", Run(str(view["priority"]))),
        _label("type", Run(clean_line(str(view["type"] or "")))),
        _label("owner", Run(clean_line(view.group) or "nobody yet", Role.TEXT if view.group else Role.SOFT)),
        _label("assignee", Run(clean_line(view.assignee) or "nobody", Role.TEXT if view.assignee else Role.SOFT)),
        *([_label("testing", Run("a test depends on it", Role.WARN))] if view["testing"] else []),
        _label("from", Run(clean_line(view.requester))),
        _label("", Run(clean_line(view.requester_mail), Role.SOFT)),
        _label("", Run(f"{view.requester_role}, by {view['channel']}", Role.SOFT)),
        _label("where", Run(clean_line(view.building) or "no school named")),
        *([_label("room", Run(clean_line(view["room"])))] if view["room"] else []),
    ]
    if view.steps:
        lines += [BLANK, line(Run("Checklist", Role.STRONG))]
        lines += [
            line(Run("✓ " if step.done else "○ ", Role.OK if step.done else Role.SOFT), Run(clean_line(step.step)))
            for step in view.steps
        ]
    if view.links:
        lines += [BLANK, line(Run("Linked", Role.STRONG))]
        lines += [
            _label(each.noun, Run(f"{clean_line(each.handle)} "), Run(clean_line(each.says or ""), Role.SOFT))
            for each in view.links
        ]
    if view.files:
        lines += [BLANK, line(Run("Files", Role.STRONG))]
        lines += [line(Run(f"{clean_line(file.name)} "), Run(size(file.size), Role.SOFT)) for file in view.files]
    lines += [
        BLANK,
        line(Run("Times", Role.STRONG)),
        _label("opened", Run(now.stamp(view["opened"]))),
        _due_line(view, now)[:-1],
    ]
    lines.append(_label("touched", Run(f"{age(now.now_ms - view.updated)} ago", Role.SOFT)))
    if view["resolution"]:
        lines += [
            BLANK,
            line(Run("Resolution", Role.STRONG)),
            *(line(Run(piece)) for piece in wrapped(clean(view["resolution"]), width)),
        ]
    return lines


def round_pane(ranked: Sequence[Ranked], now: Moment, width: int, height: int, chosen: str | None) -> list[Line]:
    """The round as a pane: a building a line, its reason on the next one."""
    total = sum(each.place.total for each in ranked)
    digits = max(len(str(len(ranked))), 2)
    indent = " " * (digits + 1)
    lines = [
        ends((Run("The round", Role.STRONG),), (Run(f"{total:,} open", Role.FAINT),), width),
        ends((Run(f"{indent}building", Role.FAINT),), (Run("open   oldest", Role.FAINT),), width),
    ]
    shown = 0
    for rank, each in enumerate(ranked, 1):
        told = [_building_line(f"{rank:>{digits}} ", each, now, width, chosen)]
        reason = [piece for piece in each.reasons if not piece.endswith(" open") and not piece.startswith("oldest")]
        reason.sort(key=lambda piece: "testing" not in piece)  # how bad it is stands in the line above
        if reason:
            told.append((Run(indent + _fitting(reason, width - len(indent)), Role.FAINT),))
        if len(lines) + len(told) > height - (rank < len(ranked)):
            break
        lines += told
        shown = rank
    if shown < len(ranked):
        lines.append((Run(f"{indent}{len(ranked) - shown} more · r", Role.FAINT),))
    return lines


def _fitting(pieces: list[str], width: int) -> str:
    """The pieces that there is room for, each whole; the first one is cut where even that has none."""
    told = cut(pieces[0], width)
    for piece in pieces[1:]:
        if width_of(told) + width_of(piece) + 3 <= width:
            told += f" · {piece}"
    return told


_SCHOOL_ENDS = (
    ("Elementary School", "ES"),
    ("Middle School", "MS"),
    ("High School", "HS"),
    ("K-8 School", "K8"),
    ("Elementary", "ES"),
)


def short_school(name: str) -> str:
    """A school's name with the short form of what kind of school it is: `Hellgate HS`."""
    told = clean_line(name)
    for end, short in _SCHOOL_ENDS:
        if told.endswith(end) and len(told) > len(end):
            return f"{told.removesuffix(end).strip()} {short}"
    return told


def _building_line(rank: str, each: Ranked, now: Moment, width: int, chosen: str | None) -> Line:
    place = each.place
    worst = next((severity for severity, count in enumerate(place.open, 1) if count), 3)
    dead = not place.total
    room = width - len(rank) - 13
    name = Run(
        fit(short_school(place.name), room), Role.FAINT if dead else Role.ACCENT if place.code == chosen else Role.TEXT
    )
    mark = SEVERITY.get(worst, "") if worst != 3 else ""
    return (
        Run(rank, Role.FAINT),
        name,
        Run(f"{_in_four(place.total):>4}" if place.total else "   ·", Role.FAINT if dead else Role.TEXT),
        Run(f" {mark:>3}", _SEVERITY_ROLE.get(worst, Role.FAINT)),
        Run(f"{now.age(place.oldest_ms):>5}", Role.FAINT),
    )


def _in_four(count: int) -> str:
    """A count in at most four cells."""
    return str(count) if count < 10_000 else f"{count // 1000}k"


def round_line(ranked: Sequence[Ranked], width: int) -> Line:
    """The round on one line: the first three, and how many more there are."""
    parts: list[Run] = [Run("The round ", Role.STRONG)]
    shown = 0
    for rank, each in enumerate(ranked[:3], 1):
        if not each.place.total:
            break
        worst = next(severity for severity, count in enumerate(each.place.open, 1) if count)
        name = short_school(each.place.name)
        short = name.rsplit(" ", 1)[0] if " " in name else name
        parts += [
            Run(f" {rank} {short} ", Role.SOFT),
            Run(str(each.place.total)),
            Run(
                (SEVERITY.get(worst, "") if worst < 3 else "") + (" ·" if rank < 3 else ""),
                _SEVERITY_ROLE.get(worst, Role.FAINT),
            ),
        ]
        shown += 1
    if not shown:
        parts.append(Run(" nothing is open", Role.FAINT))
    rest = sum(1 for each in ranked[shown:] if each.place.total)
    more = (Run(f"· {rest} more ", Role.FAINT), Run("r", Role.STRONG)) if rest else (Run("r", Role.STRONG),)
    return ends(tuple(parts), more, width)
