"""`rounds district check|apply`: a profile judged, and put in force as recorded rows."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rounds.app.arguments import Verbs, path
from rounds.app.call import Call
from rounds.data.errors import Exit

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk
    from rounds.data.desk.profiles import ProfileChange
    from rounds.data.district.problem import Problem
    from rounds.data.district.profile import Profile

SHOWN_MAX = 60
"""So many changes are told one by one where a person reads them before they are made."""


def declare(verbs: Verbs, name: str, help: str) -> None:
    """The verbs of a profile."""
    below = verbs.add(name, help).add_verbs()
    answers = "changes[{verb,noun,name,field,old,new}], problems[{file,line,key,message}]"
    what = "judge a profile: file, line and key of what is wrong"
    parser = below.add("check", what, check, example="rounds district check lake-fork", answers=answers)
    parser.add_argument("folder", metavar="DIR", type=path, help="folder of the profile")
    what = "turn a profile into recorded rows, after showing what changes"
    parser = below.add("apply", what, apply, example="rounds district apply lake-fork --dry-run", answers=answers)
    parser.add_argument("folder", metavar="DIR", type=path, help="folder of the profile")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def check(call: Call) -> int:
    """Judge a profile; changes nothing."""
    _, problems = _read(call)
    return _wrong(call, problems) if problems else _right(call)


def apply(call: Call) -> int:
    """Put a profile in force."""
    from rounds.app.narrow import kept, narrowed
    from rounds.data.desk import profiles
    from rounds.data.rules.rights import Right

    profile, problems = _read(call)
    if profile is None or problems:
        return _wrong(call, problems)
    with call.desk() as desk:
        desk.demand(Right.GOVERN)
        profile = narrowed(profile, kept(desk.recorder.local))
        sample = desk.facts.is_sample
        asks = call.out.asks and not (call.given.dry_run or call.given.yes)
        if asks and not _agreed(call, desk, profiles.apply(desk.recorder, profile, dry_run=True, sample=sample)):
            call.out.line("nothing is changed")
            return Exit.DONE
        changes = profiles.apply(desk.recorder, profile, dry_run=call.given.dry_run, sample=sample)
        document: dict[str, Any] = {"changes": [_plain(desk, change) for change in changes], "problems": []}
        if call.given.dry_run:
            document["dry_run"] = True
        lines = [] if asks else _said(desk, changes, len(changes))
        call.out.answer(document, [*lines, _summary(changes, call.given.dry_run)])
    return Exit.DONE


def _read(call: Call) -> tuple[Profile | None, list[Problem]]:
    from rounds.data.district.profile import read

    return read(call.given.folder)


def _right(call: Call) -> int:
    call.out.answer({"changes": [], "problems": []}, [f"{call.given.folder}: the profile is right"])
    return Exit.DONE


def _wrong(call: Call, problems: Sequence[Problem]) -> int:
    plain = [{"file": each.file, "line": each.line, "key": each.key, "message": each.message} for each in problems]
    call.out.answer({"changes": [], "problems": plain}, [str(problem) for problem in problems])
    if not call.out.json:
        many = "1 thing is wrong" if len(problems) == 1 else f"{len(problems)} things are wrong"
        call.out.note(f"rounds: {call.given.folder}: {many}; nothing is changed")
    return Exit.USAGE


def _agreed(call: Call, desk: Desk, changes: Sequence[ProfileChange]) -> bool:
    """Show what would change, and ask; nothing to change needs no answer."""
    for line in _said(desk, changes, SHOWN_MAX):
        call.out.line(line)
    if not changes:
        return True
    call.out.line(_summary(changes, dry_run=True))
    call.out.write("apply it? y/N ")
    call.out.out.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _said(desk: Desk, changes: Sequence[ProfileChange], most: int) -> Iterator[str]:
    from rounds.app.verbs.ticket_words import said

    for change in changes[:most]:
        told = f"{change.verb:<9}  {change.noun} {change.name}"
        if change.field:
            old, new = (said(desk, change.noun, change.field, value) for value in (change.old, change.new))
            told += f": {change.field} {old} -> {new}"
        yield told
    if len(changes) > most:
        yield f"and {len(changes) - most:,} more"


def _summary(changes: Sequence[ProfileChange], dry_run: bool) -> str:
    if not changes:
        return "nothing to change: the district is as the profile says"
    counted = Counter(change.verb for change in changes)
    words = {"add": "added", "change": "changed", "take back": "taken back"}
    told = ", ".join(f"{counted[verb]:,} {word}" for verb, word in words.items() if counted[verb])
    return f"would be: {told}" if dry_run else told


def _plain(desk: Desk, change: ProfileChange) -> dict[str, Any]:
    from rounds.app.verbs.ticket_words import plain

    old, new = (plain(desk, change.noun, change.field, value) for value in (change.old, change.new))
    return {
        "verb": change.verb,
        "noun": change.noun,
        "name": change.name,
        "field": change.field or None,
        "old": old,
        "new": new,
    }
