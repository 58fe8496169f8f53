"""Writes the pages that are made from the code: `python docs/make.py`; `--check` only says which are out of date."""

from __future__ import annotations

import ast
import inspect
import sys
from argparse import SUPPRESS, Action
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rounds.app import config
from rounds.app.arguments import Parser
from rounds.app.cli import VERBS, tree
from rounds.data.error_codes import CODES
from rounds.data.errors import Exit

FOLDER = Path(__file__).parent
MADE = "<!-- Made by docs/make.py from the code. Change the code, then run it again. -->\n\n"

STATUS = {
    Exit.DONE: "done",
    Exit.REFUSED: "refused by a rule, or done in part",
    Exit.USAGE: "bad usage or bad input",
    Exit.NOT_FOUND: "not found",
    Exit.UNREACHED: "a file, host or hub was not reached",
    Exit.NOT_ALLOWED: "not allowed",
    Exit.INTERRUPTED: "interrupted",
}

EVERYWHERE = """\
`--home DIR` keeps configuration, replica, keys and log under one folder (else `ROUNDS_HOME`, else your own folders).
`--json` answers with one JSON document on stdout; a refusal is one JSON line on stderr.
`--help` shows what a verb takes. These work before and after the verb.

`rounds` alone opens the full-screen app, `rounds --demo` opens it on a ready sample district; `--plain` and
`--theme NAME` say how it looks. What begins with one minus is a word, so that `rounds ticket list -status:new` works;
what follows `--` is never an option.
"""


def cli_page() -> str:
    """Every verb with its arguments and an example."""
    return "".join(["# Command line\n\n", MADE, EVERYWHERE, "\n", _statuses(), *_verbs(tree(list(VERBS)))])


def _statuses() -> str:
    rows = "".join(f"| {int(status)} | {says} |\n" for status, says in STATUS.items())
    return f"| exit status | means |\n|---|---|\n{rows}"


def _verbs(parser: Parser) -> Iterator[str]:
    for below in parser.verbs.parsers.values() if parser.verbs else ():
        if below.verbs is None:
            yield f"\n## `{_line(below)}`\n\n{below.description}\n"
            yield from _arguments(below)
            yield f"\n`--json`: `{below.answers}`\n\n```console\n$ {below.example}\n```\n"
        yield from _verbs(below)


def _line(parser: Parser) -> str:
    words = [_name(action) for action in _own(parser) if not action.option_strings]
    needed = [_name(action) for action in _own(parser) if action.option_strings and action.required]
    others = ["[OPTION]..."] if any(action.option_strings and not action.required for action in _own(parser)) else []
    return " ".join([parser.prog, *words, *needed, *others])


def _own(parser: Parser) -> list[Action]:
    everywhere = {"--help", "--home", "--json"}
    return [action for action in parser.actions if everywhere.isdisjoint(action.option_strings)]


def _name(action: Action) -> str:
    metavar = str(action.metavar or action.dest)
    if not action.option_strings:
        many = {"+": f"{metavar}...", "*": f"[{metavar}...]"}
        return metavar if "..." in metavar else many.get(str(action.nargs), metavar)
    option = action.option_strings[-1]
    return option if action.nargs == 0 else f"{option} {metavar}"


def _arguments(parser: Parser) -> Iterator[str]:
    own = [action for action in _own(parser) if action.help != SUPPRESS]
    if own:
        yield "\n| argument | |\n|---|---|\n"
    for action in own:
        yield f"| `{_name(action)}` | {_cell(action.help or '')} |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def settings_page() -> str:
    """Every setting with its default."""
    told = _told(config.Settings)
    defaults = config.Settings()
    rows = "".join(
        f"| `{name}` | `{_toml(getattr(defaults, name))}` | {_cell(' '.join(says.split()))} |\n"
        for name, says in told.items()
    )
    head = (
        "`config.toml` is the only file that you edit; `rounds doctor` says where it is and what is wrong with it.\n"
        "Without it the defaults hold.\n\n"
    )
    themes = ", ".join(f"`{name}`" for name in config.WANTED_THEMES)
    return f"# Settings\n\n{MADE}{head}| setting | default | |\n|---|---|---|\n{rows}\nThemes: {themes}.\n\n{_EXAMPLE}"


_EXAMPLE = """\
```toml
theme = "dark"
bell = true
replica_dir = "/srv/rounds"

[keys]
"tickets.close" = "x"
```
"""


