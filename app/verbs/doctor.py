"""`rounds doctor`: looks at everything that the program stands on, and says what to mend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rounds.app.arguments import Verbs
from rounds.app.call import Call
from rounds.data.errors import Exit

if TYPE_CHECKING:
    from rounds.app.examined import Check


def declare(verbs: Verbs, name: str, help: str) -> None:
    """How deep it looks."""
    parser = verbs.add(name, help, examine, example="rounds doctor --json", answers="checks[{name,ok,detail,mend}]")
    parser.add_argument("--quick", action="store_true", help="do not read the whole replica")


def examine(call: Call) -> int:
    """Check everything, however much of it is broken."""
    from rounds.app import examined

    checks = [
        *examined.machine(),
        *examined.folders(call.home),
        *examined.replica(call.home, call.given.quick, call.out.err),
    ]
    document = {
        "checks": [
            {"name": each.name, "ok": each.ok, "detail": each.detail, "mend": each.mend or None} for each in checks
        ]
    }
    call.out.answer(document, _lines(checks))
    return Exit.DONE if all(check.ok for check in checks) else Exit.REFUSED


def _lines(checks: Sequence[Check]) -> Iterator[str]:
    width = max(len(check.name) for check in checks)
    for check in checks:
        yield f"{'ok ' if check.ok else 'bad'}  {check.name:<{width}}  {check.detail}"
        if check.mend:
            yield f"     {'':<{width}}  mend: {check.mend}"
    bad = sum(not check.ok for check in checks)
    yield "all is well" if not bad else f"{bad} to mend"
