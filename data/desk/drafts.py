"""What is typed and not saved yet. It is in memory from the first letter, and on the disk as soon as that takes it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from rounds.data.errors import Refused
from rounds.data.store.local import DRAFT

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk


WORDS = ("note:", "close:")
"""Keys of drafts that are words, and not the values of a form."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is offered again."""

    text: str = ""
    kept: int | None = None
    """When it was put on the disk, in UTC milliseconds; none where it is not there."""


class Drafts:
    """The drafts of whoever sits here, by a key that says what each is for.

    What is being saved is not offered, and stays on the disk until that is done: neither a kill nor a refusal loses it.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._texts: dict[str, str] = {}
        """What was typed here, or offered."""
        self._sent: dict[str, list[str]] = {}
        """What is being saved, the first one first."""
        self._unkept: set[str] = set()
        """Keys of which the disk has something else."""
        self._disk = Lock()

    def offered(self, key: str) -> Draft:
        """The draft of `key`, an empty one where there is none."""
        if key in self._unkept or key in self._sent:
            return Draft(self._texts.get(key, ""))
        with self._desk.reading:
            sql = "SELECT value, at FROM local WHERE key = ?"
            found = self._desk.connection.execute(sql, (DRAFT + key,)).fetchone()
        draft = Draft() if found is None else Draft(*found)
        self._texts[key] = draft.text
        return draft

    def put(self, key: str, text: str) -> None:
        """Have `text` in mind; an empty one takes the draft away."""
        self._texts[key] = text if text.strip() else ""
        self._unkept.add(key)

    def take(self, key: str) -> None:
        """The draft is being saved as what it is for; `forget` or `give_back` follows."""
        self._sent.setdefault(key, []).append(self._texts.get(key, ""))
        self._texts.pop(key, None)  # afterwards: at no moment is it nowhere, for who keeps it meanwhile

    def give_back(self, key: str) -> None:
        """What was taken first is refused: it is offered again, above what was begun since."""
        with self._disk:
            taken = self._taken(key)
            self._texts[key] = _joined(key, [taken, self._texts.get(key, "")])
            self._unkept.add(key)

    def forget(self, key: str) -> None:
        """What was taken first is saved. Where the disk does not drop its draft now, it does with the next one."""
        with self._disk:
            self._taken(key)
            self._unkept.add(key)
        with suppress(Refused):
            self.keep()

    def keep(self) -> None:
        """Put on the disk what is not there yet.

        Raises:
            Refused: The disk does not take it; it stays in memory.
        """
        with self._disk:
            for key in list(self._unkept):
                text = self._whole(key)
                if text:
                    self._desk.recorder.local.keep(DRAFT + key, text)
                else:
                    self._desk.recorder.local.drop(DRAFT + key)
                if self._whole(key) == text:  # nothing was typed meanwhile
                    self._unkept.discard(key)

    def _taken(self, key: str) -> str:
        first, *rest = self._sent.pop(key)
        if rest:
            self._sent[key] = rest
        return first

    def _whole(self, key: str) -> str:
        return _joined(key, [*self._sent.get(key, ()), self._texts.get(key, "")])


def _joined(key: str, texts: list[str]) -> str:
    """Words stand one below another; of a form's values the last ones have all that counts."""
    said = [text for text in texts if text]
    return "\n".join(said) if key.startswith(WORDS) else "".join(said[-1:])
