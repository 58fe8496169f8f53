"""The place in a list where its next page begins, as a word that a script hands back.

It bears a print of the question, so that it cannot be used with another one and skip what nobody saw.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

from rounds.data.errors import BadInput
from rounds.data.store.pages import Key, Listing

_FORM = "r1."
"""Begins every cursor; a minus never does."""

_LONGEST = 4_000


def written(key: Key, text: str, listing: Listing[Any]) -> str:
    """The cursor after the row with `key` in the list that the filter `text` asks for."""
    told = json.dumps([_print_of(text, listing), *key], separators=(",", ":")).encode()
    return _FORM + urlsafe_b64encode(told).rstrip(b"=").decode("ascii")


def read(cursor: str, text: str, listing: Listing[Any]) -> Key:
    """The key that a cursor holds.

    Raises:
        BadInput: It is none, or that of another filter or order.
    """
    told = _parsed(cursor)
    if told[0] != _print_of(text, listing):
        raise BadInput("the cursor is of another filter or order", "begin again without --after", code="other-cursor")
    key = tuple(told[1:])
    if (
        len(key) != len(listing.keys) + 1
        or not all(type(each) in (int, str) for each in key)
        or type(key[-1]) is not int
    ):
        raise _no_cursor()
    return key


def _parsed(cursor: str) -> list[Any]:
    plain = cursor.removeprefix(_FORM)
    if plain == cursor or len(cursor) > _LONGEST or not cursor.isascii():
        raise _no_cursor()
    try:
        told = json.loads(urlsafe_b64decode(plain + "=" * (-len(plain) % 4)))
    except (ValueError, RecursionError):
        raise _no_cursor() from None
    if not isinstance(told, list) or not told:
        raise _no_cursor()
    return told


def _no_cursor() -> BadInput:
    return BadInput("this is no cursor", "hand back what 'next' said, or begin without --after", code="bad-cursor")


def _print_of(text: str, listing: Listing[Any]) -> str:
    asked = [listing.noun.name, text.split(), listing.keys, listing.backwards, listing.only]
    return sha256(json.dumps(asked).encode()).hexdigest()[:12]
