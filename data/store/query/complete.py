"""What could be typed next in a filter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from rounds.data.nouns.spec import Kind, NounSpec
from rounds.data.store.query.fields import filter_fields, person_field, sort_names
from rounds.data.store.query.ground import Ground, Known
from rounds.data.store.query.limits import OFFERS_MAX, TEXT_MAX
from rounds.data.store.query.pieces import Piece, Raw, raw_terms, tidied
from rounds.data.store.query.tree import ME, NOBODY, SORT
from rounds.data.store.query.values import Hint, as_value, values_known

_KINDS_OFFERED = (Kind.CHOICE, Kind.REF, Kind.FLAG, Kind.TIME, Kind.DATE, Kind.NUMBER, Kind.LINE, Kind.TEXT)
"""Fields whose values can be offered come first."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What could stand in place of the characters from `start` to `end`."""

    start: int
    end: int
    insert: str
    label: str
    """What it means, where that is known: the name of a person, the help of a field."""


def complete(text: str, caret: int, noun: NounSpec, known: Known) -> list[Offer]:
    """What could stand at the caret, likeliest first, at most 8; never an error, since it is still being typed."""
    plain = tidied(text[:TEXT_MAX])
    caret = max(0, min(caret, len(plain)))
    here = [raw for raw in raw_terms(plain) if raw.start <= caret <= raw.end]
    if not here:
        return _offers(_names(noun, ""), caret, caret)
    raw = here[-1]
    if not raw.name:
        return _offer_word(plain, caret, raw.pieces[0], noun)
    if caret < raw.values_start:
        start = raw.start + raw.negated
        return _offers(_names(noun, plain[start:caret]), start, raw.values_start)
    return _offer_value(plain, caret, raw, Ground(noun, known, 0, "UTC", None))


def _offers(found: Iterable[Hint], start: int, end: int) -> list[Offer]:
    return [Offer(start, end, insert, label) for insert, label in islice(found, OFFERS_MAX)]


def _offer_word(text: str, caret: int, piece: Piece, noun: NounSpec) -> list[Offer]:
    start = piece.start + (piece.text == "-")  # the minus of a term whose name is to come
    typed = text[start:caret]
    if piece.quoted or caret < start:
        return []
    return _offers(_people(noun, typed) if typed.startswith("@") else _names(noun, typed), start, piece.end)


def _people(noun: NounSpec, typed: str) -> list[Hint]:
    if (spec := person_field(noun)) is None:
        return []
    who = [(ME, f"{spec.label}: you"), (NOBODY, f"{spec.label}: nobody")]
    return [(word, label) for word, label in who if word.startswith(typed.casefold())]


def _names(noun: NounSpec, typed: str) -> list[Hint]:
    """The names that begin with `typed`, then the fields whose label does: people see labels above the columns."""
    fields = sorted(filter_fields(noun).values(), key=lambda spec: _KINDS_OFFERED.index(spec.kind))
    names = [(spec.name, spec.label) for spec in fields]
    names += [*noun.by.items(), (SORT, "order")]
    key = typed.casefold()
    by_name = [(f"{name}:", label) for name, label in names if name.startswith(key)]
    return list(dict.fromkeys([*by_name, *((f"{name}:", label) for name, label in names if label.startswith(key))]))


def _offer_value(text: str, caret: int, raw: Raw, ground: Ground) -> list[Offer]:
    piece = next((piece for piece in raw.pieces if piece.start <= caret <= piece.end), None)
    if piece is None:
        return []
    typed = text[piece.start + piece.quoted : caret]
    found = _orders(ground.noun, typed) if raw.is_sort else _values_beginning(ground, raw, typed)
    others = {other.written for other in raw.pieces if other is not piece}
    return _offers(((insert, label) for insert, label in found if insert not in others), piece.start, piece.end)


def _orders(noun: NounSpec, typed: str) -> list[Hint]:
    minus = "-" if typed.startswith("-") else ""
    key = typed.removeprefix("-").casefold()
    names = [name for name in sort_names(noun) if name.startswith(key)]
    return [(minus + name, "at any size" if noun.by.get(name, name) in noun.orders else "") for name in names]


def _values_beginning(ground: Ground, raw: Raw, typed: str) -> list[Hint]:
    if (asked := ground.asked(raw)) is None:
        return []
    key = typed.casefold()
    found = [(insert, label) for insert, label in values_known(asked) if insert.strip('"').casefold().startswith(key)]
    if asked.spec.kind is not Kind.REF:
        return found
    most = OFFERS_MAX + len(raw.pieces)  # those that are there already are not offered again
    records = ground.known.named(asked.spec.ref, asked.spec.shows, typed, most)
    return found + [(as_value(value), label) for value, label in records]
