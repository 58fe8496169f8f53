"""`rounds whoami`: who acts here, with which rights, on which device."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rounds.app.arguments import Verbs
from rounds.app.call import Call
from rounds.data.errors import Exit

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk

EVERY = "*"
"""Stands for every building."""


def declare(verbs: Verbs, name: str, help: str) -> None:
    """It takes no arguments."""
    verbs.add(
        name, help, show, example="rounds whoami --json", answers="login, person, roles[], buildings[], device, hub"
    )


def show(call: Call) -> int:
    """Who acts."""
    with call.desk() as desk:
        told = who(desk)
        call.out.answer(told, _lines(desk, told))
    return Exit.DONE


def who(desk: Desk) -> dict[str, Any]:
    """Whoever acts on this replica, as JSON."""
    from rounds.data.nouns.lists import ROLE

    facts = desk.facts
    held = [
        (role, facts.buildings[where].code if where in facts.buildings else EVERY) for role, where in facts.me.grants
    ]
    places = sorted({where for _, where in held})
    with desk.reading:
        code = desk.connection.execute("SELECT code FROM chain WHERE own = 1").fetchone()[0]
        mail = _mail(desk)
    return {
        "login": desk.login,
        "person": facts.me.name or mail,
        "person_id": facts.me.id,
        "roles": [role for role in ROLE if role in {role for role, _ in held}],
        "buildings": [EVERY] if EVERY in places else places,
        "grants": [{"role": role, "building": where} for role, where in held],
        "device": code,
        "hub": None,
    }


def _mail(desk: Desk) -> str | None:
    found = desk.connection.execute(
        "SELECT mail FROM person WHERE login = ? AND deleted_at IS NULL ORDER BY row LIMIT 1", (desk.login,)
    ).fetchone()
    return None if found is None else found[0]


def _lines(desk: Desk, told: Mapping[str, Any]) -> Iterator[str]:
    if told["person_id"] is None:
        yield f"{told['login']} is no person of this district; an administrator gives a person this login"
    else:
        named = f" · {told['person']}" if told["person"] and told["person"] != told["login"] else ""
        yield f"{told['login']}{named}"
    for grant in told["grants"]:
        where = "every building" if grant["building"] == EVERY else f"building {grant['building']}"
        yield f"{grant['role']} at {where}"
    if told["person_id"] is not None and not told["grants"]:
        yield "holds no role; an administrator grants one"
    sample = " · a sample" if desk.facts.is_sample else ""
    yield f"device {told['device']} · no hub · {desk.facts.district.get('name') or 'no district yet'}{sample}"
