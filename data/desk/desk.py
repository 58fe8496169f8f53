"""The desk: one technician's hold on the replica and the district. Screens and verbs call it and nothing below."""

from __future__ import annotations

import sqlite3
from datetime import date
from functools import cached_property
from threading import RLock

from rounds.data.clock import Clock, moment, now_ms
from rounds.data.desk import facts as district_facts
from rounds.data.desk.drafts import Drafts
from rounds.data.desk.facts import EVERYWHERE, Facts
from rounds.data.desk.names import Names
from rounds.data.desk.tickets import Tickets
from rounds.data.errors import NotAllowed
from rounds.data.rules.rights import Right, has, least_role_with
from rounds.data.store.act import Committed
from rounds.data.store.open import Replica


class Desk:
    """Everything that one person can do on one replica, with their rights and the district's rules."""

    def __init__(self, replica: Replica, clock: Clock = now_ms) -> None:
        self.replica = replica
        self.recorder = replica.recorder
        self.catalogue = replica.catalogue
        self.clock = clock
        self.reading = RLock()
        self._facts: Facts | None = None
        self.tickets = Tickets(self)
        self.drafts = Drafts(self)
        self.left_alone: set[int] = set()
        """Acts that could not be taken back, since all of them was changed: undo goes on behind them."""
        self.recorder.listeners.append(self._committed)

    @cached_property
    def connection(self) -> sqlite3.Connection:
        """The desk's own reading connection; take `reading` while using it."""
        return self.replica.reader()

    @property
    def login(self) -> str:
        """Who acts."""
        return self.recorder.actor

    @property
    def facts(self) -> Facts:
        """What the district decided, as it stands."""
        with self.reading:
            if self._facts is None:
                self._facts = district_facts.read(self.connection, self.login)
            return self._facts

    @property
    def names(self) -> Names:
        """What people call records."""
        return Names(self.connection, self.catalogue, self.facts.codes)

    def forget_facts(self) -> None:
        """Read the facts again when they are asked for next: another process may have changed them."""
        self._facts = None

    def today(self) -> date:
        """The date in the district's zone."""
        return moment(self.clock(), self.facts.zone).date()

    def may(self, right: Right, building: str | None = None) -> bool:
        """Whether the person who acts has `right` in a building, or anywhere where none is named."""
        return any(
            has(role, right) and (where in (EVERYWHERE, building) or building is None)
            for role, where in self.facts.me.grants
        )

    def demand(self, right: Right, building: str | None = None) -> None:
        """Go on only with `right`.

        Raises:
            NotAllowed: Says what is not held, where, and who can give it.
        """
        if self.may(right, building):
            return
        place = (
            self.facts.buildings[building].name if building and building in self.facts.buildings else "this district"
        )
        raise NotAllowed(
            f"{self.login} may not {right.value} at {place}",
            f"that takes the role {least_role_with(right)} or more; an administrator grants it",
        )

    def _committed(self, committed: Committed) -> None:
        if committed.nouns & district_facts.NOUNS:
            self.forget_facts()
