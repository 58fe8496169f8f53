"""What can go wrong in a way that a person can mend: one line that says what, where and the mend."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit status of the command line, as the contract has it."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    NOT_FOUND = 3
    UNREACHED = 4
    NOT_ALLOWED = 5
    INTERRUPTED = 130


class Refused(Exception):
    """A refusal that somebody can act on; anything else that is raised is a fault of the program."""

    code = "refused"
    status = Exit.REFUSED

    def __init__(self, message: str, hint: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code:
            self.code = code

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


class BadInput(Refused):
    """What was given cannot be understood or stored."""

    code = "bad-input"
    status = Exit.USAGE


class NotFound(Refused):
    """Nothing has that name."""

    code = "not-found"
    status = Exit.NOT_FOUND


class NotAllowed(Refused):
    """The person holds no role for it."""

    code = "not-allowed"
    status = Exit.NOT_ALLOWED


class Unreached(Refused):
    """A file, host or hub could not be reached or opened."""

    code = "unreached"
    status = Exit.UNREACHED
