"""The filter language: what somebody typed above a list as a checked tree, and what could be typed next.

Fields, aliases and orders come from the noun's declaration alone. Whatever text comes in, it parses or raises
`QueryError` with a span inside the text, and `str(question)` parses to an equal question. No SQL and no I/O: records
are looked up through `Known`.

Where the contract is silent: a quote opens a phrase only at the start of a word or value (`17"` is a word), and one
that is not closed reaches to the end, since the list follows while somebody types; `""` inside is a quote. A quoted
value is never a keyword (`room:"none"`). A name before a colon begins with a letter and no `//` follows, so `10:30` and
web addresses are words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as member
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from enum import StrEnum
from itertools import islice
from typing import ClassVar, Protocol
from zoneinfo import ZoneInfo

from rounds.data.clock import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS, milliseconds, moment
from rounds.data.errors import BadInput
from rounds.data.nouns.spec import FieldSpec, Kind, NounSpec
from rounds.data.text import clean_line, folded

TEXT_MAX = 2_000
"""Longest filter, in characters."""

TERMS_MAX = 50
VALUES_MAX = 50
"""Values of one term. SQLite nests one level for each `OR` and stops at 1,000."""

FOUND_MAX = 200
"""Records that one ambiguous name may mean."""

MEANT_MAX = 500
"""Records that one term may mean; times `TERMS_MAX` it stays below the 32,766 parameters of SQLite."""

OFFERS_MAX = 8
_HINT_MAX = 24
_TYPED_MAX = 40
_CANDIDATES_MAX = 50

NONE, ANY, ME, NOBODY, SORT = "none", "any", "@me", "@none", "sort"
PERSON = "person"
"""The noun that `@me` is a record of."""

UPDATED = FieldSpec(name="updated", kind=Kind.TIME, label="updated", fixed=True, help="the last change")
"""The one column of the bookkeeping that every list can be filtered by."""


class Op(StrEnum):
    """How a field is compared with the values of a test."""

    IS = "is"
    """It equals one of them, or lies in one that is a `Span`; `None` among them is a field with nothing in it."""
    HAS = "has"
    """Its text contains one of them, whatever the case."""
    ANY = "any"
    """It is mentioned, and everything matches."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to just before `high`; `None` is an open end. Numbers, UTC milliseconds or ISO dates."""

    low: int | str | None
    high: int | str | None


Value = str | int | Span | None
"""Text, a choice, an id as text; a number, 0 or 1 for a flag; a span of numbers, times or dates; nothing there."""


@dataclass(frozen=True, slots=True)
class Word:
    """Text to look for: the beginning of a word, or a phrase as it stands."""

    text: str
    phrase: bool
    negated: bool = False
    start: int = member(default=0, compare=False)
    end: int = member(default=0, compare=False)

    def __str__(self) -> str:
        return ("-" if self.negated else "") + _written(self.text, quoted=self.phrase)


@dataclass(frozen=True, slots=True)
class Test:
    """A field and what it has to be."""

    __test__: ClassVar[bool] = False

    field: str
    """The declared name, also where an alias was typed."""
    op: Op
    values: tuple[Value, ...]
    negated: bool = False
    written: str = member(default="", compare=False)
    """The term without its minus, as it can be read again: `age:>3d` stays relative to the day on which it is read."""
    start: int = member(default=0, compare=False)
    end: int = member(default=0, compare=False)

    def __str__(self) -> str:
        return ("-" if self.negated else "") + self.written


@dataclass(frozen=True, slots=True)
class Sort:
    """The order that was asked for: the name of an order, of a field, of an alias, or fields joined by `+`."""

    name: str
    descending: bool = False
    start: int = member(default=0, compare=False)
    end: int = member(default=0, compare=False)

    def __str__(self) -> str:
        return f"{SORT}:{'-' if self.descending else ''}{self.name}"


Term = Word | Test


