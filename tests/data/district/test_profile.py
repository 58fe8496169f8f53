"""Every fault of a profile is told with its file, line and key, and no folder at all brings a traceback."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rounds.data.district import profile as profiles
from rounds.data.district.problem import Problem, instead_of, shown
from rounds.data.district.profile import DEFAULT_FOLDER, FILES, read
from rounds.data.district.sheet import FILE_BYTES_MAX, PROBLEMS_MAX

TWO = Path(__file__).parents[2] / "fixtures" / "district-two"

SMALL = {
    "district.toml": """\
code = "small"
name = "Small"
zone = "America/Chicago"
mail_domain = "example.org"

[hours]
monday = ["08:00", "16:00"]

[weights]
severity_1 = 8
severity_2 = 4
severity_3 = 2
severity_4 = 1
oldest_day = 1
oldest_days_max = 30
testing = 5
""",
    "groups.toml": """\
[[group]]
code = "IT"
name = "Information Technology"
queue = true
""",
}

Problems = Callable[..., list[Problem]]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with a small profile that has no problems."""
    for name, text in SMALL.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def problems(small: Path) -> Problems:
    """What is wrong with the small profile once a file has this text, or this piece of it another."""

    def spoil(name: str, text: str | bytes, instead_of: str | None = None) -> list[Problem]:
        path = small / name
        if instead_of is not None:
            before = path.read_text("utf-8")
            assert instead_of in before, "the piece to replace is there"
            assert isinstance(text, str)
            text = before.replace(instead_of, text, 1)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read(small)[1]

    return spoil


def test_the_small_profile_has_no_problems(small: Path) -> None:
    profile, problems = read(small)

    assert problems == []
    assert profile is not None
    assert profile.district.hours == {"monday": (480, 960)}
    assert profile.rules == ()


GROUP = '[[group]]\ncode = "IT"\nname = "Information Technology"\n'
DUTY = '[[duty]]\ncode = "a.b"\ncategory = "c"\nsays = "Do it."\n'
RULE = (
    '[[rule]]\ncode = "r"\noutcome = "accept"\nrank = 1\nsays = "s"\nclause = "c"\nsource = "x"\nstarts = 2026-08-01\n'
)
CATEGORY = '[[category]]\ncode = "c"\nlabel = "C"\n'
LEVELS = "".join(
    f'[[level]]\ncode = "{code}"\nlabel = "L"\n' for code in ("elementary", "middle", "high", "k8", "office")
)
DAY = '[[day]]\nname = "Break"\nkind = "closed"\nstarts = 2026-11-25\nends = 2026-11-27\n'
WINDOW = '[[window]]\nname = "W"\nstarts = 2026-11-25\nends = 2026-11-27\n'
BUILDING = '[[building]]\ncode = "012"\nname = "B"\nlevel = "high"\n'
VIEW = '[[view]]\nname = "v"\nfilter = "x"\n'

