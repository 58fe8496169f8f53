"""From arguments to a verb. A verb's module is imported only when it is asked for."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module

from rounds.app import __version__
from rounds.app.arguments import Parser, unknown_option, unknown_verb
from rounds.app.asked import Asked
from rounds.app.call import Call
from rounds.app.output import Output
from rounds.app.paths import home
from rounds.data.errors import BadInput

VERBS = {
    "ticket": "add, list, show and change tickets",
    "rounds": "which buildings to visit first, and why",
    "whoami": "who acts here, with which rights, on which device",
    "undo": "take your last change back",
    "redo": "do again what undo took back",
    "init": "make a new, empty replica for a district",
    "demo": "fill this home's empty replica with a sample district",
    "district": "check a district's profile, and put it in force",
    "backup": "copy the replica into one file while it is used",
    "restore": "put a backup in the replica's place",
    "salvage": "what a damaged replica still holds",
    "doctor": "check configuration, replica, clock and terminal; say what to mend",
    "completion": "completion for bash, zsh or fish",
}
"""Every noun or verb with what it does."""

MODULES = {"redo": "undo", "backup": "keep", "restore": "keep", "salvage": "keep"}
"""Where it is not a verb's own name that its module bears."""

_TOP = """\
rounds                        open the full-screen app
rounds --demo                 open it on a ready sample district
rounds --plain                without boxes and animation, for a slow line or a screen reader
rounds VERB --help            what a verb takes

exit status: 0 done, 1 refused or done in part, 2 bad usage or input, 3 not found,
             4 not reached, 5 not allowed, 130 interrupted"""


def run(arguments: Sequence[str], seen: Asked, out: Output) -> int:
    """Do what `arguments` ask for; gives the exit status.

    Raises:
        Refused: It cannot be understood or done.
    """
    if seen.words[:1] == ("help",):
        arguments = [*seen.words[1:], "--help"]
        seen = Asked(seen.words[1:])
    given = parsed(arguments, seen)
    return int(given.run(Call(given, home(given.home), out)))


def parsed(arguments: Sequence[str], seen: Asked) -> argparse.Namespace:
    """The arguments, checked."""
    if seen.words and seen.words[0] not in VERBS:
        raise unknown_verb(seen.words[0], list(VERBS), "rounds")
    top = tree(seen.words[:1])
    given, extras = top.parse_known_args(arguments, argparse.Namespace(home=None, json=False, parser=top))
    if extras:
        raise unknown_option(extras, given.parser)
    if given.demo or given.plain or given.theme is not None:
        raise BadInput(
            "--demo, --plain and --theme are for the screen", "leave them out, or leave the verb out", code="usage"
        )
    return given


def tree(wanted: Sequence[str]) -> Parser:
    """The program's arguments, those of the `wanted` nouns whole and of the others by name alone."""
    top = Parser(
        prog="rounds", description="The terminal that school building technicians keep open all day.", epilog=_TOP
    )
    top.add_argument("--version", action="version", version=f"rounds {__version__}", help="show the version")
    top.add_argument("--demo", action="store_true", help="open the sample district")
    top.add_argument("--plain", action="store_true", help="no boxes, no animation")
    top.add_argument("--theme", metavar="NAME", help="colours: auto, dark, light, or a theme's name")
    verbs = top.add_verbs()
    for name, help in VERBS.items():
        if name in wanted:
            import_module(f"rounds.app.verbs.{MODULES.get(name, name)}").declare(verbs, name, help)
        else:
            verbs.add(name, help)
    return top