@dataclass(frozen=True, slots=True)
class Question:
    """A filter that was read and checked: every term must match."""

    noun: str
    terms: tuple[Term, ...] = ()
    sort: Sort | None = None
    text: str = member(default="", compare=False)

    def names(self, name: str) -> bool:
        """Whether a term asks about the field `name`, so that a list leaves out its own default for it."""
        return any(isinstance(term, Test) and term.field == name for term in self.terms)

    def __str__(self) -> str:
        """Text that parses to an equal question; the order comes last."""
        return " ".join(map(str, (*self.terms, *([self.sort] if self.sort else []))))


@dataclass(frozen=True, slots=True)
class Offer:
    """What could stand in place of the characters from `start` to `end`."""

    start: int
    end: int
    insert: str
    label: str
    """What it means, where that is known: the name of a person, the help of a field."""


class QueryError(BadInput):
    """A filter that cannot be read, with the place that is wrong."""

    code = "bad-filter"

    def __init__(
        self, message: str, hint: str, start: int, end: int, offers: Iterable[str] = (), *, incomplete: bool = False
    ) -> None:
        super().__init__(message, hint)
        self.start = start
        self.end = end
        self.offers = tuple(offers)
        """What is known there, nearest first."""
        self.incomplete = incomplete
        """Whether only the end of a term is missing, as while it is typed."""

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class Known(Protocol):
    """What the replica can say about names while a filter is read."""

    def named(self, noun: str, shows: str, typed: str, limit: int) -> list[tuple[str, str]]:
        """(value, label) of live records whose `shows` field or name begins with `typed`, whatever the case."""

    def find(self, noun: str, shows: str, typed: str) -> list[tuple[str, str]]:
        """(id as text, value) of the records that `typed` names; several where it is ambiguous."""

    def choices(self, listed: str) -> tuple[str, ...]:
        """The codes of one of the district's lists."""


def filter_fields(noun: NounSpec) -> dict[str, FieldSpec]:
    """The fields that a filter may name."""
    shown = {name: spec for name, spec in noun.fields.items() if not spec.hidden and spec.kind is not Kind.DATA}
    return {**shown, UPDATED.name: UPDATED}


def word_fields(noun: NounSpec) -> list[FieldSpec]:
    """The fields that plain words are looked for in: the declared ones, else whatever text there is."""
    return noun.searched or [spec for spec in filter_fields(noun).values() if spec.is_text]


def person_field(noun: NounSpec) -> FieldSpec | None:
    """The field that `@me` and `@none` ask about: the first person who need not be there, else the first person."""
    people = [spec for spec in filter_fields(noun).values() if spec.kind is Kind.REF and spec.ref == PERSON]
    return next((spec for spec in people if not spec.required), people[0] if people else None)


def sort_names(noun: NounSpec) -> list[str]:
    """What can be sorted by, instant orders first."""
    return list(dict.fromkeys([*noun.orders, *noun.by, *filter_fields(noun)]))


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
    found = [raw for raw in _terms(_tidied(text)) if not raw.is_blank]
    if len(found) > TERMS_MAX:
        message = f"the filter has {len(found)} terms"
        raise QueryError(message, f"at most {TERMS_MAX}", found[TERMS_MAX].start, found[-1].end)
    ground = _Ground(noun, known, now_ms, zone, me)
    sorts = [_read_sort(ground, raw) for raw in found if raw.is_sort]
    if len(sorts) > 1:
        raise QueryError(f"{SORT} is there twice", "a list has one order", sorts[1].start, sorts[1].end)
    terms = tuple(_read_term(ground, raw) for raw in found if not raw.is_sort)
    return Question(noun.name, terms, sorts[0] if sorts else None, text)


