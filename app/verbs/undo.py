"""`rounds undo` and `rounds redo`: the last change of this person on this device, taken back or done again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rounds.app.arguments import Verbs
from rounds.app.call import Call
from rounds.data.errors import Exit

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk
    from rounds.data.desk.undo import Undone


def declare(verbs: Verbs, name: str, help: str) -> None:
    """They take no arguments."""
    run, key = (take_back, "undone") if name == "undo" else (do_again, "redone")
    verbs.add(name, help, run, example=f"rounds {name}", answers=f"{key}, records[{{noun,id,name}}], refused[]")


def take_back(call: Call) -> int:
    """Undo."""
    from rounds.data.desk import undo

    with call.desk() as desk:
        return _answer(call, desk, undo.undo(desk), "undone", "taken back")


def do_again(call: Call) -> int:
    """Redo."""
    from rounds.data.desk import undo

    with call.desk() as desk:
        return _answer(call, desk, undo.redo(desk), "redone", "done again")


def _answer(call: Call, desk: Desk, undone: Undone, key: str, words: str) -> int:
    document = {
        key: undone.says,
        "records": [{"noun": noun, "id": id, "name": _name(desk, noun, id)} for noun, id in undone.records],
        "refused": list(undone.refused),
    }
    call.out.answer(document, _lines(desk, undone, words))
    return Exit.REFUSED if undone.refused else Exit.DONE


def _lines(desk: Desk, undone: Undone, words: str) -> Iterator[str]:
    many = f" ({len(undone.records)} records)" if len(undone.records) > 1 else ""
    yield f"{words}: {undone.says}{many}"
    yield from (f"left alone: {why}" for why in undone.refused)


def _name(desk: Desk, noun: str, id: str) -> str | None:
    """What people call the record."""
    from rounds.data.ids import id_bytes
    from rounds.data.store.schema import quoted

    handle = desk.catalogue[noun].handle
    with desk.reading:
        found = desk.connection.execute(
            f"SELECT {quoted(handle)} FROM {quoted(noun)} WHERE id = ?", (id_bytes(id),)
        ).fetchone()
    return None if found is None or found[0] is None else str(found[0])
