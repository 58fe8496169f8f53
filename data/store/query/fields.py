"""What a filter may name of a noun: fields, people, orders, all from its declaration."""

from __future__ import annotations

from rounds.data.nouns.spec import FieldSpec, Kind, NounSpec

PERSON = "person"
"""The noun that `@me` is a record of."""

UPDATED = FieldSpec(name="updated", kind=Kind.TIME, label="updated", fixed=True, help="the last change")
"""The one column of the bookkeeping that every list can be filtered by."""


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
