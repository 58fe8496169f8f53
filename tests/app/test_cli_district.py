"""`rounds district`, `demo`, `rounds`: a district put in force, or invented."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

DISTRICT_TWO = Path(__file__).parents[1] / "fixtures" / "district-two"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile that may be changed."""
    folder = tmp_path / "profile"
    shutil.copytree(DISTRICT_TWO, folder)
    return folder


def test_a_right_profile_has_no_problems(cli: Any, home: Path, profile: Path) -> None:
    ran = cli("district", "check", profile, "--json")
    assert (ran.status, ran.json) == (0, {"changes": [], "problems": []})
    assert cli("district", "check", profile).out.endswith("the profile is right\n")


@pytest.mark.parametrize("verb", ["check", "apply"])
def test_problems_have_file_line_and_key(cli: Any, fresh: Path, profile: Path, verb: str) -> None:
    (profile / "buildings.toml").write_text('[[building]]\ncode = "1"\nname = "A"\nlevel = "hgh"\n', encoding="utf-8")
    ran = cli("district", verb, profile, "--json")
    assert ran.status == 2
    problem = next(each for each in ran.json["problems"] if each["line"] == 4)
    assert set(problem) == {"file", "line", "key", "message"}
    assert problem["file"] == "buildings.toml" and problem["key"].endswith("level")
    spoken = cli("district", verb, profile)
    assert spoken.status == 2 and "buildings.toml:4" in spoken.out and "nothing is changed" in spoken.err
    assert cli("district", "check", "/nowhere", "--json").status == 2


def test_apply_says_what_changes_and_does_it_once(cli: Any, fresh: Path, profile: Path) -> None:
    lines = (profile / "buildings.toml").read_text(encoding="utf-8").replace('name = "Edfina"', 'name = "Edfu"')
    (profile / "buildings.toml").write_text(lines, encoding="utf-8")
    dry = cli("district", "apply", profile, "--dry-run", "--json")
    done = cli("district", "apply", profile, "--json")
    assert dry.json["changes"] == done.json["changes"] and dry.json["dry_run"] is True
    change = {"verb": "change", "noun": "building", "name": "18", "field": "name", "old": "Edfina", "new": "Edfu"}
    assert change in done.json["changes"]
    assert cli("district", "apply", profile, "--json").json == {"changes": [], "problems": []}
    assert "nothing to change" in cli("district", "apply", profile).out
    assert cli("undo").status == 0
    assert "Edfina" in cli("rounds").out


def test_only_an_administrator_applies(cli: Any, fresh: Path, profile: Path, act_as: Any) -> None:
    act_as(fresh, "kim")
    ran = cli("district", "apply", profile, "--json")
    assert (ran.status, ran.error["code"]) == (5, "not-allowed")
    assert cli("district", "apply", profile, "--dry-run", "--json").status == 5
    assert cli("district", "check", profile).status == 0


def test_demo_fills_a_new_home(cli: Any, home: Path) -> None:
    told = cli("demo", "--tickets", "12", "--assets", "7", "--buildings", "3", "--json").json
    assert set(told) == {"tickets", "assets", "buildings", "people", "seconds"}
    assert (told["tickets"], told["assets"], told["buildings"]) == (12, 7, 3)
    assert told["people"] > 3 and told["seconds"] >= 0
    assert cli("ticket", "list", "status:any", "--json").json["total"] == 12
    assert "a sample" in cli("whoami").out
    ran = cli("demo", "--json")
    assert (ran.status, ran.error["code"]) == (1, "not-empty")


def test_demo_fills_an_empty_replica_and_keeps_its_owner(cli: Any, home: Path) -> None:
    cli("init", "--as", "jo")
    device = cli("whoami", "--json").json["device"]
    assert cli("demo", "--tickets", "5", "--assets", "5", "--buildings", "2").status == 0
    told = cli("whoami", "--json").json
    assert (told["login"], told["device"], told["roles"]) == ("jo", device, ["administrator"])
    assert len(told["grants"]) == 1
    assert cli("undo", "--json").error["code"] == "nothing"


def test_a_sample_is_the_same_for_the_same_seed(cli: Any, home: Path, tmp_path: Path) -> None:
    def subjects(name: str, seed: str) -> list[str]:
        where = ("--home", tmp_path / name)
        cli("demo", "--tickets", "20", "--assets", "5", "--buildings", "2", "--seed", seed, *where)
        tickets = cli("ticket", "list", "status:any", "sort:number", "--json", *where).json["tickets"]
        return [f"{ticket['number']} {ticket['subject']}" for ticket in tickets]

    assert subjects("a", "7") == subjects("b", "7") != subjects("c", "8")


@pytest.mark.parametrize("words", [("--tickets", "-1"), ("--tickets", "x"), ("--buildings", "0"), ("--seed", "1.5")])
def test_odd_sizes_are_refused(cli: Any, home: Path, words: tuple[str, ...]) -> None:
    assert cli("demo", *words, "--json").error["code"] == "usage"


def test_the_round_gives_its_reasons(cli: Any, sample: Path) -> None:
    buildings = cli("rounds", "--json").json["buildings"]
    assert len(buildings) == 5
    for building in buildings:
        assert set(building) >= {"code", "name", "open", "oldest", "score", "reasons", "oldest_seconds"}
        assert (building["oldest"] is None) == (building["open"] == 0) == (building["oldest_seconds"] is None)
    scores = [building["score"] for building in buildings]
    assert scores == sorted(scores, reverse=True)
    assert f"{buildings[0]['open']} open" in buildings[0]["reasons"]
    assert buildings[0]["name"] in cli("rounds").out


def test_a_round_without_buildings_says_so(cli: Any, home: Path) -> None:
    cli("init")
    ran = cli("rounds")
    assert (ran.status, ran.out) == (0, "") and "there is no building yet" in ran.err
    assert cli("rounds", "--json").json == {"buildings": []}


def test_the_weights_of_the_round_are_the_profiles(cli: Any, fresh: Path, profile: Path) -> None:
    """Of two schools, one with many small tickets and one with a grave one, the weights say which comes first."""
    many, grave = [building["code"] for building in cli("rounds", "--json").json["buildings"]][:2]
    for school, severity, times in ((many, "4", 3), (grave, "1", 1)):
        words = ("--building", school, "--room", "1", "--requester", "jo@schools.nile.example", "--severity", severity)
        for _ in range(times):
            assert cli("ticket", "add", *words, "--subject", "A lamp hums", "--description", "It hums.").status == 0

    def first_by(*weights: str) -> str:
        path = profile / "district.toml"
        text = path.read_text(encoding="utf-8")
        before = text.index("[weights]")
        end = text.find("\n[", before + 1)
        told = "[weights]\n" + "\n".join(weights) + "\n"
        path.write_text(text[:before] + told + (text[end:] if end > 0 else ""), encoding="utf-8")
        assert cli("district", "apply", profile).status == 0
        return str(cli("rounds", "--json").json["buildings"][0]["code"])

    rest = ("oldest_day = 0", "oldest_days_max = 0", "testing = 0")
    assert first_by("severity_1 = 2", "severity_2 = 2", "severity_3 = 2", "severity_4 = 2", *rest) == many
    assert first_by("severity_1 = 9", "severity_2 = 3", "severity_3 = 2", "severity_4 = 2", *rest) == grave