REPLACED = [
    # file, text there, text instead, line, key, what the message says
    ("district.toml", 'name = "Small"\n', "", 1, "name", "missing; add name = "),
    ("district.toml", "name =", "nmae =", 2, "nmae", "did you mean 'name'?"),
    ("district.toml", '"Small"', "7", 2, "name", "no text; write it like"),
    ("district.toml", '"Small"', '"  "', 2, "name", "is empty"),
    ("district.toml", '"Small"', '"' + "x" * 501 + '"', 2, "name", "shorten it to 500"),
    ("district.toml", '"Small"', '"\\u001b[2J"', 2, "name", "control or invisible character; take it out"),
    ("district.toml", '"Small"', '"a\\nb"', 2, "name", "line break"),
    ("district.toml", '"Small"', '"a\\u202eb"', 2, "name", "invisible"),
    ("district.toml", '"small"', '"two words"', 1, "code", "without blanks"),
    ("district.toml", "America/Chicago", "America/Chicgo", 3, "zone", "did you mean 'America/Chicago'?"),
    ("district.toml", "America/Chicago", "../../etc/passwd", 3, "zone", "no time zone"),
    ("district.toml", "America/Chicago", "America", 3, "zone", "no time zone"),
    ("district.toml", '"example.org"', '"@example.org"', 4, "mail_domain", "without @"),
    ("district.toml", '"example.org"', '"example"', 4, "mail_domain", "no mail domain"),
    ("district.toml", '["08:00", "16:00"]', '["16:00", "08:00"]', 7, "hours.monday", "write the earlier time first"),
    ("district.toml", '["08:00", "16:00"]', '["08:00", "08:00"]', 7, "hours.monday", "write the earlier time first"),
    ("district.toml", '"16:00"', '"25:00"', 7, "hours.monday", "no time of day"),
    ("district.toml", '"16:00"', "16", 7, "hours.monday", "no time of day"),
    ("district.toml", '["08:00", "16:00"]', '"all day"', 7, "hours.monday", "no span of hours"),
    ("district.toml", "monday =", "mondy =", 7, "hours.mondy", "did you mean 'monday'?"),
    ("district.toml", "severity_1 = 8", "severity_1 = 'x'", 10, "weights.severity_1", "no number"),
    ("district.toml", "severity_1 = 8", "severity_1 = nan", 10, "weights.severity_1", "no number"),
    ("district.toml", "severity_1 = 8", "severity_1 = true", 10, "weights.severity_1", "no number"),
    ("district.toml", "severity_1 = 8", "severity_1 = -1", 10, "weights.severity_1", "write 0 to"),
    ("district.toml", "severity_1 = 8", "severity_1 = 3", 9, "weights", "let severity_1 to severity_4 fall"),
    ("district.toml", "testing = 5", "tested = 5", 16, "weights.tested", "did you mean 'testing'?"),
    ("district.toml", "testing = 5\n", "", 9, "weights.testing", "missing"),
    ("district.toml", "[weights]", "[promises]\n5 = 60\n[weights]", 10, "promises.5", "known are 1, 2, 3, 4"),
    ("district.toml", "[weights]", "[promises]\n1 = 0\n[weights]", 10, "promises.1", "out of range"),
    ("district.toml", "[weights]", "[promises]\n1 = 1.5\n[weights]", 10, "promises.1", "no whole number"),
    ("district.toml", "[hours]", "attachment_max = 0\n[hours]", 6, "attachment_max", "out of range"),
    ("district.toml", "[hours]", "hours = 3\n[huors]", 6, "hours", "no table"),
    ("groups.toml", "queue = true", 'queue = "yes"', 4, "group.queue", "write true or false"),
    ("groups.toml", "queue = true", 'same_as = "ITT"', 4, "group.same_as", "did you mean 'IT'?"),
    ("groups.toml", "queue = true", 'same_as = "IT"', 4, "group.same_as", "names the group itself"),
    ("groups.toml", "queue = true", 'columns = ["x"]', 4, "group.columns", "no column 'x' in lists.toml; add it"),
    ("groups.toml", "queue = true", 'columns = "x"', 4, "group.columns", "is no list"),
    ("groups.toml", "queue = true", GROUP, 5, "group.code", "already on line 2"),
    ("groups.toml", "queue = true", GROUP.replace("IT", "it"), 5, "group.code", "already on line 2"),
    ("groups.toml", "[[group]]", "[group]", 1, "group", "head each of them with [[group]]"),
]


@pytest.mark.parametrize(("file", "there", "instead", "line", "key", "says"), REPLACED)
def test_a_spoilt_key_is_told_with_its_place(
    problems: Problems, file: str, there: str, instead: str, line: int, key: str, says: str
) -> None:
    found = problems(file, instead, there)

    first = next(problem for problem in found if problem.key == key)
    assert (first.file, first.line) == (file, line)
    assert says in first.message


