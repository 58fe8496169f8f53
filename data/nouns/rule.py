"""A rule of the district about what may come in."""

from __future__ import annotations

from typing import Any

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun


class Rule(Noun, table=True):
    """One rule with its clause and its dates of effect; a ticket keeps the rule that judged it."""

    handle = "code"
    plural = "rules"

    code: str = declare.line("rule", required=True, search=True)
    outcome: str = declare.line("outcome", required=True)
    rank: int = declare.number("rank", default=0, help="the lowest that applies is the outcome")
    says: str = declare.text("says", required=True, search=True)
    clause: str = declare.line("clause", required=True)
    source: str = declare.line("source", required=True)
    starts: str = declare.date("from", required=True)
    ends: str = declare.date("until", help="last day; none is open")
    match: Any = declare.data("match", help="what a request must show")
    params: Any = declare.data("params", help="figures and words of the rule")
    reply: str = declare.text("reply", help="what the requester is told")
