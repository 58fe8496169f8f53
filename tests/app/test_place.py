"""Where the replica lies, above all when the home is on another machine's disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from rounds.app import place
from rounds.app.paths import Home, login
from rounds.data.errors import Unreached
from rounds.data.store import file_system


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine on which `net` is a network disk, and /var/lib and /var/tmp are folders of the test."""
    mounts = f"1 1 0:1 / / rw - ext4 /dev/x rw\n2 1 0:2 / {tmp_path}/net rw - nfs4 server:/x rw\n"
    monkeypatch.setattr(file_system, "_mounts", lambda: mounts)
    monkeypatch.setattr(place, "SYSTEM", tmp_path / "lib")
    monkeypatch.setattr(place, "TEMPORARY", tmp_path / "tmp")
    (tmp_path / "tmp").mkdir()
    (tmp_path / "net").mkdir()
    return tmp_path / "net"


def own_home(folder: Path) -> Home:
    """The folders of an account, not chosen by name."""
    return Home(folder / "share", folder / "config", folder / "state")


def test_a_home_on_this_machine_holds_its_replica(tmp_path: Path) -> None:
    home = own_home(tmp_path)
    assert place.place_of(home, None) == place.Place(home.data / "replica.db")
    assert place.place_of(home.sample, None).path == home.data / "sample" / "replica.db"


def test_a_folder_of_ones_choice_holds_both(tmp_path: Path) -> None:
    home = own_home(tmp_path)
    assert place.place_of(home, tmp_path / "x").path == tmp_path / "x" / "replica.db"
    assert place.place_of(home.sample, tmp_path / "x").path == tmp_path / "x" / "sample" / "replica.db"


def test_a_home_on_the_network_has_it_in_var_tmp(network: Path, tmp_path: Path) -> None:
    found = place.place_of(own_home(network), None)
    folder = tmp_path / "tmp" / f"rounds-{os.geteuid()}"
    assert found.path == folder / "replica.db"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert "network file system (nfs4)" in found.says and str(folder) in found.says
    assert place.place_of(own_home(network).sample, None).path == folder / "sample" / "replica.db"


def test_or_in_var_lib_where_that_may_be_written(network: Path, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    assert place.place_of(own_home(network), None).path == tmp_path / "lib" / login() / "replica.db"


def test_homes_that_were_chosen_by_name_are_kept_apart(network: Path) -> None:
    homes = [Home(network / name, network / name, network / name) for name in ("a", "b", "sample")]
    paths = {place.place_of(home, None).path for each in homes for home in (each, each.sample)}
    assert len(paths) == 6


@pytest.mark.parametrize("bad", ["link", "open"])
def test_a_folder_that_somebody_else_put_there_is_not_trusted(network: Path, tmp_path: Path, bad: str) -> None:
    folder = tmp_path / "tmp" / f"rounds-{os.geteuid()}"
    if bad == "link":
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        folder.symlink_to(tmp_path / "elsewhere")
    else:
        folder.mkdir()
        folder.chmod(0o777)
    with pytest.raises(Unreached) as caught:
        place.place_of(own_home(network), None)
    assert caught.value.code == "not-private"


def test_it_is_said_once(network: Path, cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUNDS_HOME", str(network))
    first = cli("init", "--json")
    assert first.status == 0 and "the replica is kept in" in first.err
    assert cli("whoami").err == ""
    assert list(network.iterdir()) == []


def test_a_replica_that_was_there_before_is_told_of_once(
    network: Path, cli: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rounds.app.sample import make_sample

    home = Home(network, network, network)
    make_sample(home, login(), tickets=1, assets=1, buildings=1)
    monkeypatch.setenv("ROUNDS_HOME", str(network))
    assert "the replica is kept in" in cli("whoami").err
    assert cli("whoami").err == ""


def test_a_folder_on_the_network_that_was_named_is_refused(network: Path, cli: Any, tmp_path: Path) -> None:
    home = Path(os.environ["ROUNDS_HOME"])
    home.mkdir()
    (home / "config.toml").write_text(f'replica_dir = "{network}/r"\n', encoding="utf-8")
    ran = cli("init", "--json")
    assert (ran.status, ran.error["code"]) == (4, "network-file-system")
