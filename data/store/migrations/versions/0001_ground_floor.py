"""The first schema. Replicas of it are made from the nouns directly; older ones there are none."""

from __future__ import annotations

revision = "0001"
down_revision = None


def upgrade() -> None:
    """There is nothing before it."""