# From characters to pieces.


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word or one value, without its quotes, and where it stands with them."""

    text: str
    quoted: bool
    start: int
    end: int

    @property
    def keyword(self) -> str:
        """The text in lower case, empty where quotes say that it is meant literally."""
        return "" if self.quoted else self.text.casefold()


@dataclass(frozen=True, slots=True)
class _Raw:
    """A term as it stands in the text: a word is one piece without a name."""

    negated: bool
    name: str
    sign: str
    pieces: tuple[_Piece, ...]
    start: int
    end: int

    @property
    def is_sort(self) -> bool:
        return self.name == SORT

    @property
    def is_blank(self) -> bool:
        """Whether it is a quote that was just opened, which asks for nothing yet."""
        return not self.name and not self.pieces[0].text.strip()

    @property
    def values_start(self) -> int:
        """Where the name and its colon have ended."""
        return self.pieces[0].start - len(self.sign)


_QUOTED = r'"(?P<inside>(?:[^"]|"")*+)"?'
_TERM = re.compile(rf"(?P<not>-(?=\S))?(?:(?P<name>[^\W\d][\w-]*):(?!//)(?P<sign>[<>]=?)?|{_QUOTED}|\S+)")
_VALUE = re.compile(rf"{_QUOTED}|[^\s,]*")


def _tidied(text: str) -> str:
    """`text` as the store writes text, so that both compare; no character moves, so places stay right."""
    return clean_line(text.replace("\r\n", "  "))


def _written(text: str, *, quoted: bool) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if quoted else text


def _terms(text: str) -> Iterator[_Raw]:
    at = 0
    while match := _TERM.search(text, at):
        raw = _test_at(text, match) if match["name"] else _word_at(match)
        yield raw
        at = raw.end


def _word_at(match: re.Match[str]) -> _Raw:
    piece = _piece(match, match.end("not") if match["not"] else match.start())
    return _Raw(bool(match["not"]), "", "", (piece,), match.start(), piece.end)


def _test_at(text: str, match: re.Match[str]) -> _Raw:
    pieces = tuple(_values(text, match.end()))
    name = match["name"].casefold().replace("-", "_")
    return _Raw(bool(match["not"]), name, match["sign"] or "", pieces, match.start(), pieces[-1].end)


def _values(text: str, at: int) -> Iterator[_Piece]:
    while match := _VALUE.match(text, at):
        yield _piece(match, at)
        if text[match.end() : match.end() + 1] != ",":
            return
        at = match.end() + 1


def _piece(match: re.Match[str], start: int) -> _Piece:
    inside = match["inside"]
    if inside is None:
        return _Piece(match.string[start : match.end()], quoted=False, start=start, end=match.end())
    return _Piece(inside.replace('""', '"'), quoted=True, start=start, end=match.end())


# From pieces to checked terms.


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a filter is read against."""

    noun: NounSpec
    known: Known
    now_ms: int
    zone: str
    me: str | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A field that a term asks about, and how."""

    ground: _Ground
    spec: FieldSpec
    word: str
    """The name that was typed: the field's own, or an alias."""
    sign: str = ""

    @property
    def is_alias(self) -> bool:
        return self.word in self.ground.noun.by

    @property
    def counts_back(self) -> bool:
        """Whether `3d` lies in the past: an age does, and so does a moment that nobody sets ahead of its time."""
        return self.spec.fixed or self.is_alias


def _read_term(ground: _Ground, raw: _Raw) -> Term:
    if raw.name:
        return _read_test(ground, raw)
    piece = raw.pieces[0]
    if piece.keyword in (ME, NOBODY):
        return _read_who(ground, raw, piece)
    if not word_fields(ground.noun):
        hint = "ask by field: " + _listed(list(filter_fields(ground.noun)))
        raise QueryError(f"{ground.noun.plural} have no text to look in", hint, raw.start, raw.end)
    return Word(piece.text, piece.quoted, raw.negated, raw.start, raw.end)


