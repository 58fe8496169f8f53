"""What is typed and not saved yet. It is in memory from the first letter, and on the disk as soon as that takes it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rounds.data.errors import Refused
from rounds.data.store.local import DRAFT

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Draft:
    """What is offered again."""

    text: str = ""
    kept: int | None = None
    """When it was put on the disk, in UTC milliseconds; none where it is not there."""


class Drafts:
    """The drafts of whoever sits here, by a key that says what each is for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._unkept: dict[str, str] = {}

    def offered(self, key: str) -> Draft:
        """The draft of `key`, an empty one where there is none."""
        if key in self._unkept:
            return Draft(self._unkept[key])
        with self._desk.reading:
            sql = "SELECT value, at FROM local WHERE key = ?"
            found = self._desk.connection.execute(sql, (DRAFT + key,)).fetchone()
        return Draft() if found is None else Draft(*found)

    def put(self, key: str, text: str) -> None:
        """Have `text` in mind; an empty one takes the draft away."""
        self._unkept[key] = text if text.strip() else ""

    def take(self, key: str) -> str:
        """The draft, which is being saved as what it was for: it is not offered meanwhile, and stays on the disk."""
        text = self.offered(key).text
        self._unkept[key] = ""
        return text

    def give_back(self, key: str, text: str) -> None:
        """A draft that was taken was refused: it is offered again, before what was begun since."""
        newer = self._unkept.get(key, "")
        self.put(key, f"{text}\n{newer}" if newer else text)

    def forget(self, key: str) -> None:
        """A draft has become what it was for. Where the disk does not take that, it is told to it with the next one."""
        self._unkept.setdefault(key, "")  # unless another was begun since
        with suppress(Refused):
            self.keep()

    def keep(self) -> None:
        """Put on the disk what is not there yet.

        Raises:
            Refused: The disk does not take it; it stays in memory.
        """
        for key, text in list(self._unkept.items()):
            if text:
                self._desk.recorder.local.keep(DRAFT + key, text)
            else:
                self._desk.recorder.local.drop(DRAFT + key)
            if self._unkept.get(key) == text:
                del self._unkept[key]
