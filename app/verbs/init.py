"""`rounds init`: a new, empty replica for a district."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rounds.app.arguments import Verbs, line, path
from rounds.app.call import Call
from rounds.data.errors import BadInput, Exit

if TYPE_CHECKING:
    from rounds.app.place import Place
    from rounds.data.district.profile import Profile

LOGIN_MAX = 100


def declare(verbs: Verbs, name: str, help: str) -> None:
    """Whose replica, of which district."""
    parser = verbs.add(
        name,
        help,
        make,
        example="rounds init --district lake-fork --as jo",
        answers="home, district, hub, device, buildings[], replica, login",
    )
    parser.add_argument(
        "--district", metavar="DIR", type=path, help="folder of the district's profile (else the default one)"
    )
    parser.add_argument(
        "--buildings", metavar="A,B", type=line, default="", help="only these of the profile's buildings"
    )
    parser.add_argument(
        "--as", dest="login", metavar="LOGIN", type=line, help="who you are, where that is not your Unix login"
    )


def make(call: Call) -> int:
    """Make it, whole or not at all."""
    from rounds.app.narrow import narrowed
    from rounds.app.session import replica_place
    from rounds.data.desk import profiles

    actor = None if call.given.login is None else _checked(call.given.login)
    place = replica_place(call.home)
    wanted = [name for name in call.given.buildings.split(",") if name.strip()]
    profile = narrowed(profiles.read_profile(call.given.district or profiles.default_folder()), wanted)
    document = _made(call, place, profile, actor, bool(wanted))
    if place.says:
        call.out.note(place.says)
    call.out.answer(document, _lines(document))
    return Exit.DONE


def _made(call: Call, place: Place, profile: Profile, actor: str | None, narrow: bool) -> dict[str, Any]:
    from rounds.app import narrow as narrowing
    from rounds.app.making import made_at
    from rounds.app.paths import login
    from rounds.app.session import ACTING_AS, SAID_PLACE, in_one_line
    from rounds.data.desk import profiles
    from rounds.data.desk.undo import BEGIN
    from rounds.data.store.open import create

    with made_at(place.path) as part, in_one_line(part):
        replica = create(part, actor or login())
        try:
            local = replica.recorder.local
            if actor is not None:
                local.keep(ACTING_AS, actor)
            if narrow:
                narrowing.keep(local, profile)
            if place.says:
                local.keep(SAID_PLACE, place.says)
            profiles.apply(replica.recorder, profile, kind=BEGIN)
            profiles.enrol(replica.recorder, _full_name(actor or login()))
            code = replica.recorder.connection.execute("SELECT code FROM chain WHERE own = 1").fetchone()[0]
        finally:
            replica.close()
    return {
        "home": str(call.home.data),
        "replica": str(place.path),
        "district": profile.district.code,
        "district_name": profile.district.name,
        "hub": None,
        "device": code,
        "login": actor or login(),
        "buildings": [building.code for building in profile.buildings],
        "profile": str(call.given.district or profiles.default_folder()),
    }


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    buildings = document["buildings"]
    many = f"{len(buildings)} building{'' if len(buildings) == 1 else 's'}" if buildings else "no building yet"
    yield f"{document['district_name']} · {many} · device {document['device']}"
    yield f"{document['login']} is its administrator · {document['replica']}"
    if not buildings:
        pattern = document["profile"]
        yield f"next: copy {pattern}, add a buildings.toml with your schools, then rounds district apply DIR"


def _checked(login: str) -> str:
    if not login.strip() or any(letter.isspace() for letter in login) or len(login) > LOGIN_MAX:
        raise BadInput(f"'{login[:40]}' is no login", f"one word of at most {LOGIN_MAX} letters", code="bad-login")
    return login


def _full_name(login: str) -> str:
    """The name that the account has; the login where it has none."""
    import pwd

    try:
        return pwd.getpwnam(login).pw_gecos.partition(",")[0].strip() or login
    except (KeyError, ValueError):
        return login