def _read_who(ground: _Ground, raw: _Raw, piece: _Piece) -> Test:
    if (spec := person_field(ground.noun)) is None:
        hint = "ask by field: " + _listed(list(filter_fields(ground.noun)))
        raise QueryError(f"{ground.noun.plural} name no person", hint, raw.start, raw.end)
    value = _me(ground, piece) if piece.keyword == ME else None
    return Test(spec.name, Op.IS, (value,), raw.negated, piece.keyword, raw.start, raw.end)


def _me(ground: _Ground, piece: _Piece) -> str:
    if ground.me is None:
        hint = "your login is mapped to no person; rounds whoami shows it"
        raise QueryError(f"{ME} is nobody yet", hint, piece.start, piece.end)
    return ground.me


def _read_sort(ground: _Ground, raw: _Raw) -> Sort:
    piece = raw.pieces[0]
    names = sort_names(ground.noun)
    name = piece.text.removeprefix("-").casefold()
    if not name:
        raise _missing(raw, piece, names)
    if raw.negated or raw.sign or len(raw.pieces) > 1:
        raise QueryError(f"{SORT} takes one name", f"as {SORT}:{names[0]} or {SORT}:-{names[0]}", raw.start, raw.end)
    parts = name.split("+")
    known = names if len(parts) == 1 else list(filter_fields(ground.noun))
    for part in parts:
        if part not in known:
            raise _unknown(f"order '{_cut(part)}'", part, piece, known)
    return Sort(name, piece.text.startswith("-"), raw.start, raw.end)


def _read_test(ground: _Ground, raw: _Raw) -> Test:
    asked = _asked(ground, raw)
    _check_form(asked, raw)
    values = tuple(dict.fromkeys(value for piece in raw.pieces for value in _read_value(asked, piece)))
    if len(values) > MEANT_MAX:
        hint = f"at most {MEANT_MAX} in one term; name them more closely"
        raise QueryError(f"{asked.word}: {len(values)} records are meant", hint, raw.start, raw.end)
    op = Op.HAS if asked.spec.is_text else Op.IS
    if any(_is_any(asked, piece) for piece in raw.pieces):
        op, values = Op.ANY, ()
    pieces = ",".join(_written(piece.text, quoted=piece.quoted) for piece in raw.pieces)
    written = f"{asked.word}:{raw.sign}{pieces}"
    return Test(asked.spec.name, op, values, raw.negated, written, raw.start, raw.end)


def _asked(ground: _Ground, raw: _Raw) -> _Asked:
    """The field that `raw` names.

    Raises:
        QueryError: There is none of that name; a field of that label is what was probably meant.
    """
    fields = filter_fields(ground.noun)
    name = ground.noun.by.get(raw.name, raw.name)
    if name in fields:
        return _Asked(ground, fields[name], raw.name, raw.sign)
    place = _Piece(raw.name, quoted=False, start=raw.start + raw.negated, end=raw.values_start - 1)
    meant = [spec.name for spec in fields.values() if spec.label == raw.name]
    error = _unknown(f"field '{_cut(raw.name)}'", raw.name, place, [*fields, *ground.noun.by, SORT], meant)
    error.hint += "; in quotes it is text to look for"
    raise error


def _check_form(asked: _Asked, raw: _Raw) -> None:
    """Refuse what is wrong whatever the values mean."""
    for piece in raw.pieces:
        if not piece.text.strip():
            raise _missing(raw, piece, [insert for insert, _ in _values_known(asked)])
    if raw.sign and asked.spec.kind not in (Kind.NUMBER, Kind.TIME, Kind.DATE):
        hint = "numbers, times and dates can"
        raise QueryError(f"{asked.word} cannot be compared with {raw.sign}", hint, raw.start, raw.end)
    if raw.sign and len(raw.pieces) > 1:
        raise QueryError(f"{raw.sign} takes one value", "as age:>3d", raw.pieces[1].start, raw.end)
    if len(raw.pieces) > VALUES_MAX:
        message = f"{asked.word} has {len(raw.pieces)} values"
        raise QueryError(message, f"at most {VALUES_MAX}", raw.pieces[VALUES_MAX].start, raw.end)