ADDED = [
    # file, its whole text, line, key, what the message says
    ("groups.toml", "", 1, "group", "add one under [[group]]"),
    ("groups.toml", f'{GROUP}same_as="B"\n[[group]]\ncode="B"\nname="B"\nsame_as="C"\n[[group]]\ncode="C"\nname="C"',
     4, "group.same_as", "itself the same as another; name that one here"),
    ("matrix.toml", DUTY + 'parties.IT = { part = "leads" }', 3, "duty.category", "no category 'c' in lists.toml"),
    ("matrix.toml", DUTY + 'parties.ITT = { part = "leads" }', 5, "duty.parties.ITT", "did you mean 'IT'?"),
    ("matrix.toml", DUTY + 'parties.IT = { part = "owns" }', 5, "duty.parties.IT.part", "known are leads, helps"),
    ("matrix.toml", DUTY + 'parties.IT = { part = "helps" }', 5, "duty.parties", "let one of the groups lead it"),
    ("matrix.toml", DUTY + "parties.IT = {}", 5, "duty.parties.IT.part", "missing"),
    ("matrix.toml", DUTY + "parties = {}", 5, "duty.parties", "names no group"),
    ("matrix.toml", DUTY, 1, "duty.parties", "missing"),
    ("matrix.toml", DUTY.replace("a.b", "Reset"), 2, "duty.code", "write it like"),
    ("lists.toml", '[[priority]]\ncode = "low"\nlabel = "L"', 1, "priority", "'normal' is missing"),
    ("lists.toml", LEVELS + '[[level]]\ncode = "hgh"\nlabel = "H"', 17, "level.code", "cannot be added; did you mean 'high'?"),
    ("lists.toml", LEVELS + 'columns = ["nowhere"]', 16, "level.columns", "no column 'nowhere'"),
    ("lists.toml", CATEGORY + CATEGORY, 5, "category.code", "already on line 2"),
    ("intake.toml", RULE.replace("accept", "accpet"), 3, "rule.outcome", "did you mean 'accept'?"),
    ("intake.toml", RULE.replace("accept", "notice:testing-delay"), 3, "rule.outcome", "add also = true"),
    ("intake.toml", RULE + "also = true", 3, "rule.outcome", "leave 'also' out"),
    ("intake.toml", RULE + "ends = 2026-07-31", 9, "rule.ends", "lies before the first day, 2026-08-01"),
    ("intake.toml", RULE.replace("2026-08-01", '"2026-08-01"'), 8, "rule.starts", "write it like 2026-09-01, without quotes"),
    ("intake.toml", RULE.replace("2026-08-01", "2026-08-01T00:00:00"), 8, "rule.starts", "no day"),
    ("intake.toml", RULE + 'reply = "{wen}"', 9, "rule.reply", "no fact of a verdict"),
    ("intake.toml", RULE + 'match = { channel = ["form"] }', 9, "rule.match.channel", "did you mean 'channels'?"),
    ("intake.toml", RULE + 'match = { channels = ["fax"] }', 9, "rule.match.channels", "known are form, email"),
    ("intake.toml", RULE + 'match = { topics = ["bus"] }', 9, "rule.match.topics", "no topic 'bus'"),
    ("intake.toml", RULE + 'params = { mailbox = "mass" }', 9, "rule.params.mailbox", "no mailbox 'mass' in mail.toml"),
    ("intake.toml", RULE + "match = {}", 9, "rule.match", "leave the key out"),
    ("intake.toml", RULE + RULE.replace('"r"', '"s"'), 12, "rule.rank", "give one of the two another rank"),
    ("calendar.toml", DAY.replace("11-27", "11-24"), 5, "day.ends", "lies before the first day, 2026-11-25"),
    ("calendar.toml", DAY.replace("2026-11-27", "2036-11-27"), 5, "day.ends", "see to the year"),
    ("calendar.toml", DAY + DAY, 9, "day.starts", "2026-11-25 belongs to 'Break' already"),
    ("calendar.toml", DAY.replace("closed", "clsoed"), 3, "day.kind", "did you mean 'closed'?"),
    ("calendar.toml", DAY + 'building = "012"', 6, "day.building", "no building '012' in buildings.toml; add it"),
    ("calendar.toml", 'holidays_country = "XX"\nholidays_years = [2026]', 1, "holidays_country", "no holidays are known"),
    ("calendar.toml", 'holidays_country = "US"', 1, "holidays_years", "write the first and the last"),
    ("calendar.toml", "holidays_years = [2026]", 1, "holidays_years", "has no country"),
    ("calendar.toml", 'holidays_country = "US"\nholidays_years = [2028, 2026]', 2, "holidays_years", "see to its order"),
    ("calendar.toml", 'holidays_country = "US"\nholidays_years = [2026]\nholidays_region = "ZZ"', 3, "holidays_region",
     "US has no region 'ZZ'"),
    ("calendar.toml", 'holidays_country = "US"\nholidays_years = [2026]\nholidays_language = "xx"', 3, "holidays_language",
     "no names in 'xx'"),
    ("windows.toml", WINDOW.replace("11-27", "11-24"), 4, "window.ends", "lies before the first day"),
    ("windows.toml", WINDOW + 'buildings = [\n  "012",\n]', 6, "window.buildings", "no building '012'"),
    ("windows.toml", WINDOW + WINDOW, 6, "window.name", "already on line 2"),
    ("mail.toml", '[[mailbox]]\ncode = "m"\naddress = "m at example.org"', 3, "mailbox.address", "no mail address"),
    ("mail.toml", '[[mailbox]]\ncode = "m"\naddress = "m@example.org"\nlatest = 7\nearliest = 5', 5, "mailbox.earliest",
     "write 7 or more"),
    ("views.toml", VIEW.replace('"x"', '""'), 3, "view.filter", "is empty"),
    ("views.toml", VIEW + 'noun = "tickets"', 4, "view.noun", "did you mean 'ticket'?"),
    ("buildings.toml", BUILDING.replace("high", "collge"), 4, "building.level", "known are elementary"),
    ("buildings.toml", BUILDING + BUILDING, 6, "building.code", "already on line 2"),
    ("buildings.toml", BUILDING + 'short = "ABCDE"', 5, "building.short", "shorten it to 4"),
    ("buildings.toml", BUILDING + 'zone = "Mars/Olympus"', 5, "building.zone", "no time zone"),
    ("buildings.toml", BUILDING + '[[building.room]]\ncode = "1"\n' * 2, 8, "building.room.code", "already on line 6"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "text", "line", "key", "says"), ADDED)
