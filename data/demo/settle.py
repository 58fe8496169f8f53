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

_GROUPS = {
    "elementary": ("BTC",),
    "middle": ("SECTEC",),
    "high": ("SECTEC",),
    "k8": ("BTC", "SECTEC"),
    "office": ("IT",),
}
"""Level to the codes of the groups that serve it."""

_SHARE = {"administrator": 3}
"""How much more of the work is theirs: whoever looks at the sample has something to do."""


class Settlers:
    """Writes records that are there from the beginning, as things stood at `at`."""

    def __init__(self, act: Act, profile: Profile, at: int, now_ms: int) -> None:
        self.act, self.profile, self.at, self.now_ms = act, profile, at, now_ms

    def put(self, noun: str, values: dict[str, Any]) -> str:
        """Write a new record; gives its id."""
        told = {name: value for name, value in values.items() if value is not None}
        return self.act.put(Put(noun, told, at=self.at)).id

    def school(self, site: Site) -> School:
        """Write a building and its rooms."""
        values = {
            "code": site.code,
            "name": site.name,
            "short": site.short,
            "level": site.level,
            "address": site.address,
            "phone": site.phone,
        }
        id = self.put("building", values)
        for room in site.rooms:
            self.put("room", {"building": id, "code": room.code, "name": room.name or None, "floor": room.floor})
        return School(id, site, _GROUPS[site.level])

    def member(self, someone: Someone, school: School) -> Member:
        """Write a person; of somebody whose login is there already, what is not known yet."""
        told = {
            "name": someone.name,
            "mail": someone.mail,
            "login": someone.login,
            "role": someone.role,
            "building": school.id,
            "room": someone.room.code if someone.room else None,
            "privacy": someone.privacy,
        }
        id = self.profile.logins.get(someone.login or "")
        if id is None:
            id = self.put("person", told)
        else:
            known = self.act.present("person", id) or {}
            missing = {name: value for name, value in told.items() if known.get(name) in (None, "unknown")}
            self.act.put(Put("person", missing, id, at=self.now_ms))
        return Member(id, someone.spoken, someone.mail, someone.role, someone.login, someone.room, someone.privacy)

    def technician(self, technician: Technician, schools: list[School], home: School) -> Member:
        """Write a technician with what they may do, and where."""
        member = self.member(technician.someone, home)
        if technician.role != "administrator":
            for place in technician.sites or (None,):
                building = None if place is None else schools[place].id
                self.put("grant", {"person": member.id, "role": technician.role, "building": building})
        elif member.id not in self.profile.governing:
            self.put("grant", {"person": member.id, "role": technician.role})
        return member


def settle(settlers: Settlers, chance: Chance, number: int, me_login: str) -> Cast:
    """Write `number` buildings with everybody who works there."""
    names = Names(chance)
    planned = sites(chance, number)
    workers = list(technicians(names, planned, me_login))
    schools = [settlers.school(site) for site in planned]
    pools = _put_to_work(settlers, workers, schools)
    people = len(workers)
    for school in schools:
        for someone in staff(chance, names, school.site):
            school.staff.setdefault(someone.role, []).append(settlers.member(someone, school))
            people += 1
        settlers.act.flush()
    return Cast(schools, settlers.profile.groups, pools, people)


def _put_to_work(settlers: Settlers, workers: list[Technician], schools: list[School]) -> dict[str, list[Member]]:
    """Write the technicians and make them known to their schools; gives those who serve every school, by group."""
    home = next((school for school in schools if school.site.level == "office"), schools[0])
    pools: dict[str, list[Member]] = {}
    for worker in workers:
        member, share = settlers.technician(worker, schools, home), _SHARE.get(worker.role, 1)
        if not worker.sites or worker.role == "administrator":
            pools.setdefault(worker.group, []).extend([member] * share)
        for school in (schools[place] for place in worker.sites):
            group = school.groups[-1] if worker.role == "administrator" else worker.group
            school.technicians.setdefault(group, []).extend([member] * share)
    return pools


def open_windows(settlers: Settlers, cast: Cast, first: date, today: date) -> None:
    """Write the testing windows, and tell when they are."""
    calendar = settlers.profile.calendar
    for window in windows(cast.schools, first, today, calendar):
        starts, ends = window.first.isoformat(), window.last.isoformat()
        values = {"name": window.name, "starts": starts, "ends": ends, "buildings": list(window.codes)}
        settlers.put("testing_window", values)
        schools = tuple(school for school in cast.schools if school.site.code in window.codes)
        cast.testing.append(Testing(*window.span(calendar.zone), schools))


def save_views(settlers: Settlers, cast: Cast) -> None:
    """Write two filters that whoever looks at the sample may want again."""
    mine = [school.site.code for school in cast.schools if any(cast.me in each for each in school.technicians.values())]
    views = {"my school": f"building:{','.join(mine)} status:new,open,waiting,held"} if mine else {}
    views["Chromebooks that wait"] = "chromebook status:waiting"
    for rank, (name, filter) in enumerate(views.items(), 100):
        settlers.put("saved_view", {"name": name, "filter": filter, "person": cast.me.id, "rank": rank})
