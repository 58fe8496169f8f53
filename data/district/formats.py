"""Kinds whose values are written in a form of their own: hours, time zones, domains, addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo, available_timezones

from rounds.data.district.hours import Span, minute_of
from rounds.data.district.kinds import words_of
from rounds.data.district.problem import instead_of, shown
from rounds.data.district.sheet import Sheet, Wrong
from rounds.data.district.toml_lines import At

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_LOCAL = re.compile(r"[A-Za-z0-9._%+-]{1,64}")


@dataclass(frozen=True, slots=True)
class OpenSpan:
    """From when to when a day is open, as minutes from midnight."""

    example: str = '["07:30", "16:00"]'

    def read(self, sheet: Sheet, at: At, value: object) -> Span:
        if not isinstance(value, list) or len(value) != 2:
            raise Wrong(f"'{shown(value)}' is no span of hours; write it like {self.example}")
        start, end = (self._minute(each) for each in value)
        if start >= end:
            raise Wrong(f"ends at {value[1]}, not after it begins; write the earlier time first, like {self.example}")
        return start, end

    def _minute(self, value: object) -> int:
        minute = minute_of(value)
        if minute is None:
            raise Wrong(f"'{shown(value)}' is no time of day; write hours and minutes from 00:00 to 24:00, in quotes")
        return minute


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA time zone."""

    example: str = '"America/Chicago"'

    def read(self, sheet: Sheet, at: At, value: object) -> str:
        name = words_of(value, self.example, 60)
        try:
            ZoneInfo(name)
        # A name may also be a folder of the zone database, or lead out of it.
        except (KeyError, ValueError, OSError):
            near = instead_of(name, sorted(available_timezones()))
            raise Wrong(f"no time zone '{shown(name)}'; {near}") from None
        return name


@dataclass(frozen=True, slots=True)
class Domain:
    """What stands after the @ of the district's addresses."""

    example: str = '"example.org"'

    def read(self, sheet: Sheet, at: At, value: object) -> str:
        name = words_of(value, self.example, 253)
        if not _DOMAIN.fullmatch(name):
            raise Wrong(f"'{shown(name)}' is no mail domain; write it like {self.example}, in small letters, without @")
        return name


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address."""

    example: str = '"helpdesk@example.org"'

    def read(self, sheet: Sheet, at: At, value: object) -> str:
        address = words_of(value, self.example, 254)
        local, _, domain = address.rpartition("@")
        if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
            raise Wrong(f"'{shown(address)}' is no mail address; write it like {self.example}")
        return address
