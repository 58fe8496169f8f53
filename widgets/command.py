"""What a command is: the one row from which its key, its footer hint, its help line and its palette entry come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Command:
    """Something that a key does on a screen."""

    id: str
    """`tickets.assign`: the user remaps its key by this."""
    keys: str
    """Textual's names of keys, with commas between them."""
    action: str
    label: str
    """One word or two, for the footer."""
    help: str
    """What it does, for the help and the palette."""
    group: str
    """Under which heading the help has it."""
    shown: str = ""
    """How the key is written; its own name where this is empty."""
    footer: int = 0
    """Place in the footer, the lowest first; 0 is not there."""

    @property
    def key(self) -> str:
        """The key as people read it."""
        return self.shown or written(self.keys.split(",")[0])


_WRITTEN = {
    "question_mark": "?",
    "slash": "/",
    "space": "space",
    "asterisk": "*",
    "full_stop": ".",
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
}


def written(key: str) -> str:
    """A key's name as the screen writes it: `ctrl+p` is `^p`."""
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+")
    return _WRITTEN.get(key, key)


def bindings(commands: Iterable[Command]) -> list[Binding]:
    """Textual's bindings of the commands."""
    return [
        Binding(command.keys, command.action, command.label, show=bool(command.footer), id=command.id)
        for command in commands
    ]
