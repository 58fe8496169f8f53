"""One call of a verb: what was given, where, and how it answers."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rounds.app.output import Output
from rounds.app.paths import Home

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Call:
    """What a verb gets."""

    given: Namespace
    home: Home
    out: Output

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The desk of this home, open while the verb works."""
        from rounds.app.session import open_desk

        with open_desk(self.home, self.out.note) as desk:
            yield desk