def test_a_wrong_file_is_told_with_its_place(
    problems: Problems, file: str, text: str, line: int, key: str, says: str
) -> None:
    found = problems(file, text)

    first = next(problem for problem in found if problem.key == key)
    assert (first.file, first.line) == (file, line)
    assert says in first.message


def test_every_message_ends_with_a_mend_and_none_can_steer_a_terminal(problems: Problems) -> None:
    found = [problem for file, text, *_ in ADDED for problem in problems(file, text)]
    found += problems("mail.toml", '"\\u001b[2J\\u001b]0;x\\u0007" = 1')

    for problem in found:
        assert re.search(r"[;?]", problem.message), problem
        assert "\x1b" not in str(problem)
        assert str(problem).startswith(f"{problem.file}:{problem.line}: ")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (b"a = 1\nb = \n", 2, "is no TOML"),
        (b'a = 1\nb = "x', 2, "is no TOML"),
        (b"[[group]]\na = 1\n[[group]]\na = 1\na = 2\n", 5, "is no TOML"),
        (b"[a]\n[b]\n[a]\n", 3, "is no TOML"),
        (b"a = 1\r\nb = \x1b\r\n", 2, "is no TOML"),
        (b"a = 1\nb = '\xff'\n", 2, "save the file as UTF-8"),
        (b"a = 1\n\n\0", 3, "NUL"),
        (b"\x7fELF\x02\x01\x00" + bytes(range(256)), 2, "UTF-8"),
        (b"a = 0x" + b"f" * 90 + b"\nb = 2026-13-45", 2, "is no TOML"),
        (b"a = " + b"9" * 5000, 1, "if it is text, put it in quotes"),
        (b"\n" + b".".join([b"a"] * 20) + b" = 1", 2, "use fewer dots"),
        (b"a = " + b"[" * 100_000, 1, "make it flatter"),
        (b"#" * (FILE_BYTES_MAX + 1), 0, "larger than 2 MB"),
        (b"a = 1\n" * 1_700_000, 0, "larger than 2 MB"),
    ],
    ids=lambda given: given[:12].hex() if isinstance(given, bytes) else None,
)
def test_what_is_no_toml_is_told_on_its_line(problems: Problems, text: bytes, line: int, says: str) -> None:
    found = problems("matrix.toml", text)

    assert [(problem.file, problem.line, problem.key) for problem in found] == [("matrix.toml", line, "")]
    assert says in found[0].message