def _is_any(asked: _Asked, piece: _Piece) -> bool:
    return asked.spec.kind is Kind.CHOICE and piece.keyword == ANY


def _read_value(asked: _Asked, piece: _Piece) -> tuple[Value, ...]:
    """What one value stands for; a name that is ambiguous stands for several records."""
    if piece.keyword == NONE and not asked.sign:
        return (None,)
    if _is_any(asked, piece):
        return ()
    return _READERS[asked.spec.kind](asked, piece)


def _read_text(_: _Asked, piece: _Piece) -> tuple[Value, ...]:
    return (piece.text,)


def _read_choice(asked: _Asked, piece: _Piece) -> tuple[Value, ...]:
    choices = _choices(asked.spec, asked.ground.known)
    by_fold = {choice.casefold(): choice for choice in choices}
    if not by_fold:  # a list that the district has not written yet refuses nothing
        return (piece.text,)
    if (choice := by_fold.get(piece.text.casefold())) is None:
        raise _unknown(f"{asked.word} '{_cut(piece.text)}'", piece.text, piece, choices)
    return (choice,)


def _choices(spec: FieldSpec, known: Known) -> tuple[str, ...]:
    return spec.choices or (known.choices(spec.listed) if spec.listed else ())


_FLAGS = {"yes": 1, "no": 0, "true": 1, "false": 0, "1": 1, "0": 0}


def _read_flag(asked: _Asked, piece: _Piece) -> tuple[Value, ...]:
    if (value := _FLAGS.get(piece.text.casefold())) is None:
        raise _unknown(f"{asked.word} '{_cut(piece.text)}'", piece.text, piece, ["yes", "no"])
    return (value,)


def _read_ref(asked: _Asked, piece: _Piece) -> tuple[Value, ...]:
    spec, known = asked.spec, asked.ground.known
    if spec.ref == PERSON and piece.keyword == ME:
        return (_me(asked.ground, piece),)
    if found := known.find(spec.ref, spec.shows, piece.text):
        return tuple(islice((record for record, _ in found), FOUND_MAX))
    records = _records_near(spec, known, piece.text)
    near = _nearest(piece.text, [value for value, _ in records])
    near += [value for value, label in records if _nearest(piece.text, [label])]
    raise _unknown(f"{asked.word} '{_cut(piece.text)}'", piece.text, piece, [value for value, _ in records], near)


def _records_near(spec: FieldSpec, known: Known, typed: str) -> list[tuple[str, str]]:
    """Records that begin as `typed` does, ever less of it until there are some."""
    for beginning in (typed[:2], typed[:1], ""):
        if records := known.named(spec.ref, spec.shows, beginning, _CANDIDATES_MAX):
            return records
    return []


_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")


def _sides(text: str) -> list[str]:
    """The two ends of `low..high`, or the one value."""
    low, dots, high = text.partition("..")
    return [low, high] if dots else [low]


def _read_number(asked: _Asked, piece: _Piece) -> tuple[Value, ...]:
    sides = _sides(piece.text)
    if not all(map(_WHOLE.fullmatch, sides)):
        message = f"{asked.word}: '{_cut(piece.text)}' is no whole number"
        raise QueryError(message, f"as {asked.word}:3 or {asked.word}:>3", piece.start, piece.end, _figures(asked.spec))
    whole = sorted(map(int, sides))
    if asked.sign or len(whole) > 1:
        return (_compared(asked.sign, Span(whole[0], whole[-1] + 1)),)
    if (figures := _figures(asked.spec)) and str(whole[0]) not in figures:
        raise _unknown(f"{asked.word} '{_cut(piece.text)}'", piece.text, piece, figures)
    return (whole[0],)


