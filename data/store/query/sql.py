"""From a checked question to SQL: conditions, a full-text expression and the keys of an order.

Every value is a parameter or a quoted FTS5 string, so nothing that somebody typed is ever read as SQL or as an operator
of FTS5. Whether a record lives is not asked here: a list decides that, as it decides its own defaults.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rounds.data.ids import id_bytes
from rounds.data.nouns.lists import FAR
from rounds.data.nouns.spec import Catalogue, FieldSpec, Kind, NounSpec
from rounds.data.store.plan import Plan
from rounds.data.store.query.fields import UPDATED, word_fields
from rounds.data.store.query.tree import Op, Question, Sort, Span, Test, Value, Word
from rounds.data.store.schema import quoted

_TOKEN_CATEGORIES = ("L", "N", "Co")
"""What the tokenizer unicode61 keeps as letters of a word. Source: the SQLite manual, FTS5, section 4.3.1."""

_LAST_DAY = "9999-12-31"
_GLOB_SPECIAL = "*?["

_FEW = 10
"""A number that can have so few values picks out too many records for an index to help."""


@dataclass(frozen=True, slots=True)
class _Condition:
    """SQL that may come out as null, and the values of its question marks."""

    sql: str
    params: tuple[object, ...] = ()

    def negated(self) -> _Condition:
        """Holds wherever this one does not, also where there is nothing to compare."""
        return _Condition(f"({self.sql}) IS NOT TRUE", self.params)


def plan(question: Question, noun: NounSpec, catalogue: Catalogue) -> Plan:
    """How `question` is asked; it was parsed for `noun`, one of `catalogue`."""
    words = [term for term in question.terms if isinstance(term, Word)]
    match, word_conditions = _words(words, noun, indexed=has_search(noun, catalogue))
    sorted_by = question.sort.name if question.sort else ""
    conditions = [_tested(term, noun, sorted_by) for term in question.terms if isinstance(term, Test)] + word_conditions
    keys, descending, instant = _order(question.sort, noun)
    where = tuple(f"({condition.sql})" for condition in conditions)
    params = tuple(param for condition in conditions for param in condition.params)
    return Plan(noun.name, where, params, match, keys, descending, instant)


def has_search(noun: NounSpec, catalogue: Catalogue) -> bool:
    """Whether the noun has a search table: a part has none, since its text is found with the record it belongs to."""
    if noun.parent:
        return False
    parts = (part for part in catalogue.values() if part.parent and part[part.parent].ref == noun.name)
    return bool(noun.searched or any(part.searched for part in parts))


# Fields.


def _column(name: str) -> str:
    return f"t.{quoted(name)}"


def _compared_as(spec: FieldSpec, sorted_by: str) -> str:
    """The column in a comparison.

    An index over a few values (1 to 4) serves the order by them. To look for one of them in it would gather a quarter
    of all records and sort them, before the first can be shown: with the `+` SQLite walks the list's own order.
    """
    is_of_few = spec.kind is Kind.NUMBER and spec.min is not None and spec.max - spec.min < _FEW
    return f"+{_column(spec.name)}" if is_of_few and spec.name != sorted_by else _column(spec.name)


def _tested(test: Test, noun: NounSpec, sorted_by: str) -> _Condition:
    condition = _either(_compared(test, noun, sorted_by))
    return condition.negated() if test.negated else condition


def _compared(test: Test, noun: NounSpec, sorted_by: str) -> list[_Condition]:
    if test.op is Op.ANY:
        return [_Condition("1")]
    spec = UPDATED if test.field == UPDATED.name else noun[test.field]
    column = _compared_as(spec, sorted_by)
    spans = [_within(column, value) for value in test.values if isinstance(value, Span)]
    nothing = [_Condition(f"{_column(spec.name)} IS NULL") for value in test.values if value is None]
    given = [value for value in test.values if value is not None and not isinstance(value, Span)]
    if test.op is Op.HAS:
        return [*(_contains(spec, str(value)) for value in given), *nothing]
    return [*_is_one_of(spec, column, given), *spans, *nothing]


def _either(conditions: Sequence[_Condition]) -> _Condition:
    if len(conditions) == 1:
        return conditions[0]
    sql = " OR ".join(f"({condition.sql})" for condition in conditions)
    return _Condition(sql, tuple(param for condition in conditions for param in condition.params))


def _is_one_of(spec: FieldSpec, column: str, values: Sequence[Value]) -> list[_Condition]:
    if not values:
        return []
    if spec.kind is Kind.FLAG:  # what was never set is not set
        column = f"ifnull({column}, 0)"
    params = [id_bytes(str(value)) for value in values] if spec.kind is Kind.REF else values
    return [_Condition(f"{column} IN ({', '.join('?' * len(params))})", tuple(params))]


def _within(column: str, span: Span) -> _Condition:
    ends = [(sign, end) for sign, end in ((">=", span.low), ("<", span.high)) if end is not None]
    sql = " AND ".join(f"{column} {sign} ?" for sign, _ in ends)
    return _Condition(sql, tuple(end for _, end in ends))


def _contains(spec: FieldSpec, text: str) -> _Condition:
    """LIKE where it is right, since it is quicker: it knows the two cases of ASCII letters alone."""
    if all(letter.isascii() or len(_cases(letter)) == 1 for letter in text):
        return _Condition(f"{_column(spec.name)} LIKE ? ESCAPE '\\'", (f"%{_like(text)}%",))
    return _Condition(f"{_column(spec.name)} GLOB ?", (f"*{''.join(map(_glob, text))}*",))


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _glob(letter: str) -> str:
    cases = _cases(letter)
    return f"[{cases}]" if len(cases) > 1 or letter in _GLOB_SPECIAL else letter


def _cases(letter: str) -> str:
    """`letter` as it stands, small and capital, where those are one letter each."""
    return "".join(dict.fromkeys(case for case in (letter, letter.lower(), letter.upper()) if len(case) == 1))


# Words.


def _words(words: Sequence[Word], noun: NounSpec, *, indexed: bool) -> tuple[str, list[_Condition]]:
    """The full-text expression, and conditions for what the search table, if there is one, cannot answer."""
    tokens = [word for word in words if indexed and _has_token(word.text)]
    wanted = [_fts(word) for word in tokens if not word.negated]
    unwanted = [_fts(word) for word in tokens if word.negated]
    conditions = [_found_in_fields(word, noun) for word in words if word not in tokens]
    if unwanted and not wanted:
        return "", [*conditions, _absent(unwanted, noun)]
    match = " AND ".join(wanted)
    return (f"({match}) NOT ({' OR '.join(unwanted)})" if unwanted else match), conditions


def _has_token(text: str) -> bool:
    """Whether the tokenizer finds a word in it: `!!!` alone would match nothing, whatever the records say."""
    return any(unicodedata.category(letter).startswith(_TOKEN_CATEGORIES) for letter in text)


def _fts(word: Word) -> str:
    """The word as an FTS5 string: its tokens in order, the last one open unless it is a phrase."""
    return quoted(word.text) + ("" if word.phrase else "*")


def _absent(unwanted: Iterable[str], noun: NounSpec) -> _Condition:
    table = quoted(f"{noun.name}_search")
    sql = f"t.row NOT IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)"
    return _Condition(sql, (" OR ".join(unwanted),))


def _found_in_fields(word: Word, noun: NounSpec) -> _Condition:
    condition = _either([_contains(spec, word.text) for spec in word_fields(noun)])
    return condition.negated() if word.negated else condition


# Order.


def _order(sort: Sort | None, noun: NounSpec) -> tuple[tuple[str, ...], bool, bool]:
    """The keys, whether they descend, and whether an index has them."""
    if sort is None:
        return (), False, True
    name = noun.by.get(sort.name, sort.name)
    descending = sort.descending != (sort.name in noun.by)  # the greater the age, the earlier the time
    if name not in noun.orders:
        name = _order_over(name.split("+"), noun)
    if name in noun.orders:
        return noun.orders[name], descending, True
    return tuple(_key(noun, each) for each in sort.name.split("+")), descending, False


def _order_over(fields: Sequence[str], noun: NounSpec) -> str:
    """The name of the order over just these fields, as `place` is over `building+room`; empty without one."""
    over = [re.compile(rf"\b{name}\b") for name in fields]
    for name, keys in noun.orders.items():
        if len(keys) == len(over) > 1 and all(map(re.Pattern.search, over, keys)):
            return name
    return ""


def _key(noun: NounSpec, name: str) -> str:
    """A field as a sort key: text whatever its case, choices as their list has them, no time or number at the end."""
    spec = UPDATED if name == UPDATED.name else noun[name]
    column = _column(name)
    match spec.kind:
        case Kind.REF:
            shown = f"(SELECT r.{quoted(spec.shows)} FROM {quoted(spec.ref)} r WHERE r.id = {column})"
            return f"lower(ifnull({shown}, ''))"
        case Kind.CHOICE if spec.choices:
            ranks = " ".join(f"WHEN {_literal(choice)} THEN {rank}" for rank, choice in enumerate(spec.choices))
            return f"CASE {column} {ranks} ELSE {len(spec.choices)} END"
        case Kind.LINE | Kind.TEXT | Kind.CHOICE:
            return f"lower(ifnull({column}, ''))"
        case Kind.DATE:
            return f"ifnull({column}, '{_LAST_DAY}')"
        case Kind.FLAG:
            return f"ifnull({column}, 0)"
        case _:
            return f"ifnull({column}, {FAR})"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
