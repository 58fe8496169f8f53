"""The closed lists of the contract, each in the order in which people read it."""

from __future__ import annotations

STATUS = ("new", "open", "waiting", "held", "done", "closed", "merged")
OPEN_STATUS = ("new", "open", "waiting", "held")
PRIORITY = ("low", "normal", "high", "urgent")
SEVERITY_NORMAL, SEVERITY_LEAST = 3, 4
TYPE = ("hardware", "software", "network", "account", "other")
LEVEL = ("elementary", "middle", "high", "k8", "office")
ROLE = ("viewer", "technician", "lead", "office", "administrator")
REQUESTER_ROLE = (
    "superintendent",
    "principal",
    "building administrator",
    "district office",
    "teacher",
    "secretary",
    "counselor",
    "student",
    "parent",
    "unknown",
)
CHANNEL = ("form", "email", "phone", "walk-in")
PRIVACY = ("work", "student")
NOTE_KIND = ("note", "answer", "machine")
LINK_KIND = ("related", "duplicate-of", "asset", "split-from")
ASSET_KIND = (
    "desktop",
    "laptop",
    "chromebook",
    "tablet",
    "printer",
    "projector",
    "network",
    "server",
    "phone",
    "other",
)
ASSET_STATUS = ("deployed", "stock", "repair", "missing", "retired")
OWNERSHIP = ("district", "personal")
DAY_KIND = ("holiday", "closed", "open")

OPEN_SQL = "status IN ('new','open','waiting','held')"
"""The condition of an open ticket as the partial indexes have it; a query must say it in the same words to use them."""

FAR = 9_007_199_254_740_991
"""Stands for `never` where a time is sorted: later than any time, and exact as a JSON number."""