def _figures(spec: FieldSpec) -> list[str]:
    """Every number that the field can hold, where they are few."""
    if spec.min is None or not spec.min <= spec.max < spec.min + OFFERS_MAX:
        return []
    return [str(number) for number in range(spec.min, spec.max + 1)]


def _compared(sign: str, span: Span) -> Span:
    """What is after, from, before or up to `span`."""
    match sign:
        case ">":
            return Span(span.high, None)
        case ">=":
            return Span(span.low, None)
        case "<":
            return Span(None, span.low)
        case "<=":
            return Span(None, span.high)
        case _:
            return span


_TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
_DURATION = re.compile(r"(?P<way>[+-]?)(?P<count>[0-9]{1,5})(?P<unit>[mhdwy])", re.IGNORECASE)
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_UNITS = {"m": MINUTE_MS, "h": HOUR_MS, "d": DAY_MS, "w": WEEK_MS, "y": 365 * DAY_MS}
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_YEARS = range(1900, 3000)
"""Far from the ends of what `datetime` can hold, whatever the zone."""
_DURATION_MAX = 200 * 365 * DAY_MS


def _read_time(asked: _Asked, piece: _Piece) -> tuple[Value, ...]:
    low, high = _stretch(asked, piece)
    return (_compared(_time_sign(asked, piece), Span(low, high)),)


def _read_date(asked: _Asked, piece: _Piece) -> tuple[Value, ...]:
    low, high = _stretch(asked, piece)
    first, last = (moment(ms, asked.ground.zone).date() for ms in (low, high - 1))
    span = Span(first.isoformat(), (last + timedelta(days=1)).isoformat())
    return (_compared(_time_sign(asked, piece), span),)


def _time_sign(asked: _Asked, piece: _Piece) -> str:
    """The sign, turned round where it compares durations that count back: more than 3 days ago is earlier."""
    duration = _DURATION.fullmatch(piece.text)
    turned = asked.counts_back and duration is not None and not duration["way"]
    return _TURNED.get(asked.sign, "") if turned else asked.sign


def _stretch(asked: _Asked, piece: _Piece) -> tuple[int, int]:
    """The milliseconds from and until that a value of a time or date means."""
    ends = [_stretch_of(asked, piece, side) for side in _sides(piece.text.casefold())]
    return min(low for low, _ in ends), max(high for _, high in ends)


def _stretch_of(asked: _Asked, piece: _Piece, text: str) -> tuple[int, int]:
    if duration := _DURATION.fullmatch(text):
        return _from_now(asked, piece, duration)
    day = None if asked.is_alias else _day(asked.ground, text)
    if day is None:
        raise _no_time(asked, piece)
    return _midnight(day, asked.ground.zone), _midnight(day + timedelta(days=1), asked.ground.zone)


def _from_now(asked: _Asked, piece: _Piece, duration: re.Match[str]) -> tuple[int, int]:
    """A duration from now: one moment where it is compared, else as long as its unit, as ages are shown (`3d`)."""
    unit = _UNITS[duration["unit"]]
    away = int(duration["count"]) * unit
    if away > _DURATION_MAX:
        raise _no_time(asked, piece)
    width = 1 if asked.sign else unit
    if duration["way"] == "-" or (asked.counts_back and not duration["way"]):
        return asked.ground.now_ms - away - width + 1, asked.ground.now_ms - away + 1
    return asked.ground.now_ms + away, asked.ground.now_ms + away + width


def _day(ground: _Ground, text: str) -> date | None:
    if text in _DAYS:
        return moment(ground.now_ms, ground.zone).date() + timedelta(days=_DAYS[text])
    if (figures := _DATE.fullmatch(text)) is None:
        return None
    year, month, day = map(int, figures.groups())
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _midnight(day: date, zone: str) -> int:
    return milliseconds(datetime.combine(day, time(), ZoneInfo(zone)))


