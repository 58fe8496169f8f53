"""A schema that is later than today's, for tests: a field more of assets, and a noun more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Move the table of assets, as a change of a column would, and make one of loans."""
    with op.batch_alter_table("asset", recreate="always", table_kwargs={"sqlite_strict": True}) as asset:
        asset.add_column(sa.Column("colour", sa.TEXT()))
    op.create_table(
        "loan",
        sa.Column("row", sa.INTEGER(), primary_key=True),
        sa.Column("id", sa.LargeBinary(16), nullable=False, unique=True),
        sa.Column("version", sa.LargeBinary(16), nullable=False),
        sa.Column("versions", sa.TEXT()),
        sa.Column("updated", sa.INTEGER(), nullable=False),
        sa.Column("deleted_at", sa.INTEGER()),
        sa.Column("extra", sa.TEXT()),
        sa.Column("asset", sa.LargeBinary(16)),
        sa.Column("until", sa.TEXT()),
        sqlite_strict=True,
    )
