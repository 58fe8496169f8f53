"""One value between its three forms: as it is stored, as JSON has it, and as a person types it.

Stored: LINE, TEXT, CHOICE, DATE as text; NUMBER and TIME as integers (UTC milliseconds); FLAG as 0 or 1; REF as the
16 bytes of an id; DATA as JSON text. In Python and in changes: text, int, bool, an id as text, any JSON value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from rounds.data.errors import BadInput
from rounds.data.ids import id_bytes, id_text
from rounds.data.nouns.spec import FieldSpec, Kind
from rounds.data.text import clean, clean_line

Stored = str | int | bytes | None

DATA_MAX = 1_048_576
DEPTH_MAX = 100
"""Deepest nesting of a JSON value; deeper ones could be written but not always read again."""

CHOICE_MAX = 60
"""Longest code of a choice, in characters; what is longer is cut."""

INTEGER_MAX = 9_007_199_254_740_991


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def dumps(value: Any) -> str:
    """JSON as changes are written in: no blanks, and text as it is."""
    return _ENCODER.encode(value)


def to_stored(field: FieldSpec, value: Any) -> Stored:
    """`value` as the replica stores it; what a terminal would obey is made visible on the way.

    Raises:
        BadInput: It is no such value; says the field, what is wrong with it and what would be right.
    """
    if value is None or value == "":
        return 0 if field.kind is Kind.FLAG else None
    match field.kind:
        case Kind.LINE | Kind.TEXT:
            return _text(field, value)
        case Kind.NUMBER | Kind.TIME:
            return _integer(field, value)
        case Kind.FLAG:
            return _flag(field, value)
        case Kind.CHOICE:
            return _choice(field, value)
        case Kind.DATE:
            return _date(field, value)
        case Kind.REF:
            return _ref(field, value)
        case Kind.DATA:
            return _data(field, value)


def from_stored(field: FieldSpec, stored: Stored) -> Any:
    """What is stored, as Python and JSON have it."""
    if stored is None:
        return None
    match field.kind:
        case Kind.FLAG:
            return bool(stored)
        case Kind.REF:
            return id_text(stored) if isinstance(stored, bytes) else None
        case Kind.DATA:
            return json.loads(stored) if isinstance(stored, str) else None
        case _:
            return stored


def is_deep(text: str, value: Any, most: int) -> bool:
    """Whether `value`, written as the JSON `text`, is nested deeper than `most` levels."""
    if text.count("[") + text.count("{") <= most:
        return False
    level = [value]
    for _ in range(most):
        level = [inner for each in level for inner in _inside(each)]
    return any(isinstance(each, (dict, list, tuple)) for each in level)


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, (list, tuple)) else ()


def _wrong(field: FieldSpec, says: str, hint: str) -> BadInput:
    return BadInput(f"{field.name}: {says}", hint, code="bad-value")


def _text(field: FieldSpec, value: Any) -> str | None:
    if not isinstance(value, str):
        raise _wrong(field, "is no text", "give it in words")
    text = clean(value).rstrip() if field.kind is Kind.TEXT else clean_line(value).strip()
    if len(text) > field.longest:
        raise _wrong(
            field, f"{len(text):,} characters", f"at most {field.longest:,} are kept; attach the rest as a file"
        )
    return text or None


def _integer(field: FieldSpec, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(field, f"'{clean_line(str(value))[:40]}' is no whole number", "give figures alone")
    low = -INTEGER_MAX if field.min is None else field.min
    high = field.max or INTEGER_MAX
    if not low <= value <= high:
        raise _wrong(field, f"{value} is out of range", f"{low} to {high}")
    return value


def _flag(field: FieldSpec, value: Any) -> int:
    if not isinstance(value, (bool, int)) or value not in (0, 1):
        raise _wrong(field, f"'{clean_line(str(value))[:40]}' is neither yes nor no", "yes or no")
    return int(value)


def _choice(field: FieldSpec, value: Any) -> str:
    if not isinstance(value, str) or (field.choices and value not in field.choices):
        raise _wrong(field, f"no {field.label} '{clean_line(str(value))[:40]}'", ", ".join(field.choices))
    return clean_line(value)[:CHOICE_MAX]


def _date(field: FieldSpec, value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise _wrong(field, f"'{clean_line(str(value))[:40]}' is no date", "write it as 2026-09-01") from None


def _ref(field: FieldSpec, value: Any) -> bytes:
    if isinstance(value, bytes) and len(value) == 16:
        return value
    try:
        return id_bytes(value)
    except (AttributeError, TypeError, ValueError, UnicodeEncodeError):
        raise _wrong(field, f"'{clean_line(str(value))[:40]}' is no {field.ref}", "give its id") from None


def _data(field: FieldSpec, value: Any) -> str:
    try:
        text = dumps(value)
    except (TypeError, ValueError, RecursionError):
        raise _wrong(field, "cannot be written as JSON", "use text, numbers, lists and tables") from None
    text = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate has no bytes
    if is_deep(text, value, DEPTH_MAX):
        raise _wrong(field, "is nested too deep", f"at most {DEPTH_MAX} levels are kept")
    if len(text) > DATA_MAX:
        raise _wrong(field, f"{len(text):,} characters of JSON", f"at most {DATA_MAX:,} are kept")
    return text
