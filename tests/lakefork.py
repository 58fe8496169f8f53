"""An invented district, small enough to know by heart: fourteen buildings, forty open tickets, a testing week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from rounds.data.clock import MINUTE_MS, milliseconds
from rounds.data.desk import profiles
from rounds.data.desk.desk import Desk
from rounds.data.desk.undo import BEGIN
from rounds.data.store.act import Put
from rounds.data.store.open import Replica, create, open_replica
from tests.builders import TickingClock

NOW = milliseconds(datetime(2026, 11, 19, 16, 21, tzinfo=UTC))
"""Thursday morning, 10:21 at the schools, in the testing week."""

DAY = 24 * 60
ME, MATE, LEARNER = "kim", "okafor", "castell"
"""An administrator, a technician of every school, and a technician of Hellgate alone."""

BUILDINGS = (
    ("101", "Hellgate High School", "HGT", "high"),
    ("102", "Kestrel Ridge High School", "KRH", "high"),
    ("103", "Lookout High School", "LKT", "high"),
    ("201", "Alder Creek Middle School", "ACM", "middle"),
    ("202", "Northgate Middle School", "NGM", "middle"),
    ("301", "Larkspur Elementary", "LKS", "elementary"),
    ("302", "Cold Spring Elementary", "CSE", "elementary"),
    ("303", "Juniper Elementary", "JUN", "elementary"),
    ("304", "Mill Pond Elementary", "MPE", "elementary"),
    ("305", "Willow Bend Elementary", "WBE", "elementary"),
    ("306", "Prospect Elementary", "PRO", "elementary"),
    ("307", "Fern Hollow Elementary", "FHE", "elementary"),
    ("308", "Stonebridge Elementary", "STB", "elementary"),
    ("401", "District Office", "DO", "office"),
)

PEOPLE = (
    ("Kim Raman", "kim", "kim.raman", "unknown"),
    ("Ada Okafor", "okafor", "ada.okafor", "unknown"),
    ("Jo Castell", "castell", "jo.castell", "unknown"),
    ("Dana Whitlow", None, "dana.whitlow", "teacher"),
    ("Rosa Lindqvist", None, "rosa.lindqvist", "secretary"),
    ("Ben Achterberg", None, "ben.achterberg", "principal"),
    ("Moses Odom", None, "moses.odom", "teacher"),
)


@dataclass(frozen=True, slots=True)
class Story:
    """One ticket, as it stands now."""

    subject: str
    school: str
    room: str
    severity: int
    minutes_ago: int
    status: str = "new"
    assignee: str | None = None
    group: str | None = None
    testing: bool = False
    requester: str = "dana.whitlow"


WIFI = "Wi-Fi down in the whole 200 wing, testing in period 2"
PRINT = "Front office cannot print attendance or passes"
PROCTOR = "Test proctor laptop asks for an administrator password"
VIDEO = "Video site blocked in class"
SCANNER = "Scanner in the counting room is back"

STORIES = (
    Story(WIFI, "HGT", "214", 1, 45, "new", None, "IT", True),
    Story(PRINT, "LKS", "office", 1, 12, "new", None, "IT", requester="rosa.lindqvist"),
    Story(PROCTOR, "HGT", "118", 2, 60, "open", LEARNER, "SECTEC", True),
    Story("Phones dead in the main office after the power cut", "ACM", "office", 2, 75, group="IT"),
    Story("28 Chromebooks in cart C will not charge", "HGT", "lib", 2, 190, "open", ME, "SECTEC"),
    Story("Projector shows no image, observed lesson tomorrow", "LKS", "12", 2, 250, group="BTC"),
    Story("Student files missing after the move to the new server", "KRH", "205", 2, DAY + 30, "held", MATE, "IT"),
    Story(VIDEO, "HGT", "120", 3, DAY + 60, "held"),
    Story("Switch user on the shared iMac leaves a grey screen", "ACM", "art", 3, DAY + 90, "open", MATE, "SECTEC"),
    Story("Substitute has no login for the week", "LKS", "7", 3, DAY + 120, group="BTC"),
    Story("Gradebook signs out every ten minutes", "KRH", "211", 3, DAY + 150, "waiting", ME, "IT"),
    Story("Document camera not seen after the update", "HGT", "302", 3, 2 * DAY, group="SECTEC"),
    Story("New class group for the robotics elective", "CSE", "lab", 3, 2 * DAY + 30, group="BTC"),
    Story("Install the geometry package on 30 machines", "ACM", "lab 2", 3, 2 * DAY + 60, "open", LEARNER, "SECTEC"),
    Story("Headset microphone silent in the language lab", "KRH", "lab 1", 3, 2 * DAY + 90, group="SECTEC"),
    Story("Laser printer in the staff room jams on two sides", "HGT", "staff", 3, 3 * DAY, "waiting", MATE, "IT"),
    Story("Move three computers from 4 to the reading room", "JUN", "4", 3, 3 * DAY + 20, group="BTC"),
    Story("Reading software lists last year's classes", "LKS", "9", 3, 3 * DAY + 40, "open", ME, "BTC"),
    Story("Teacher laptop battery lasts twenty minutes", "ACM", "17", 3, 4 * DAY, group="SECTEC"),
    Story("Shared folder for the yearbook", "HGT", "lib", 4, 6 * DAY, group="SECTEC"),
    Story("Old desktops waiting for pick-up", "HGT", "store", 4, 9 * DAY, "held", None, "IT"),
    Story("Clock in the gym display is an hour off", "HGT", "gym", 4, 9 * DAY + 30, group="SECTEC"),
    Story("Spare keyboard for the attendance desk", "HGT", "office", 4, 9 * DAY + 60, "waiting", LEARNER, "SECTEC"),
    Story("Graphing tool asks for a licence once more", "HGT", "118", 3, 9 * DAY + 90, "waiting", ME, "SECTEC"),
    Story("Tidy the cables under the library desk", "HGT", "lib", 4, 9 * DAY + 120, group="SECTEC"),
    Story("Second monitor at the front desk stays dark", "JUN", "office", 3, 8 * DAY, group="BTC"),
    Story("Speakers in the gym hum", "JUN", "gym", 4, 7 * DAY, group="BTC"),
    Story("Bell schedule shows the wrong Wednesday", "NGM", "office", 3, 2 * DAY + 200, group="SECTEC"),
    Story("Lab keyboards lose their keys", "NGM", "lab", 4, DAY + 200, group="SECTEC"),
    Story("Cart cable frayed", "MPE", "3", 3, 5 * DAY, group="BTC"),
    Story("Label printer wants a driver", "WBE", "lib", 4, 6 * DAY + 90, group="BTC"),
    Story("Password sheet for the new reading group", "PRO", "2", 4, 11 * DAY, group="BTC"),
    Story("Tablet stand broken", "CSE", "5", 3, 4 * DAY + 60, group="BTC"),
    Story("Sound too low in the music room", "CSE", "music", 4, 3 * DAY + 300, group="BTC"),
    Story("Camera for the board meeting", "KRH", "office", 3, 6 * DAY + 10, "open", MATE, "IT"),
    Story("Timer on the wall display is stuck", "KRH", "gym", 4, 5 * DAY + 10, group="SECTEC"),
    Story("Badge reader at the side door is slow", "KRH", "door", 4, 4 * DAY + 200, group="SECTEC"),
    Story("Two ports dead in the counselor's office", "ACM", "21", 3, 3 * DAY + 100, group="SECTEC"),
    Story("Reservation calendar shows no rooms", "DO", "2", 3, 2 * DAY + 400, group="IT"),
    Story("Map of the wing is out of date", "ACM", "hall", 4, 4 * DAY + 300, group="SECTEC"),
    Story(SCANNER, "DO", "1", 3, 6 * DAY + 300, "closed", MATE, "IT"),
    Story("Speakers in the auditorium buzz", "LKT", "aud", 3, 7 * DAY + 300, "closed", ME, "SECTEC"),
)
OPEN = sum(1 for story in STORIES if story.status != "closed")


class Lakefork:
    """Writes the district as it came to be, oldest first."""

    def __init__(self, replica: Replica, clock: TickingClock) -> None:
        self.recorder, self.clock = replica.recorder, clock
        self.desk = Desk(replica, clock)
        self.ids: dict[str, str] = {}

    def write(self, tickets: bool = True) -> None:
        """Write everything, each thing at its time; without `tickets` it ends before the first of them."""
        self._at(30 * DAY)
        profiles.apply(self.recorder, profiles.read_profile(profiles.default_folder()), kind=BEGIN)
        profiles.enrol(self.recorder, "Kim Raman")
        self._places()
        self._people()
        events = [(story.minutes_ago, partial(self._file, story)) for story in STORIES] + self._wifi_story()
        events = events if tickets else []
        for minutes_ago, happen in sorted(events, key=lambda event: -event[0]):
            self._at(minutes_ago)
            happen()
        self.recorder.actor = ME

    def _at(self, minutes_ago: int) -> None:
        self.clock.now = NOW - minutes_ago * MINUTE_MS

    def _put(self, of: str, key: str = "", id: str | None = None, /, **values: Any) -> str:
        with self.recorder.act("lakefork", BEGIN) as act:
            written = act.put(Put(of, values, id))
        self.ids[key or written.id] = written.id
        return written.id

    def _places(self) -> None:
        for code, name, short, level in BUILDINGS:
            self._put("building", short, code=code, name=name, short=short, level=level)
        window = {"name": "Fall testing", "starts": "2026-11-16", "ends": "2026-11-20", "buildings": ["101", "102"]}
        self._put("testing_window", **window)
        self._put("saved_view", noun="ticket", name="waiting for parts", filter="status:waiting", rank=1)

    def _people(self) -> None:
        for name, login, mail, role in PEOPLE:
            values = {"name": name, "mail": f"{mail}@example.org", "role": role} | ({"login": login} if login else {})
            self._put("person", login or mail, self.desk.facts.me.id if login == ME else None, **values)
        self._put("grant", person=self.ids[MATE], role="technician")
        self._put("grant", person=self.ids[LEARNER], role="technician", building=self.ids["HGT"])

    def _file(self, story: Story) -> None:
        now = self.clock()
        values: dict[str, Any] = {
            "subject": story.subject,
            "description": f"{story.school} {story.room}. {story.subject}. It was so this morning, too.",
            "severity": story.severity,
            "status": story.status,
            "testing": story.testing,
            "building": self.ids[story.school],
            "room": story.room,
            "requester": self.ids[story.requester],
            "assignee": self.ids[story.assignee] if story.assignee else None,
            "group": self.desk.facts.group_named(story.group).id if story.group else None,
            "opened": now,
            "due": self.desk.tickets.due_for(now, story.severity, self.ids[story.school]),
        }
        if story.status == "closed":
            values |= {"closed": now + 2 * DAY * MINUTE_MS, "resolution": "Put right."}
        self.recorder.actor = "sample"
        with self.recorder.act("file a ticket", BEGIN) as act:
            self.ids[story.subject] = act.put(Put("ticket", {"number": act.number(), **values})).id

    def _wifi_story(self) -> list[tuple[int, Callable[[], object]]]:
        port = "AP-2F-03 does not answer; port 17 on SW-2F is up with 0 W."
        return [
            (40, partial(self._change, ME, WIFI, status="open", assignee=MATE)),
            (30, partial(self._note, MATE, WIFI, port)),
            (23, partial(self._note, MATE, WIFI, "Port cycled. AP-2F-03 is up; AP-2F-04 still silent.")),
            (19, partial(self._note, "dana.whitlow", WIFI, "214 and 215 are in. 216 to 218 still cannot sign in.")),
        ]

    def _change(self, who: str, subject: str, **values: Any) -> None:
        self.recorder.actor = who
        values |= {"assignee": self.ids[values["assignee"]]} if "assignee" in values else {}
        self._put("ticket", subject, self.ids[subject], **values)

    def _note(self, who: str, subject: str, text: str) -> None:
        self.recorder.actor = who
        values = {"ticket": self.ids[subject], "at": self.clock(), "author": self.ids[who], "text": text}
        self._put("note", **values)


def make(folder: Path, tickets: bool = True) -> Path:
    """Write the district into a replica in `folder`, with its tickets or before the first one; gives its file."""
    path = folder / "replica.db"
    clock = TickingClock(NOW - 30 * DAY * MINUTE_MS, step_ms=0)
    replica = create(path, ME, clock, code="K7Q")
    Lakefork(replica, clock).write(tickets)
    replica.close()
    return path


def desk_at(path: Path, login: str = ME, clock: TickingClock | None = None) -> Desk:
    """The desk of one person on the replica at `path`, at 10:21 on that Thursday."""
    clock = clock or TickingClock(NOW, step_ms=0)
    return Desk(open_replica(path, login, clock), clock)
