"""What a filter is read against: the noun, the names that the replica knows, who asks and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rounds.data.nouns.spec import FieldSpec, NounSpec
from rounds.data.store.query.fields import filter_fields
from rounds.data.store.query.pieces import Piece, Raw
from rounds.data.store.query.refusals import QueryError, unknown
from rounds.data.store.query.tree import ME, SORT


class Known(Protocol):
    """What the replica can say about names while a filter is read."""

    def named(self, noun: str, shows: str, typed: str, limit: int) -> list[tuple[str, str]]:
        """(value, label) of live records whose `shows` field or name begins with `typed`, whatever the case."""

    def find(self, noun: str, shows: str, typed: str) -> list[tuple[str, str]]:
        """(id as text, value) of the records that `typed` names; several where it is ambiguous."""

    def choices(self, listed: str) -> tuple[str, ...]:
        """The codes of one of the district's lists."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a filter is read against."""

    noun: NounSpec
    known: Known
    now_ms: int
    zone: str
    me: str | None

    def asked(self, raw: Raw) -> Asked | None:
        """The field that `raw` names, if there is one of that name."""
        spec = filter_fields(self.noun).get(self.noun.by.get(raw.name, raw.name))
        return None if spec is None else Asked(self, spec, raw.name, raw.sign)

    def asked_or_refused(self, raw: Raw) -> Asked:
        """The field that `raw` names.

        Raises:
            QueryError: There is none of that name; a field of that label is what was probably meant.
        """
        if asked := self.asked(raw):
            return asked
        fields = filter_fields(self.noun)
        place = Piece(raw.name, quoted=False, start=raw.start + raw.negated, end=raw.values_start - 1)
        meant = [spec.name for spec in fields.values() if spec.label == raw.name]
        error = unknown("field", raw.name, place, [*fields, *self.noun.by, SORT], meant)
        error.hint += "; in quotes it is text to look for"
        raise error

    def me_at(self, piece: Piece) -> str:
        """The id of the person who asks, where `piece` is `@me`.

        Raises:
            QueryError: The login is mapped to nobody.
        """
        if self.me is None:
            hint = "your login is mapped to no person; rounds whoami shows it"
            raise QueryError(f"{ME} is nobody yet", hint, piece.start, piece.end)
        return self.me


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that a term asks about, and how."""

    ground: Ground
    spec: FieldSpec
    word: str
    """The name that was typed: the field's own, or an alias."""
    sign: str = ""

    @property
    def is_alias(self) -> bool:
        """Whether a word was typed that stands for the field, as `age` does for `opened`."""
        return self.word in self.ground.noun.by

    @property
    def counts_back(self) -> bool:
        """Whether `3d` lies in the past: an age does, and so does a moment that nobody sets ahead of its time."""
        return self.spec.fixed or self.is_alias

    def unknown(self, piece: Piece, known: Sequence[str], meant: Sequence[str] = ()) -> QueryError:
        """The refusal of a value that is none of `known`; see `refusals.unknown`."""
        return unknown(self.word, piece.text, piece, known, meant)
