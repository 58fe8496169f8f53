"""A district's profile: a folder of TOML files, read into one value and checked wholly.

Nothing of a district is in the program; this value, recorded as rows, is all there is. Any folder at all may be handed
in: what is wrong with it comes back as problems, never as an exception.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rounds.data.district.day_facts import CalendarFile, WindowFacts, WindowsFile
from rounds.data.district.district_facts import DistrictFacts, ListsFile, ViewFacts, ViewsFile
from rounds.data.district.duty_facts import DutyFacts, GroupFacts, GroupsFile, MatrixFile
from rounds.data.district.entry import E, Entry, read_entry
from rounds.data.district.place_facts import BuildingFacts, BuildingsFile
from rounds.data.district.problem import Problem, instead_of, shown
from rounds.data.district.rule_facts import IntakeFile, MailboxFacts, MailFile, RuleFacts, TopicFacts
from rounds.data.district.sheet import Sheet, load

DEFAULT_FOLDER = Path(__file__).parent / "default"
"""The profile that a district starts from."""

FILES: dict[str, type[Entry]] = {
    "district.toml": DistrictFacts,
    "lists.toml": ListsFile,
    "groups.toml": GroupsFile,
    "matrix.toml": MatrixFile,
    "intake.toml": IntakeFile,
    "calendar.toml": CalendarFile,
    "windows.toml": WindowsFile,
    "mail.toml": MailFile,
    "views.toml": ViewsFile,
    "buildings.toml": BuildingsFile,
}
"""The files of a profile, in the order in which problems are told."""

REQUIRED = ("district.toml", "groups.toml")

OF_OTHERS = ("glossary.toml", "bank.toml")
"""Files in the folder that are not rows: the words of the lookup, read by it."""

HOMES = {
    "group": "groups.toml",
    "column": "lists.toml",
    "category": "lists.toml",
    "topic": "intake.toml",
    "mailbox": "mail.toml",
    "building": "buildings.toml",
}
"""The file in which an entry that others refer to is found."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a district decided."""

    district: DistrictFacts
    lists: ListsFile
    groups: tuple[GroupFacts, ...]
    duties: tuple[DutyFacts, ...]
    topics: tuple[TopicFacts, ...]
    rules: tuple[RuleFacts, ...]
    calendar: CalendarFile
    windows: tuple[WindowFacts, ...]
    mailboxes: tuple[MailboxFacts, ...]
    views: tuple[ViewFacts, ...]
    buildings: tuple[BuildingFacts, ...]


def read(folder: Path) -> tuple[Profile | None, list[Problem]]:
    """The profile in `folder`, or None and everything that is wrong with it."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except (OSError, ValueError):  # ValueError: the name holds a NUL
        return None, [Problem("", 0, "", f"'{shown(folder)}' is no folder that can be read; name a profile's folder")]
    problems = [*_missing_files(names), *_unknown_files(names)]
    sheets = {name: load(folder / name) for name in FILES if name in names}
    unread = {name for name, sheet in sheets.items() if sheet.faults}
    documents = _Documents(sheets, unread)
    profile = _profile(documents)
    _check_mentions(sheets, unread)
    for sheet in sheets.values():
        problems += sorted(sheet.problems, key=lambda problem: problem.line)
    return (None if problems else profile), problems


class _Documents:
    """The files as they were read; one that is not there is as good as an empty one, if it may be missing."""

    def __init__(self, sheets: Mapping[str, Sheet], unread: set[str]) -> None:
        self.read = {
            name: read_entry(FILES[name], sheet, (), sheet.raw) for name, sheet in sheets.items() if name not in unread
        }

    def of(self, kind: type[E]) -> E | None:
        """The file of this kind; None where it cannot be had, for which there is a problem."""
        name = next(name for name, each in FILES.items() if each is kind)
        document = self.read.get(name) if name in self.read or name in REQUIRED else kind()
        return document if isinstance(document, kind) else None


def _profile(documents: _Documents) -> Profile | None:
    district, groups = documents.of(DistrictFacts), documents.of(GroupsFile)
    lists, matrix, intake = documents.of(ListsFile), documents.of(MatrixFile), documents.of(IntakeFile)
    calendar, windows, mail = documents.of(CalendarFile), documents.of(WindowsFile), documents.of(MailFile)
    views, buildings = documents.of(ViewsFile), documents.of(BuildingsFile)
    if not (
        district and groups and lists and matrix and intake and calendar and windows and mail and views and buildings
    ):
        return None
    return Profile(
        district=district,
        lists=lists,
        groups=groups.group,
        duties=matrix.duty,
        topics=intake.topic,
        rules=intake.rule,
        calendar=calendar,
        windows=windows.window,
        mailboxes=mail.mailbox,
        views=views.view,
        buildings=buildings.building,
    )


def _missing_files(names: list[str]) -> Iterator[Problem]:
    for name in REQUIRED:
        if name not in names:
            yield Problem(name, 0, "", "is missing; add it, the default profile's is a pattern")


def _unknown_files(names: list[str]) -> Iterator[Problem]:
    """TOML files that nothing reads: most likely a name mistyped. Other files (a README, say) are nobody's business."""
    for name in names:
        if name.lower().endswith(".toml") and name not in FILES and name not in OF_OTHERS:
            yield Problem(shown(name), 0, "", f"is no file of a profile; {instead_of(name, FILES)}")


def _check_mentions(sheets: Mapping[str, Sheet], unread: set[str]) -> None:
    """Note every code that refers to nothing; a file that could not be read is not held against the others."""
    known: dict[str, dict[str, None]] = {noun: {} for noun in HOMES}
    for sheet in sheets.values():
        for given in sheet.given:
            known.setdefault(given.noun, {})[given.code] = None
    for sheet in sheets.values():
        for mention in sheet.mentioned:
            home = HOMES[mention.noun]
            if home not in unread and mention.code not in known[mention.noun]:
                there_are = known[mention.noun]
                mend = instead_of(mention.code, there_are) if there_are else f"add it to {home}"
                sheet.wrong(mention.at, f"no {mention.noun} '{shown(mention.code)}' in {home}; {mend}")
            if sheet.full:
                break