def test_windows_line_ends_and_marks_are_read(small: Path) -> None:
    text = SMALL["groups.toml"].replace("\n", "\r\n")
    (small / "groups.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert read(small)[1] == []


def test_a_broken_file_is_not_held_against_the_others(problems: Problems) -> None:
    problems("lists.toml", CATEGORY)
    problems("matrix.toml", DUTY + 'parties.IT = { part = "leads" }')

    found = problems("groups.toml", "[[group]\n")

    assert [problem.file for problem in found] == ["groups.toml"]


def test_one_wrong_key_brings_no_problem_for_those_who_refer_to_its_entry(problems: Problems) -> None:
    problems("lists.toml", CATEGORY)
    problems("matrix.toml", DUTY + 'parties.IT = { part = "leads" }')

    found = problems("groups.toml", "queue = 1", "queue = true")

    assert [problem.key for problem in found] == ["group.queue"]


def test_all_problems_are_told_at_once_in_the_order_of_files_and_lines(problems: Problems) -> None:
    problems("views.toml", VIEW.replace('"x"', '""'))
    found = problems(
        "district.toml", SMALL["district.toml"].replace("Chicago", "X").replace("08:00", "x").replace("= 8", "= ''")
    )

    assert [(problem.file, problem.line) for problem in found] == [
        ("district.toml", 3),
        ("district.toml", 7),
        ("district.toml", 10),
        ("views.toml", 3),
    ]


@pytest.mark.parametrize("missing", ["district.toml", "groups.toml"])
def test_a_missing_file_is_told_if_the_profile_needs_it(small: Path, missing: str) -> None:
    (small / missing).unlink()

    profile, found = read(small)

    assert profile is None
    assert [(problem.file, problem.line) for problem in found] == [(missing, 0)]


def test_an_unknown_file_is_told_unless_it_is_nobodys_business(small: Path) -> None:
    for name in ("gruops.toml", "README.md", ".hidden", "glossary.toml"):
        (small / name).write_text("")

    found = read(small)[1]

    assert [problem.file for problem in found] == ["gruops.toml"]
    assert found[0].message.endswith("did you mean 'groups.toml'?")


@pytest.mark.parametrize("folder", ["/nowhere/at/all", "/dev/null", "\0", "x" * 5000, __file__])
def test_what_is_no_folder_is_one_problem(folder: str) -> None:
    profile, found = read(Path(folder))

    assert profile is None
    assert len(found) == 1
    assert "no folder" in found[0].message


def test_an_empty_folder_lacks_the_needed_files(tmp_path: Path) -> None:
    assert [problem.file for problem in read(tmp_path)[1]] == ["district.toml", "groups.toml"]


def test_a_link_is_followed(small: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for name in SMALL:
        (elsewhere / name).symlink_to(small / name)

    assert read(elsewhere)[1] == []


def test_what_is_no_file_is_never_opened(small: Path) -> None:
    os.mkfifo(small / "mail.toml")
    (small / "views.toml").symlink_to("/dev/zero")
    (small / "matrix.toml").mkdir()
    (small / "windows.toml").symlink_to("windows.toml")

    found = read(small)[1]

    assert [(problem.file, problem.line) for problem in found] == [
        ("matrix.toml", 0),
        ("windows.toml", 0),
        ("mail.toml", 0),
        ("views.toml", 0),
    ]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("groups.toml", '[[group]]\ncode="A"\n' * 50_000),
        ("views.toml", "".join(f"key{number} = 1\n" for number in range(60_000))),
        ("matrix.toml", "duty = [" + "{}," * 150_000 + "]"),
        ("windows.toml", WINDOW + "buildings = [" + ",".join(f'"{number}"' for number in range(80_000)) + "]"),
        ("lists.toml", "".join(f'[[level]]\ncode = "l{number}"\nlabel = "x"\n' for number in range(20_000))),
        ("calendar.toml", "".join(f"{DAY}building='{number}'\n" for number in range(8_000)).replace("2026-11-27", "2027-11-27")),
    ],
    ids=lambda given: given[:20],
)  # fmt: skip
def test_a_flood_of_faults_is_cut_and_takes_no_time(problems: Problems, file: str, text: str) -> None:
    began = time.perf_counter()
    found = problems(file, text)

    assert 0 < len(found) <= PROBLEMS_MAX
    assert time.perf_counter() - began < 8


