"""The default profile: every duty of the two documents, every outcome of the contract, and samples said so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from rounds.data.district.duty_facts import DutyFacts
from rounds.data.district.outcomes import ALSO, OUTCOMES
from rounds.data.district.profile import DEFAULT_FOLDER, Profile, read
from rounds.data.district.rule_facts import RuleFacts
from rounds.data.nouns.lists import TYPE
from rounds.data.nouns.registry import catalogue
from rounds.data.store.query.parse import parse


@pytest.fixture(scope="module")
def default() -> Profile:
    profile, problems = read(DEFAULT_FOLDER)
    assert problems == []
    assert profile is not None
    return profile


def duty(default: Profile, code: str) -> DutyFacts:
    return next(duty for duty in default.duties if duty.code == code)


# How many duties each cell of the documents has, counted in the documents. Document 001 has four columns (IT, EdTech,
# secondary, elementary); its cells are bullets, rows, paragraphs, sentences, or items run together in one paragraph.
CELLS = {
    ("001 general", 1, "sentence"): 3,
    ("001 general", 2, "sentence"): 2,
    ("001 general", 3, "sentence"): 2,
    ("001 general", 4, "sentence"): 2,
    ("001 directory services", 1, "bullet"): 6,
    ("001 directory services", 1, "paragraph"): 1,
    ("001 directory services", 2, "paragraph"): 1,
    ("001 directory services", 3, "bullet"): 3,
    ("001 directory services", 4, "bullet"): 3,
    ("001 server support", 1, "item"): 14,
    ("001 server support", 2, "bullet"): 5,
    ("001 server support", 2, "paragraph"): 5,
    ("001 server support", 3, "paragraph"): 3,
    ("001 server support", 4, "paragraph"): 2,
    ("001 client support", 1, "row"): 6,
    ("001 client support", 2, "row"): 6,
    ("001 client support", 3, "row"): 9,
    ("001 client support", 4, "row"): 7,
    ("001 network", 1, "row"): 3,
    ("001 network", 2, "row"): 1,
    ("001 network", 3, "row"): 1,
    ("001 network", 4, "row"): 1,
    ("001 technology list", 1, "row"): 1,
    ("001 technology list", 2, "row"): 1,
    ("001 technology list", 3, "row"): 1,
    ("001 teaching and training", 1, "paragraph"): 1,
    ("001 teaching and training", 2, "paragraph"): 4,
    ("001 teaching and training", 3, "paragraph"): 6,
    ("001 teaching and training", 4, "paragraph"): 4,
    ("000 introduction", None, "paragraph"): 3,
    ("000 schools", None, "bullet"): 5,
    ("000 users", None, "bullet"): 4,
    ("000 center", None, "bullet"): 8,
}

COLUMNS = {1: "IT", 2: "EDTECH", 3: "SECTEC", 4: "BTC"}
PLACE = re.compile(r"(\d{3} [a-z ]+?),(?: column (\d),)? ([a-z]+?)s? (\d+)(?:-(\d+))?")

Cell = tuple[str, int | None, str]


def cells(place: str) -> Iterator[tuple[Cell, int]]:
    """Each cell that a place names, with the number in it."""
    for part in place.split("; "):
        found = PLACE.fullmatch(part)
        assert found, part
        first, last = int(found[4]), int(found[5] or found[4])
        for number in range(first, last + 1):
            yield (found[1], int(found[2]) if found[2] else None, found[3]), number


def test_every_duty_of_the_documents_is_there(default: Profile) -> None:
    told: dict[Cell, set[int]] = {}
    for each in default.duties:
        for cell, number in cells(each.place or ""):
            told.setdefault(cell, set()).add(number)

    paragraphs = told.pop(("000 introduction", None, "paragraph"))
    assert paragraphs == {3, 4, 5}  # the first two name no duty
    assert told == {cell: set(range(1, count + 1)) for cell, count in CELLS.items() if cell[0] != "000 introduction"}


def test_a_party_that_leads_stands_in_its_own_column(default: Profile) -> None:
    of_section = {"000 schools": "SCHOOL", "000 users": "USER", "000 center": "ISC"}
    for each in default.duties:
        for group, party in each.parties.items():
            for (section, column, _), _ in cells(party.place or ""):
                own = COLUMNS[column] if column else of_section.get(section, group)
                assert party.part == "helps" or own == group, (each.code, group)


def test_every_duty_names_its_document_and_no_code_is_lost(default: Profile) -> None:
    by_source = Counter(each.source for each in default.duties)

    assert by_source == {"roles matrix": 68, "three parties": 17}
    for each in default.duties:
        assert (each.place or "").startswith("001" if each.source == "roles matrix" else "000")
        assert all(party.place for party in each.parties.values())


def test_what_the_elementary_column_lacks_has_no_elementary_party(default: Profile) -> None:
    only_secondary = {each.code for each in default.duties if "SECTEC" in each.parties and "BTC" not in each.parties}

    assert only_secondary == {
        "server.image-deployment",
        "client.local-applications",
        "client.login-tests",
        "technology-list.input",
        "training.classrooms",
        "training.curriculum-liaison",
    }
    assert not [each.code for each in default.duties if "BTC" in each.parties and "SECTEC" not in each.parties]


def test_a_reset_is_done_with_different_tools_and_everybodys_by_it(default: Profile) -> None:
    parties = duty(default, "directory.reset-password").parties

    assert {group: party.part for group, party in parties.items()} == {"IT": "helps", "SECTEC": "leads", "BTC": "leads"}
    assert "Active Directory Users and Computers" in (parties["SECTEC"].says or "")
    assert "Workgroup Manager" in (parties["BTC"].says or "")
    assert "Active Directory" not in (parties["BTC"].says or "")
    assert list(duty(default, "directory.global-reset").parties) == ["IT"]


def test_the_cell_left_to_a_discussion_is_the_only_undecided_one(default: Profile) -> None:
    undecided = [
        (each.code, group) for each in default.duties for group, p in each.parties.items() if p.part == "undecided"
    ]

    assert undecided == [("client.base-images", "EDTECH")]
    assert duty(default, "client.base-images").undecided


def test_groups_are_those_of_the_two_documents(default: Profile) -> None:
    groups = {group.code: group for group in default.groups}

    assert {code for code, group in groups.items() if group.queue} == {"IT", "EDTECH", "SECTEC", "BTC"}
    assert {code for code, group in groups.items() if group.source == "three parties"} == {"SCHOOL", "USER", "ISC"}
    assert groups["ISC"].same_as == "IT"


def test_levels_answer_to_the_columns_of_the_matrix(default: Profile) -> None:
    assert {level.code: level.columns for level in default.lists.level} == {
        "elementary": ("elementary",),
        "middle": ("secondary",),
        "high": ("secondary",),
        "k8": ("elementary", "secondary"),
        "office": (),
    }


def test_every_outcome_is_a_rule_and_everything_told_beside_it(default: Profile) -> None:
    assert {rule.outcome for rule in default.rules if not rule.also} == set(OUTCOMES)
    assert len([rule for rule in default.rules if not rule.also]) == len(OUTCOMES) == 30
    assert {rule.outcome for rule in default.rules if rule.also} == set(ALSO)


PRECEDENCE = [
    ["reject:student-records-on-personal-device", "escalate:records-disclosure", "reject:credential-sharing"],
    ["reopen", "duplicate-of-open-ticket"],
    ["route:", "quote:", "reject:quote-not-authorised"],
    [
        "reject:purchase-not-provided",
        "reject:access-level-not-authorised",
        "inform:eef-property",
        "reject:personal-device",
    ],
    ["hold:testing-window"],
    ["accept+phone-major", "redirect:"],
    ["needs-fields"],
    ["accept+byod-notice", "accept+fix-email-domain"],
    ["accept"],
]  # fmt: skip


def step(outcome: str) -> int:
    """The place of an outcome in the documented precedence; a name with a colon at its end stands for several."""
    return next(
        number
        for number, names in enumerate(PRECEDENCE)
        if any(outcome.startswith(name) if name.endswith(":") else outcome == name for name in names)
    )


def test_ranks_follow_the_documented_precedence(default: Profile) -> None:
    ranked = [rule.outcome for rule in sorted(default.rules, key=lambda rule: rule.rank) if not rule.also]

    assert [step(outcome) for outcome in ranked] == sorted(step(outcome) for outcome in ranked)


def test_what_is_narrower_is_judged_before_what_is_wider(default: Profile) -> None:
    rank = {rule.outcome: rule.rank for rule in default.rules if not rule.also}

    for topic in ("route:mass-email", "route:media"):
        assert rank[f"{topic}:too-late"] < rank[f"{topic}:needs-fields"] < rank[topic]
    assert rank["reject:quote-not-authorised"] < rank["quote:expired"] < rank["quote:valid"] < rank["route:quote"]
    assert rank["accept+phone-major"] < rank["redirect:end-user"] < rank["redirect:submit-ticket"]


def test_every_rule_names_its_clause_and_is_in_force_since_the_school_year(default: Profile) -> None:
    sources = {"004 procedures", "002 policy 5450", "000 three parties"}
    assert {rule.source for rule in default.rules} == sources
    assert all(rule.clause and rule.says and rule.reply for rule in default.rules)
    assert {rule.starts for rule in default.rules} == {date(2026, 8, 1)}


def rule(default: Profile, code: str) -> RuleFacts:
    return next(rule for rule in default.rules if rule.code == code)


def test_figures_are_those_of_the_procedures(default: Profile) -> None:
    lead = {box.code: (box.latest, box.earliest) for box in default.mailboxes if box.latest}

    assert lead == {"mass": (7, 10), "media": (5, 7)}
    assert (rule(default, "quote.valid").params or {})["days_valid"] == 30
    assert (rule(default, "phone.major").match or {})["roles"] == ("superintendent", "principal", "district office")
    assert (rule(default, "access.not-authorised").match or {})["roles_not"] == ("principal", "building administrator")


def test_mailboxes_are_those_of_the_contract(default: Profile) -> None:
    names = ("helpdesk", "mass", "media", "quotes", "sam", "activeresources", "maintenance")
    assert default.district.mail_domain == "example.org"
    assert {box.address for box in default.mailboxes} == {f"{name}@example.org" for name in names}


def test_sample_values_are_said_to_be_samples(default: Profile) -> None:
    assert "sample values" in (default.district.about or "")
    assert {day.source for day in default.calendar.day} == {"sample"}
    assert all(window.name.startswith("Sample") for window in default.windows)
    assert default.buildings == ()


def test_the_least_severity_promises_nothing(default: Profile) -> None:
    assert set(default.district.promises or {}) == {"1", "2", "3"}


def test_every_address_is_one_of_the_sample_domain() -> None:
    text = "".join(path.read_text("utf-8") for path in DEFAULT_FOLDER.glob("*.toml"))

    assert set(re.findall(r"\w@([\w.-]+\w)", text)) == {"example.org"}


class NobodyKnown:
    """A replica without records: what a filter names by itself is enough."""

    def named(self, noun: str, shows: str, typed: str, limit: int) -> list[tuple[str, str]]:
        return []

    def find(self, noun: str, shows: str, typed: str) -> list[tuple[str, str]]:
        return []

    def choices(self, listed: str) -> tuple[str, ...]:
        return TYPE


def test_every_saved_view_is_a_filter_that_lists_understand(default: Profile) -> None:
    for view in default.views:
        parse(view.filter, catalogue()[view.noun], NobodyKnown(), 1_790_000_000_000, default.district.zone, "an-id")
