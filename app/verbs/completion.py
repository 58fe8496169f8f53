"""`rounds completion`: what the shell offers at the tab key, from the same arguments and the replica."""

from __future__ import annotations

from argparse import Action
from collections.abc import Iterator

from rounds.app.arguments import Parser, Verbs, building, number, path
from rounds.app.call import Call
from rounds.data.errors import Exit

SHELLS = ("bash", "zsh", "fish")
OFFERS = {
    "numbers": "SELECT number FROM ticket WHERE deleted_at IS NULL ORDER BY opened DESC LIMIT 200",
    "buildings": "SELECT code FROM building WHERE deleted_at IS NULL ORDER BY code LIMIT 500",
}
"""Words that the scripts ask for while somebody types."""


def declare(verbs: Verbs, name: str, help: str) -> None:
    """For which shell."""
    example, answers = 'eval "$(rounds completion bash)"', "shell, script"
    parser = verbs.add(name, help, run, example=example, answers=answers)
    what = "bash, zsh or fish; numbers and buildings are what the scripts ask for"
    parser.add_argument("shell", metavar="SHELL", choices=(*SHELLS, *OFFERS), help=what)


def run(call: Call) -> int:
    """Write the script that the shell reads, or the words that it asks for."""
    wanted = call.given.shell
    if wanted in OFFERS:
        return _offer(call, wanted)
    script = _script(wanted)
    if call.out.json:
        call.out.answer({"shell": wanted, "script": script})
    else:
        call.out.write(script + "\n")
    return Exit.DONE


def _offer(call: Call, wanted: str) -> int:
    with call.desk() as desk, desk.reading:
        words = [word for (word,) in desk.connection.execute(OFFERS[wanted])]
    call.out.answer({wanted: words}, words)
    return Exit.DONE


def _script(shell: str) -> str:
    import shtab

    from rounds.app.cli import VERBS, tree

    offered: dict[object, object] = {
        path: shtab.FILE,
        number: shtab.cmd("rounds completion numbers 2>/dev/null"),
        building: shtab.cmd("rounds completion buildings 2>/dev/null"),
    }
    top = tree(list(VERBS))
    for action in _actions(top):
        if (complete := offered.get(action.type)) is not None:
            action.complete = complete  # type: ignore[attr-defined]
    return str(shtab.complete(top, shell=shell))


def _actions(parser: Parser) -> Iterator[Action]:
    """Every argument of a parser and of the verbs below it."""
    yield from parser.actions
    for below in parser.verbs.parsers.values() if parser.verbs else ():
        yield from _actions(below)