def _no_time(asked: _Asked, piece: _Piece) -> QueryError:
    known = _DURATIONS if asked.is_alias else (*_DAYS, *_DURATIONS)
    error = _unknown(f"{asked.word} '{_cut(piece.text)}'", piece.text, piece, known)
    error.hint += "" if asked.is_alias else ", 2026-09-01, 2026-09-01..2026-09-30"
    return error


_Reader = Callable[[_Asked, _Piece], tuple[Value, ...]]
_READERS: dict[Kind, _Reader] = {
    Kind.LINE: _read_text,
    Kind.TEXT: _read_text,
    Kind.NUMBER: _read_number,
    Kind.FLAG: _read_flag,
    Kind.TIME: _read_time,
    Kind.DATE: _read_date,
    Kind.REF: _read_ref,
    Kind.CHOICE: _read_choice,
}


# What is said where something is not known.


def _unknown(what: str, typed: str, piece: _Piece, known: Sequence[str], meant: Sequence[str] = ()) -> QueryError:
    """The refusal of `what`; `meant` is nearer than anything that only looks alike."""
    near = list(dict.fromkeys([*meant, *_nearest(typed, known)]))
    message = f"no {what}. Did you mean {near[0]}?" if near else f"no {what}"
    return QueryError(message, _listed(known), piece.start, piece.end, dict.fromkeys([*near, *known]))


def _missing(raw: _Raw, piece: _Piece, known: Sequence[str]) -> QueryError:
    at_end = piece is raw.pieces[-1]
    return QueryError(f"{raw.name}: a value is missing", _listed(known), raw.start, raw.end, known, incomplete=at_end)


def _nearest(typed: str, known: Sequence[str]) -> list[str]:
    """Those of `known` that begin with `typed`, then those that look like it."""
    key = folded(typed)[:_TYPED_MAX]
    names = {folded(each): each for each in known}
    begin = [name for name in names if key and name.startswith(key)]
    return [names[name] for name in dict.fromkeys([*begin, *get_close_matches(key, names)])]


def _listed(known: Sequence[str]) -> str:
    return ", ".join(known[:_HINT_MAX]) + (", …" if len(known) > _HINT_MAX else "")


def _cut(text: str) -> str:
    return text if len(text) <= _TYPED_MAX else text[: _TYPED_MAX - 1] + "…"


# What could be typed next.

_DURATIONS = (">1d", "<1d", ">3d", "<2h", ">1w")
_KINDS_OFFERED = (Kind.CHOICE, Kind.REF, Kind.FLAG, Kind.TIME, Kind.DATE, Kind.NUMBER, Kind.LINE, Kind.TEXT)
"""Fields whose values can be offered come first."""

_Hint = tuple[str, str]
"""What is put in, and what it means."""


def complete(text: str, caret: int, noun: NounSpec, known: Known) -> list[Offer]:
    """What could stand at the caret, likeliest first, at most 8; never an error, since it is still being typed."""
    plain = _tidied(text[:TEXT_MAX])
    caret = max(0, min(caret, len(plain)))
    here = [raw for raw in _terms(plain) if raw.start <= caret <= raw.end]
    if not here:
        return _offers(_names(noun, ""), caret, caret)
    raw = here[-1]
    if not raw.name:
        return _offer_word(plain, caret, raw.pieces[0], noun)
    if caret < raw.values_start:
        start = raw.start + raw.negated
        return _offers(_names(noun, plain[start:caret]), start, raw.values_start)
    return _offer_value(plain, caret, raw, _Ground(noun, known, 0, "UTC", None))


def _offers(found: Iterable[_Hint], start: int, end: int) -> list[Offer]:
    return [Offer(start, end, insert, label) for insert, label in islice(found, OFFERS_MAX)]


def _offer_word(text: str, caret: int, piece: _Piece, noun: NounSpec) -> list[Offer]:
    start = piece.start + (piece.text == "-")  # the minus of a term whose name is to come
    typed = text[start:caret]
    if piece.quoted or caret < start:
        return []
    return _offers(_people(noun, typed) if typed.startswith("@") else _names(noun, typed), start, piece.end)


