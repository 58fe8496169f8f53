"""What crosses screens: answers of readers, what became of a write, and wishes to open something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.message import Message

from rounds.data.errors import Refused


class Read(Message):
    """An answer to the question `what`."""

    def __init__(self, what: str, number: int, answer: Any) -> None:
        super().__init__()
        self.what, self.number, self.answer = what, number, answer


class NotRead(Message):
    """The question `what` has no answer."""

    def __init__(self, what: str, number: int, refusal: Refused) -> None:
        super().__init__()
        self.what, self.number, self.refusal = what, number, refusal


class Saved(Message):
    """A write is on the disk."""

    def __init__(self, answer: Any, says: str, then: Callable[[Any], None] | None) -> None:
        super().__init__()
        self.answer, self.says, self.then = answer, says, then


class NotSaved(Message):
    """A write was refused."""

    def __init__(self, refusal: Refused, otherwise: Callable[[Refused], None] | None = None) -> None:
        super().__init__()
        self.refusal, self.otherwise = refusal, otherwise


class Stumbled(Message):
    """A fault of the program, in what was done for a screen."""

    def __init__(self, name: str, fault: Exception) -> None:
        super().__init__()
        self.name, self.fault = name, fault


class StoreChanged(Message, bubble=False):
    """Records changed, here or by another process of this account. The shell tells its screens; none tells it back."""

    def __init__(self, nouns: frozenset[str]) -> None:
        super().__init__()
        self.nouns = nouns

    def can_replace(self, message: Message) -> bool:
        """Many commits in a row are one reason to look."""
        return isinstance(message, StoreChanged) and message.nouns == self.nouns
