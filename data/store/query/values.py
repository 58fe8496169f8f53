"""The values of a test, by the kind of its field: what one stands for, and which could stand there."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from rounds.data.nouns.spec import FieldSpec, Kind
from rounds.data.store.query.fields import PERSON
from rounds.data.store.query.ground import Asked, Known
from rounds.data.store.query.limits import FOUND_MAX, OFFERS_MAX
from rounds.data.store.query.pieces import Piece
from rounds.data.store.query.refusals import QueryError, cut, nearest
from rounds.data.store.query.times import DAYS, DURATIONS, date_span, time_span
from rounds.data.store.query.tree import ANY, ME, NONE, Span, Value, written

Hint = tuple[str, str]
"""What is put in, and what it means."""

_CANDIDATES_MAX = 50
"""Records that a mistyped name is compared with."""

_FLAGS = {"yes": 1, "no": 0, "true": 1, "false": 0, "1": 1, "0": 0}
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
_PLAIN = re.compile(r'[^\s,"<>@-][^\s,]*')


def meant_by(asked: Asked, piece: Piece) -> tuple[Value, ...]:
    """What one value stands for; a name that is ambiguous stands for several records, `any` for none.

    Raises:
        QueryError: The field cannot have it.
    """
    if piece.keyword == NONE and not asked.sign:
        return (None,)
    if means_any(asked, piece):
        return ()
    return _READERS[asked.spec.kind](asked, piece)


def means_any(asked: Asked, piece: Piece) -> bool:
    """Whether the value only mentions the field, so that everything matches."""
    return asked.spec.kind is Kind.CHOICE and piece.keyword == ANY


def values_known(asked: Asked) -> list[Hint]:
    """What could stand there, as far as that is known without looking for records."""
    spec = asked.spec
    nothing = [] if spec.required or asked.sign else [(NONE, f"without {spec.label}")]
    match spec.kind:
        case Kind.CHOICE:
            choices = [(as_value(choice), "") for choice in _choices(spec, asked.ground.known)]
            return [*choices, (ANY, f"any {spec.label}"), *nothing]
        case Kind.FLAG:
            return [("yes", spec.help), ("no", "")]
        case Kind.REF:
            return [*([(ME, "you")] if spec.ref == PERSON else []), *nothing]
        case Kind.TIME | Kind.DATE:
            days = [] if asked.is_alias else [*((day, "") for day in DAYS), *nothing]
            return [*days, *((each.lstrip("<>") if asked.sign else each, "") for each in DURATIONS)]
        case Kind.NUMBER:
            return [*((figure, "") for figure in _figures(spec)), *nothing]
        case _:
            return nothing


def as_value(text: str) -> str:
    """`text` as a value that is read as it stands."""
    return written(text, quoted=not _PLAIN.fullmatch(text) or text.casefold() in (NONE, ANY))


def _text(_: Asked, piece: Piece) -> tuple[Value, ...]:
    return (piece.text,)


def _choice(asked: Asked, piece: Piece) -> tuple[Value, ...]:
    choices = _choices(asked.spec, asked.ground.known)
    by_fold = {choice.casefold(): choice for choice in choices}
    if not by_fold:  # a list that the district has not written yet refuses nothing
        return (piece.text,)
    if (choice := by_fold.get(piece.text.casefold())) is None:
        raise asked.unknown(piece, choices)
    return (choice,)


def _choices(spec: FieldSpec, known: Known) -> tuple[str, ...]:
    return spec.choices or (known.choices(spec.listed) if spec.listed else ())


def _flag(asked: Asked, piece: Piece) -> tuple[Value, ...]:
    if (value := _FLAGS.get(piece.text.casefold())) is None:
        raise asked.unknown(piece, ["yes", "no"])
    return (value,)


def _records(asked: Asked, piece: Piece) -> tuple[Value, ...]:
    spec, known = asked.spec, asked.ground.known
    if spec.ref == PERSON and piece.keyword == ME:
        return (asked.ground.me_at(piece),)
    if found := known.find(spec.ref, spec.shows, piece.text):
        return tuple(islice((record for record, _ in found), FOUND_MAX))
    records = _records_near(spec, known, piece.text)
    near = nearest(piece.text, [value for value, _ in records])
    near += [value for value, label in records if nearest(piece.text, [label])]
    raise asked.unknown(piece, [value for value, _ in records], near)


def _records_near(spec: FieldSpec, known: Known, typed: str) -> list[tuple[str, str]]:
    """Records that begin as `typed` does, ever less of it until there are some."""
    for beginning in (typed[:2], typed[:1], ""):
        if records := known.named(spec.ref, spec.shows, beginning, _CANDIDATES_MAX):
            return records
    return []


def _number(asked: Asked, piece: Piece) -> tuple[Value, ...]:
    sides, figures = piece.sides, _figures(asked.spec)
    if not all(map(_WHOLE.fullmatch, sides)):
        message = f"{asked.word}: '{cut(piece.text)}' is no whole number"
        raise QueryError(message, f"as {asked.word}:3 or {asked.word}:>3", piece.start, piece.end, figures)
    whole = sorted(map(int, sides))
    if asked.sign or len(whole) > 1:
        return (Span(whole[0], whole[-1] + 1).compared(asked.sign),)
    if figures and str(whole[0]) not in figures:
        raise asked.unknown(piece, figures)
    return (whole[0],)


def _figures(spec: FieldSpec) -> list[str]:
    """Every number that the field can hold, where they are few."""
    if spec.min is None or not spec.min <= spec.max < spec.min + OFFERS_MAX:
        return []
    return [str(number) for number in range(spec.min, spec.max + 1)]


def _time(asked: Asked, piece: Piece) -> tuple[Value, ...]:
    return (time_span(asked, piece),)


def _date(asked: Asked, piece: Piece) -> tuple[Value, ...]:
    return (date_span(asked, piece),)


_READERS: dict[Kind, Callable[[Asked, Piece], tuple[Value, ...]]] = {
    Kind.LINE: _text,
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.TIME: _time,
    Kind.DATE: _date,
    Kind.REF: _records,
    Kind.CHOICE: _choice,
}