def _people(noun: NounSpec, typed: str) -> list[_Hint]:
    if (spec := person_field(noun)) is None:
        return []
    who = [(ME, f"{spec.label}: you"), (NOBODY, f"{spec.label}: nobody")]
    return [(word, label) for word, label in who if word.startswith(typed.casefold())]


def _names(noun: NounSpec, typed: str) -> list[_Hint]:
    """The names that begin with `typed`, then the fields whose label does: people see labels above the columns."""
    fields = sorted(filter_fields(noun).values(), key=lambda spec: _KINDS_OFFERED.index(spec.kind))
    names = [(spec.name, spec.label) for spec in fields]
    names += [*noun.by.items(), (SORT, "order")]
    key = typed.casefold()
    by_name = [(f"{name}:", label) for name, label in names if name.startswith(key)]
    return list(dict.fromkeys([*by_name, *((f"{name}:", label) for name, label in names if label.startswith(key))]))


def _offer_value(text: str, caret: int, raw: _Raw, ground: _Ground) -> list[Offer]:
    piece = next((piece for piece in raw.pieces if piece.start <= caret <= piece.end), None)
    if piece is None:
        return []
    typed = text[piece.start + piece.quoted : caret]
    found = _orders(ground.noun, typed) if raw.is_sort else _values_beginning(ground, raw, typed)
    others = {_written(other.text, quoted=other.quoted) for other in raw.pieces if other is not piece}
    return _offers(((insert, label) for insert, label in found if insert not in others), piece.start, piece.end)


def _orders(noun: NounSpec, typed: str) -> list[_Hint]:
    minus = "-" if typed.startswith("-") else ""
    key = typed.removeprefix("-").casefold()
    names = [name for name in sort_names(noun) if name.startswith(key)]
    return [(minus + name, "at any size" if noun.by.get(name, name) in noun.orders else "") for name in names]


def _values_beginning(ground: _Ground, raw: _Raw, typed: str) -> list[_Hint]:
    try:
        asked = _asked(ground, raw)
    except QueryError:
        return []
    key = typed.casefold()
    found = [(insert, label) for insert, label in _values_known(asked) if insert.strip('"').casefold().startswith(key)]
    if asked.spec.kind is not Kind.REF:
        return found
    records = ground.known.named(asked.spec.ref, asked.spec.shows, typed, OFFERS_MAX)
    return found + [(_as_value(value), label) for value, label in records]


def _values_known(asked: _Asked) -> list[_Hint]:
    """What can be offered without looking for records."""
    spec = asked.spec
    nothing = [] if spec.required or asked.sign else [(NONE, f"without {spec.label}")]
    match spec.kind:
        case Kind.CHOICE:
            choices = [(_as_value(choice), "") for choice in _choices(spec, asked.ground.known)]
            return [*choices, (ANY, f"any {spec.label}"), *nothing]
        case Kind.FLAG:
            return [("yes", spec.help), ("no", "")]
        case Kind.REF:
            return [*([(ME, "you")] if spec.ref == PERSON else []), *nothing]
        case Kind.TIME | Kind.DATE:
            days = [] if asked.is_alias else [*((day, "") for day in _DAYS), *nothing]
            return [*days, *((each.lstrip("<>") if asked.sign else each, "") for each in _DURATIONS)]
        case Kind.NUMBER:
            return [*((figure, "") for figure in _figures(spec)), *nothing]
        case _:
            return nothing


_PLAIN = re.compile(r'[^\s,"<>@-][^\s,]*')


def _as_value(text: str) -> str:
    """`text` as a value that is read as it stands."""
    return _written(text, quoted=not _PLAIN.fullmatch(text) or text.casefold() in (NONE, ANY))
