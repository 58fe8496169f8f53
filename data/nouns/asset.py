"""A thing with a tag."""

from __future__ import annotations

from rounds.data.nouns import declare
from rounds.data.nouns.declare import Noun
from rounds.data.nouns.lists import ASSET_KIND, ASSET_STATUS


class Asset(Noun, table=True):
    """Hardware that stands in a building."""

    handle = "tag"
    plural = "assets"
    orders = {
        "tag": ("ifnull(tag, '')",),
        "serial": ("ifnull(serial, '')",),
        "place": ("ifnull(building, x'')", "ifnull(room, '')"),
        "updated": ("updated",),
    }
    indexes = {
        "tag": "(ifnull(tag, ''))",
        "named": "(tag)",
        "serial": "(ifnull(serial, ''))",
        "place": "(ifnull(building, x''), ifnull(room, ''))",
        "updated": "(updated)",
    }

    tag: str = declare.line("tag", required=True, search=True, orders=True)
    serial: str = declare.line("serial", search=True, orders=True)
    kind: str = declare.choice("kind", ASSET_KIND, default="other")
    manufacturer: str = declare.line("maker", search=True)
    model: str = declare.line("model", search=True)
    building: str = declare.ref("building", "building", "code")
    room: str = declare.line("room", max=60)
    status: str = declare.choice("status", ASSET_STATUS, default="deployed")