WORDS = st.sampled_from(
    [
        "code",
        "name",
        "[[group]]\n",
        "[[duty]]\n",
        "[hours]\n",
        "=",
        " = ",
        '"IT"',
        "1",
        "true",
        "[",
        "]",
        "{",
        "}",
        ",",
        "\n",
    ]
    + [
        "2026-08-01",
        "parties",
        ".",
        "zone",
        "'''",
        "\x1b",
        "\0",
        "é",
        "[[rule]]\n",
        "rank",
        "match",
        "{}",
        "[]",
        "-",
        "nan",
    ]
)


@given(file=st.sampled_from(sorted(FILES)), text=st.lists(WORDS, max_size=25).map("".join))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_brings_a_traceback(small: Path, file: str, text: str) -> None:
    (small / file).write_text(text, "utf-8")

    profile, found = read(small)
    if file not in SMALL:
        (small / file).unlink()
    else:
        (small / file).write_text(SMALL[file], "utf-8")

    assert (profile is None) == bool(found)


CHANGED = st.sampled_from(["\n", '"', "[", "]", "=", "0", "x", "#", "'", " ", "{", "}", ",", "-", "\t"])


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_slip_of_the_pen_in_a_right_profile_brings_no_traceback(tmp_path: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(path.name for path in TWO.iterdir())))
    text = (TWO / name).read_text("utf-8")
    at = data.draw(st.integers(0, len(text)))
    text = text[:at] + data.draw(CHANGED) + text[at + data.draw(st.integers(0, 3)) :]
    shutil.copytree(TWO, tmp_path, dirs_exist_ok=True)
    (tmp_path / name).write_text(text, "utf-8")

    profile, found = read(tmp_path)

    assert (profile is None) == bool(found)
    assert all(0 <= problem.line <= text.count("\n") + 1 for problem in found if problem.file == name)


def test_a_second_district_is_read_from_toml_alone() -> None:
    profile, found = read(TWO)

    assert found == []
    assert profile is not None
    assert profile.district.zone == "Africa/Cairo"
    assert "friday" not in profile.district.hours
    assert [group.code for group in profile.groups] == ["DESK", "FIELD", "LAB", "FIELD-UP"]


def test_no_word_of_a_district_is_in_the_program() -> None:
    code = "".join(path.read_text("utf-8") for path in Path(profiles.__file__).parent.glob("*.py"))
    default, _ = read(DEFAULT_FOLDER)
    assert default is not None
    codes = {group.code for group in default.groups} - {"IT"}  # stands in an example of a message

    assert not [word for word in codes if re.search(rf"\b{word}\b", code)]
    assert "Spectra" not in code


def test_a_problem_reads_as_one_line() -> None:
    assert str(Problem("a.toml", 3, "group.code", "is wrong; mend it")) == "a.toml:3: group.code: is wrong; mend it"
    assert str(Problem("a.toml", 0, "", "is missing; add it")) == "a.toml: is missing; add it"
    assert str(Problem("", 0, "", "no folder")) == "no folder"


def test_long_or_hostile_pieces_are_shown_short_and_harmless() -> None:
    assert shown("x" * 100) == "x" * 39 + "…"
    assert "\x1b" not in shown("\x1b[31m")
    assert instead_of("x" * 1_000_000, ["name"]) == "known are name"
    assert instead_of("it", ["IT", "BTC"]) == "did you mean 'IT'?"
    assert instead_of("zzz", []) == "there are none yet"
