"""Writes the places and people of the sample, and gives them with their ids."""

from __future__ import annotations

from datetime import date
from typing import Any

from rounds.data.demo.cast import Cast, Member, School, Testing
from rounds.data.demo.chance import Chance
from rounds.data.demo.names import Names
from rounds.data.demo.people import Someone, Technician, staff, technicians
from rounds.data.demo.places import Site, sites
from rounds.data.demo.profile import Profile
from rounds.data.demo.testing import windows
from rounds.data.store.act import Act, Put

_GROUPS = {"elementary": ("BTC",), "middle": ("SECTEC",), "high": ("SECTEC",), "k8": ("BTC", "SECTEC"), "office": ("IT",)}


class Settlers:
    """Writes one district's places and people as they stood at `at`."""

    def __init__(self, act: Act, profile: Profile, at: int) -> None:
        self.act, self.profile, self.at = act, profile, at
        self.people = 0

    def put(self, noun: str, values: dict[str, Any]) -> str:
        """Write a new record; gives its id."""
        return self.act.put(Put(noun, {name: value for name, value in values.items() if value is not None}, at=self.at)).id

    def school(self, site: Site) -> School:
        """Write a building and its rooms."""
        id = self.put(
            "building",
            {"code": site.code, "name": site.name, "short": site.short, "level": site.level, "address": site.address, "phone": site.phone},
        )  # fmt: skip
        for room in site.rooms:
            self.put("room", {"building": id, "code": room.code, "name": room.name or None, "floor": room.floor})
        return School(id, site, _GROUPS[site.level])

    def member(self, someone: Someone, school: School) -> Member:
        """Write a person; somebody whose login is there already stays as they are."""
        id = self.profile.logins.get(someone.login or "")
        if id is None:
            room = someone.room.code if someone.room else None
            id = self.put(
                "person",
                {"name": someone.name, "mail": someone.mail, "login": someone.login, "role": someone.role,
                 "building": school.id, "room": room, "privacy": someone.privacy},
            )  # fmt: skip
        self.people += 1
        return Member(id, someone.spoken, someone.mail, someone.role, someone.login, someone.room, someone.privacy)

    def technician(self, technician: Technician, schools: list[School], home: School) -> Member:
        """Write a technician with what they may do, and where."""
        member = self.member(technician.someone, home)
        if technician.role != "administrator":
            for at in technician.sites or (None,):
                building = None if at is None else schools[at].id
                self.put("grant", {"person": member.id, "role": technician.role, "building": building})
        elif member.id not in self.profile.governing:
            self.put("grant", {"person": member.id, "role": technician.role})
        return member


def settle(act: Act, profile: Profile, chance: Chance, number: int, me_login: str, at: int) -> Cast:
    """Write `number` buildings with everybody who works there."""
    settlers, names = Settlers(act, profile, at), Names(chance)
    planned = sites(chance, number)
    workers = list(technicians(names, planned, me_login))
    schools = [settlers.school(site) for site in planned]
    home = next((school for school in schools if school.site.level == "office"), schools[0])
    pools: dict[str, list[Member]] = {}
    for worker in workers:
        member = settlers.technician(worker, schools, home)
        if not worker.sites or worker.role == "administrator":
            pools.setdefault(worker.group, []).extend([member] * _share(worker))
        for place in worker.sites:
            school = schools[place]
            group = school.groups[-1] if worker.role == "administrator" else worker.group
            school.technicians.setdefault(group, []).extend([member] * _share(worker))
    for school in schools:
        for someone in staff(chance, names, school.site):
            school.staff.setdefault(someone.role, []).append(settlers.member(someone, school))
        act.flush()
    return Cast(schools, profile.groups, pools, settlers.people)


def _share(worker: Technician) -> int:
    """How much of the work is theirs: whoever looks at the sample has something to do."""
    return 3 if worker.role == "administrator" else 1


def open_windows(act: Act, cast: Cast, profile: Profile, first: date, today: date, at: int) -> None:
    """Write the testing windows, and tell when they are."""
    settlers = Settlers(act, profile, at)
    for window in windows(cast.schools, first, today, profile.calendar):
        settlers.put(
            "testing_window",
            {"name": window.name, "starts": window.first.isoformat(), "ends": window.last.isoformat(), "buildings": list(window.codes)},
        )  # fmt: skip
        schools = tuple(school for school in cast.schools if school.site.code in window.codes)
        cast.testing.append(Testing(*window.span(profile.calendar.zone), schools))


def save_views(act: Act, cast: Cast, profile: Profile, at: int) -> None:
    """Write two filters that whoever looks at the sample may want again."""
    mine = ",".join(school.site.code for school in cast.schools if cast.me in sum(school.technicians.values(), []))
    views = {"my school": f"building:{mine} status:new,open,waiting,held"} if mine else {}
    views["Chromebooks that wait"] = "chromebook status:waiting"
    for rank, (name, filter) in enumerate(views.items(), 100):
        Settlers(act, profile, at).put("saved_view", {"name": name, "filter": filter, "person": cast.me.id, "rank": rank})
