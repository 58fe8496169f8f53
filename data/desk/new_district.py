"""A district's first profile: the default one with what whoever begins answered, as a folder that can be edited on."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from rounds.data.desk.profiles import default_folder
from rounds.data.errors import BadInput, Refused, Unreached
from rounds.data.intake.mail_domain import is_address
from rounds.data.nouns.lists import LEVEL
from rounds.data.text import clean_line

_LEVEL_WORDS = {
    "elementary": ("es", "elementary", "primary", "grade school"),
    "middle": ("ms", "middle", "junior high", "intermediate"),
    "high": ("hs", "high", "secondary"),
    "k8": ("k8", "k-8"),
    "office": ("office", "administration", "district", "warehouse", "garage"),
}


@dataclass(frozen=True, slots=True)
class FirstBuilding:
    """A building as it is first written down."""

    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What is asked before a district begins."""

    name: str
    zone: str
    mail_domain: str
    person: str
    buildings: tuple[FirstBuilding, ...]


def answers(name: str, zone: str, mail_domain: str, person: str, buildings: str) -> Answers:
    """The answers, checked.

    Args:
        buildings: One a line: `101 Hellgate HS, high`. The level is read from the name where it is not written.

    Raises:
        BadInput: One of them cannot be; its code is the field's name.
    """
    if not name.strip():
        raise BadInput("the district's name is missing", "any name will do; it can be changed", code="name")
    try:
        ZoneInfo(zone.strip())
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        raise BadInput(f"no time zone '{clean_line(zone)[:40]}'", "write it as America/Chicago", code="zone") from None
    domain = mail_domain.strip().lstrip("@").casefold()
    if not is_address(f"x@{domain}") or "." not in domain:
        raise BadInput(
            f"'{clean_line(mail_domain)[:40]}' is no mail domain", "write it as example.org", code="mail_domain"
        )
    lines = [line for line in buildings.splitlines() if line.strip()]
    if not lines:
        raise BadInput("no building is named", "write one a line: 101 Hellgate HS, high", code="buildings")
    found = tuple(_building(line) for line in lines)
    codes = [building.code.casefold() for building in found]
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        raise BadInput(f"two buildings have the number {twice}", "each has its own", code="buildings")
    return Answers(clean_line(name).strip(), zone.strip(), domain, clean_line(person).strip(), found)


def _building(line: str) -> FirstBuilding:
    told = clean_line(line).strip()
    code, _, rest = told.partition(" ")
    name, _, level = rest.rpartition(",") if "," in rest else (rest, "", "")
    name, level = name.strip(), level.strip().casefold()
    if not name:
        raise BadInput(f"'{told[:40]}': the name is missing", "write it as 101 Hellgate HS, high", code="buildings")
    if level and level not in LEVEL:
        raise BadInput(f"'{told[:40]}': no level '{level}'", f"one of {', '.join(LEVEL)}", code="buildings")
    guess = level or level_of(name)
    if guess is None:
        raise BadInput(f"'{told[:40]}': which level?", f"add a comma and one of {', '.join(LEVEL)}", code="buildings")
    return FirstBuilding(code, name, guess)


def level_of(name: str) -> str | None:
    """The level that a school's name tells."""
    words = re.findall(r"[a-z0-9-]+", name.casefold())
    for level, told in _LEVEL_WORDS.items():
        if any(word in words if " " not in word else word in name.casefold() for word in told):
            return level
    return None


def write_profile(folder: Path, given: Answers) -> None:
    """Write the first profile into `folder`, which must not be there yet.

    Raises:
        Refused: There is something already, or it cannot be written.
    """
    try:
        shutil.copytree(default_folder(), folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
        district = folder / "district.toml"
        district.write_text(_with_answers(district.read_text(encoding="utf-8"), given), encoding="utf-8")
        (folder / "buildings.toml").write_text(_buildings_toml(given), encoding="utf-8")
    except FileExistsError:
        raise Refused(
            f"{folder}: there is a profile already", f"rounds init --district {folder} begins with it", code="exists"
        ) from None
    except OSError as error:
        raise Unreached(
            f"{folder}: cannot be written ({error.strerror})", "choose another home with --home", code="cannot-make"
        ) from error


def _with_answers(text: str, given: Answers) -> str:
    code = re.sub(r"[^a-z0-9]+", "-", given.name.casefold()).strip("-")[:40] or "district"
    for key, value in (("code", code), ("name", given.name), ("zone", given.zone), ("mail_domain", given.mail_domain)):
        text = re.sub(rf"(?m)^{key} = .*$", partial(_line_of, key, value), text, count=1)
    return text


def _line_of(key: str, value: str, _: re.Match[str]) -> str:
    """Put in by a function, since a text that is put in would have its backslashes read."""
    return f"{key} = {_toml(value)}"


def _buildings_toml(given: Answers) -> str:
    tables = [
        f"[[building]]\ncode = {_toml(building.code)}\nname = {_toml(building.name)}\nlevel = {_toml(building.level)}\n"
        for building in given.buildings
    ]
    return "# The buildings of the district; rooms may be added as [[building.room]] with a code.\n\n" + "\n".join(
        tables
    )


def _toml(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
