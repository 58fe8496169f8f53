"""`rounds ticket set|note|close|reopen|assign`: changes, each one act that one undo takes back."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from rounds.app.arguments import Parser, Verbs, line, number, text
from rounds.app.call import Call
from rounds.app.verbs.changed import Wanted, change
from rounds.app.verbs.from_stdin import numbers_of, text_of
from rounds.data.errors import BadInput, Exit, NotFound

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk


ANSWERS = "tickets[{...,changed}], refused[{number,code,message,hint}]"


def declare(verbs: Verbs) -> None:
    """The arguments of the verbs that change tickets."""
    _declare_set(verbs)
    example = "rounds ticket note K7Q-0412 'Replaced the cable.'"
    parser = verbs.add("note", "write a note on a ticket", note, example=example, answers="tickets[], note{id}")
    parser.add_argument("number", metavar="N", type=number, help="its number")
    parser.add_argument("text", metavar="TEXT", nargs="+", type=text, help="what to note; - reads standard input")
    example = "rounds ticket close K7Q-0412 --resolution 'New cable.'"
    parser = verbs.add("close", "close tickets with what was done", close, example=example, answers=ANSWERS)
    _add_numbers(parser)
    parser.add_argument("--resolution", metavar="TEXT", type=text, required=True, help="what was done; - reads stdin")
    _add_dry_run(parser)
    example = "rounds ticket reopen K7Q-0412 --note 'It is back.'"
    parser = verbs.add("reopen", "take tickets up again", reopen, example=example, answers=ANSWERS)
    _add_numbers(parser)
    _add_note(parser)
    _add_dry_run(parser)
    example = "rounds ticket assign K7Q-0412 @me"
    parser = verbs.add("assign", "give tickets to somebody, or to a group", assign, example=example, answers=ANSWERS)
    _add_numbers(parser)
    parser.add_argument("who", metavar="WHO", type=line, help="a login, a mail address, @me, none, or a group's code")
    _add_dry_run(parser)


def _declare_set(verbs: Verbs) -> None:
    example = "rounds ticket set K7Q-0412 severity=1 room=B12"
    parser = verbs.add("set", "set fields of one or more tickets", set_fields, example=example, answers=ANSWERS)
    what = "numbers, - for those on standard input; then fields of a ticket with their values"
    parser.add_argument("words", metavar="N... FIELD=VALUE...", nargs="+", type=text, help=what)
    _add_note(parser)
    what = "the version that you saw: what somebody else changed since is not overwritten"
    parser.add_argument("--base", metavar="VERSION", type=line, help=what)
    _add_dry_run(parser)


def _add_note(parser: Parser) -> None:
    parser.add_argument("--note", metavar="TEXT", type=text, default="", help="a note on each of them")


def _add_numbers(parser: Parser) -> None:
    parser.add_argument("numbers", metavar="N", nargs="+", type=number, help="numbers; - for those on standard input")


def _add_dry_run(parser: Parser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")


def set_fields(call: Call) -> int:
    """Set fields, given as words."""
    numbers, given = _split(call.given.words)
    if call.given.base and len(numbers) > 1:
        raise BadInput("--base is the version of one ticket", "name one ticket", code="usage")
    note = text_of(call.given.note)
    with call.desk() as desk:
        values = {name: _value(desk, name, words) for name, words in given.items()}
        return change(call, desk, numbers, Wanted(values, "change", note, call.given.base))


def close(call: Call) -> int:
    """Close with a resolution."""
    resolution = text_of(call.given.resolution)
    if not resolution.strip():
        raise BadInput("the resolution is missing", "say what was done", code="missing-field")
    numbers = numbers_of(call.given.numbers)
    with call.desk() as desk:
        return change(call, desk, numbers, Wanted({"status": "closed", "resolution": resolution}, "close"))


def reopen(call: Call) -> int:
    """Take up again."""
    numbers, wanted = numbers_of(call.given.numbers), Wanted({"status": "open"}, "reopen", text_of(call.given.note))
    with call.desk() as desk:
        return change(call, desk, numbers, wanted)


def assign(call: Call) -> int:
    """Give to somebody, to nobody, or to a group's queue."""
    numbers = numbers_of(call.given.numbers)
    with call.desk() as desk:
        values = _whom(desk, call.given.who)
        return change(call, desk, numbers, Wanted(values, "route" if "group" in values else "assign"))


def note(call: Call) -> int:
    """Write a note."""
    from rounds.app.verbs.ticket_words import listed, row_of

    words = text_of(" ".join(call.given.text))
    if not words.strip():
        raise BadInput("the note is empty", "say something", code="missing-field")
    with call.desk() as desk:
        id = desk.tickets.named(call.given.number)
        written = desk.tickets.note(id, words)
        row = row_of(desk, id)
        tickets = [{**listed(desk, row), "changed": {}}] if row else []
        number = row.number if row else call.given.number
        call.out.answer({"tickets": tickets, "refused": [], "note": {"id": written.id}}, [f"{number} noted"])
    return Exit.DONE


def _split(words: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Numbers, then field=value."""
    first = next((place for place, word in enumerate(words) if "=" in word), len(words))
    fields: dict[str, str] = {}
    for word in words[first:]:
        name, sign, value = word.partition("=")
        name = name.strip().casefold().replace("-", "_")
        if not sign:
            raise BadInput(f"'{word[:40]}' is no field=value", "numbers come first, then the fields", code="usage")
        if name in fields:
            raise BadInput(f"{name} is there twice", "give it once", code="usage")
        fields[name] = value
    if not fields:
        raise BadInput("nothing to set", "add field=value, as severity=1", code="usage")
    return numbers_of(words[:first]), fields


def _value(desk: Desk, name: str, words: str) -> Any:
    from rounds.data.desk.words import value_of

    fields = desk.catalogue["ticket"].fields
    field = fields.get(name)
    if field is None or field.hidden:
        known = [each.name for each in fields.values() if not (each.hidden or each.fixed)]
        near = get_close_matches(name, known, 1, 0.5)
        mean = f". Did you mean {near[0]}?" if near else ""
        raise BadInput(f"a ticket has no field '{name[:40]}'{mean}", ", ".join(known), code="no-field")
    return value_of(desk, field, words)


def _whom(desk: Desk, who: str) -> dict[str, Any]:
    """The assignee, or the group, that `who` means: an exact name first, then the code of a group in any case."""
    from rounds.data.desk.words import NOTHING, value_of

    if who.casefold() not in (*NOTHING, "@me"):
        exact = [group for group in desk.facts.groups.values() if group.code == who]
        alike = [group for group in desk.facts.groups.values() if group.code.casefold() == who.casefold()]
        if exact or (alike and not _is_login(desk, who)):
            return {"group": desk.facts.group_named(who).id}
    try:
        return {"assignee": value_of(desk, desk.catalogue["ticket"]["assignee"], who)}
    except NotFound as missing:
        if missing.code == "not-found":
            raise NotFound(
                f"nobody and no group is called '{who[:60]}'", f"groups are {', '.join(desk.facts.queues)}"
            ) from None
        raise


def _is_login(desk: Desk, who: str) -> bool:
    with desk.reading:
        found = desk.connection.execute(
            "SELECT 1 FROM person WHERE login = ? AND deleted_at IS NULL", (who,)
        ).fetchone()
    return found is not None
