"""From pieces to checked terms: a word, a test of a field, the order; or a refusal that says where."""

from __future__ import annotations

from rounds.data.nouns.spec import Kind
from rounds.data.store.query.fields import filter_fields, person_field, sort_names, word_fields
from rounds.data.store.query.ground import Asked, Ground
from rounds.data.store.query.limits import MEANT_MAX, VALUES_MAX
from rounds.data.store.query.pieces import Piece, Raw
from rounds.data.store.query.refusals import QueryError, listed, missing, unknown
from rounds.data.store.query.tree import ME, NOBODY, SORT, Op, Sort, Term, Test, Word
from rounds.data.store.query.values import means_any, meant_by, values_known

_COMPARED = (Kind.NUMBER, Kind.TIME, Kind.DATE)


def checked_term(ground: Ground, raw: Raw) -> Term:
    """The word or test that `raw` is.

    Raises:
        QueryError: Something in it is not known, or it asks too much.
    """
    if raw.name:
        return _test(ground, raw)
    piece = raw.pieces[0]
    if piece.keyword in (ME, NOBODY):
        return _who(ground, raw, piece)
    if not word_fields(ground.noun):
        raise QueryError(f"{ground.noun.plural} have no text to look in", _by_field(ground), raw.start, raw.end)
    return Word(piece.text, piece.quoted, raw.negated, raw.start, raw.end)


def checked_sort(ground: Ground, raw: Raw) -> Sort:
    """The order that `raw` gives.

    Raises:
        QueryError: There is no such order.
    """
    piece = raw.pieces[0]
    names = sort_names(ground.noun)
    name = piece.text.removeprefix("-").casefold()
    if not name:
        raise missing(raw, piece, names)
    if raw.negated or raw.sign or len(raw.pieces) > 1:
        raise QueryError(f"{SORT} takes one name", f"as {SORT}:{names[0]} or {SORT}:-{names[0]}", raw.start, raw.end)
    parts = name.split("+")
    known = names if len(parts) == 1 else list(filter_fields(ground.noun))
    for part in parts:
        if part not in known:
            raise unknown("order", part, piece, known)
    return Sort(name, piece.text.startswith("-"), raw.start, raw.end)


def _who(ground: Ground, raw: Raw, piece: Piece) -> Test:
    if (spec := person_field(ground.noun)) is None:
        raise QueryError(f"{ground.noun.plural} name no person", _by_field(ground), raw.start, raw.end)
    value = ground.me_at(piece) if piece.keyword == ME else None
    return Test(spec.name, Op.IS, (value,), raw.negated, piece.keyword, raw.start, raw.end)


def _by_field(ground: Ground) -> str:
    return "ask by field: " + listed(list(filter_fields(ground.noun)))


def _test(ground: Ground, raw: Raw) -> Test:
    asked = ground.asked_or_refused(raw)
    _check_form(asked, raw)
    values = tuple(dict.fromkeys(value for piece in raw.pieces for value in meant_by(asked, piece)))
    if len(values) > MEANT_MAX:
        hint = f"at most {MEANT_MAX} in one term; name them more closely"
        raise QueryError(f"{asked.word}: {len(values)} records are meant", hint, raw.start, raw.end)
    op = Op.HAS if asked.spec.is_text else Op.IS
    if any(means_any(asked, piece) for piece in raw.pieces):
        op, values = Op.ANY, ()
    written = f"{asked.word}:{raw.sign}{','.join(piece.written for piece in raw.pieces)}"
    return Test(asked.spec.name, op, values, raw.negated, written, raw.start, raw.end)


def _check_form(asked: Asked, raw: Raw) -> None:
    """Refuse what is wrong whatever the values mean."""
    for piece in raw.pieces:
        if not piece.text.strip():
            raise missing(raw, piece, [insert for insert, _ in values_known(asked)])
    if raw.sign and asked.spec.kind not in _COMPARED:
        hint = "numbers, times and dates can"
        raise QueryError(f"{asked.word} cannot be compared with {raw.sign}", hint, raw.start, raw.end)
    if raw.sign and len(raw.pieces) > 1:
        raise QueryError(f"{raw.sign} takes one value", "as age:>3d", raw.pieces[1].start, raw.end)
    if len(raw.pieces) > VALUES_MAX:
        message = f"{asked.word} has {len(raw.pieces)} values"
        raise QueryError(message, f"at most {VALUES_MAX}", raw.pieces[VALUES_MAX].start, raw.end)
