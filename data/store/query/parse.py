"""Read a filter: the door from what somebody typed to a checked question."""

from __future__ import annotations

from rounds.data.nouns.spec import NounSpec
from rounds.data.store.query.ground import Ground, Known
from rounds.data.store.query.limits import TERMS_MAX, TEXT_MAX
from rounds.data.store.query.pieces import raw_terms, tidied
from rounds.data.store.query.refusals import QueryError
from rounds.data.store.query.terms import checked_sort, checked_term
from rounds.data.store.query.tree import SORT, Question


def parse(text: str, noun: NounSpec, known: Known, now_ms: int, zone: str, me: str | None) -> Question:
    """Read a filter.

    Args:
        text: What somebody typed, from anywhere.
        noun: What the list is of.
        known: Looks names up.
        now_ms: What durations and `today` count from.
        zone: The district's zone, in which days begin and end.
        me: Id of the person who asks; None where the login is mapped to nobody.

    Raises:
        QueryError: Something in it is not known; says where, and what is.
    """
    if len(text) > TEXT_MAX:
        message = f"the filter has {len(text):,} characters"
        raise QueryError(message, f"at most {TEXT_MAX:,}", TEXT_MAX, len(text))
    found = [raw for raw in raw_terms(tidied(text)) if not raw.is_blank]
    if len(found) > TERMS_MAX:
        message = f"the filter has {len(found)} terms"
        raise QueryError(message, f"at most {TERMS_MAX}", found[TERMS_MAX].start, found[-1].end)
    ground = Ground(noun, known, now_ms, zone, me)
    sorts = [checked_sort(ground, raw) for raw in found if raw.is_sort]
    if len(sorts) > 1:
        raise QueryError(f"{SORT} is there twice", "a list has one order", sorts[1].start, sorts[1].end)
    terms = tuple(checked_term(ground, raw) for raw in found if not raw.is_sort)
    return Question(noun.name, terms, sorts[0] if sorts else None, text)
