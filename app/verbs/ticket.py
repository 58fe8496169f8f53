"""`rounds ticket ...`: everything that is done to tickets."""

from __future__ import annotations

from rounds.app.arguments import Verbs
from rounds.app.verbs import ticket_add, ticket_change, ticket_list, ticket_show


def declare(verbs: Verbs, name: str, help: str) -> None:
    """The verbs of a ticket."""
    below = verbs.add(name, help).add_verbs()
    ticket_add.declare(below)
    ticket_list.declare(below)
    ticket_show.declare(below)
    ticket_change.declare(below)