def _told(kind: type) -> dict[str, str]:
    """The docstring under each attribute of a class."""
    body = ast.parse(inspect.getsource(kind)).body[0]
    assert isinstance(body, ast.ClassDef)
    found = {}
    for first, second in zip(body.body, body.body[1:], strict=False):
        if isinstance(first, ast.AnnAssign) and isinstance(first.target, ast.Name) and isinstance(second, ast.Expr):
            found[first.target.id] = str(ast.literal_eval(second.value))
    return found


def _toml(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else "none"


def errors_page() -> str:
    """Every code of a refusal."""
    head = (
        'With `--json` a refusal is a line on stderr: `{"error": {"code": "...", "message": "...", "hint": "..."}}`.\n'
        "People get the message and the mend in one line of text. Codes do not change their meaning.\n"
    )
    parts = [f"# Errors\n\n{MADE}{head}"]
    for status, says in STATUS.items():
        rows = [
            f"| `{code}` | {_cell(means)} | {_cell(mend)} |\n"
            for code, (of, means, mend) in CODES.items()
            if of is status
        ]
        if rows:
            parts.append(
                f"\n## Exit status {int(status)}: {says}\n\n| code | means | mend |\n|---|---|---|\n{''.join(rows)}"
            )
    return "".join(parts)


def keys_page() -> str:
    """Every key: the commands of each screen by their names, and the fixed keys of what is asked and typed."""
    from rounds.screens.coming import ComingScreen
    from rounds.screens.commands.everywhere import EVERYWHERE as ON_EVERY_SCREEN
    from rounds.screens.dialogs.change_together import ChangeTogether
    from rounds.screens.dialogs.keys import Keys
    from rounds.screens.form_screen import FormScreen
    from rounds.screens.ticket_page import TicketPage
    from rounds.screens.tickets import TicketsScreen
    from rounds.screens.welcome import WelcomeScreen
    from rounds.widgets.asker import Asker
    from rounds.widgets.field_form import FieldInput
    from rounds.widgets.filter_field import FilterField
    from rounds.widgets.picker import Picker

    head = (
        "`?` shows the keys of the screen that is open. Letters act only while nothing is typed.\n"
        'A command has a name: in `config.toml`, `[keys]` gives it other keys, as `"tickets.close" = "x"`.\n'
    )
    screens = {
        "On every screen": ON_EVERY_SCREEN,
        "The ticket queue": TicketsScreen.COMMANDS_HERE,
        "A ticket's page": TicketPage.COMMANDS_HERE,
        "A form": FormScreen.COMMANDS_HERE,
        "A tab that is not built yet": ComingScreen.COMMANDS_HERE,
        "The first day": WelcomeScreen.COMMANDS_HERE,
    }
    asked: dict[str, list[Any]] = {
        "A list to pick from": Picker.BINDINGS,
        "A question": Asker.BINDINGS,
        "The filter, while it is typed": FilterField.BINDINGS,
        "A form's fields": FieldInput.BINDINGS,
        "A change of several tickets, before it is made": ChangeTogether.BINDINGS,
        "The keys of a screen": Keys.BINDINGS,
    }
    parts = [f"# Keys\n\n{MADE}{head}"]
    for title, commands in screens.items():
        rows = "".join(f"| {_keys(each.keys)} | `{each.id}` | {_cell(each.help)} |\n" for each in commands)
        parts.append(f"\n## {title}\n\n| key | command | |\n|---|---|---|\n{rows}")
    parts.append("\nThese keys are fixed.\n")
    for title, fixed in asked.items():
        rows = "".join(f"| {_keys(each.key)} | {_cell(each.description)} |\n" for each in fixed)
        parts.append(f"\n## {title}\n\n| key | |\n|---|---|\n{rows}")
    return "".join(parts)


def _keys(keys: str) -> str:
    from rounds.widgets.command import written

    return " ".join(f"`{written(key)}`" for key in keys.split(","))


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "settings.md": settings_page,
    "errors.md": errors_page,
    "keys.md": keys_page,
}
"""Name of a page to what makes it."""


def main() -> int:
    """Write the pages that are out of date, or name them."""
    check = "--check" in sys.argv[1:]
    old = [name for name, make in PAGES.items() if _present(name) != make()]
    for name in old:
        print(f"docs/{name}: {'out of date; run docs/make.py' if check else 'written'}")
        if not check:
            (FOLDER / name).write_text(PAGES[name](), encoding="utf-8")
    return 1 if check and old else 0


def _present(name: str) -> str:
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
