"""The tables. Every row hangs from an owner; a ``Sealable`` column names or describes a person (``sealing.Seal``)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Utc(TypeDecorator[datetime]):
    """A time in UTC: aware in Python, without a zone in the database, which SQLite would lose."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def _id() -> Column[str]:
    return Column("id", String(32), primary_key=True)


def _owner() -> Column[str]:
    return Column("owner", String(300), nullable=False)


def _of(table: str, nullable: bool = False) -> Column[Any]:
    """A reference that goes with the row it points to."""
    return Column(f"{table}_id", ForeignKey(f"{table}s.id", ondelete="CASCADE"), nullable=nullable, index=True)


def _sealable(name: str, nullable: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=nullable, info={"sealable": True})


clients = Table(
    "clients",
    metadata,
    _id(),
    _owner(),
    _sealable("name"),
    _sealable("consent_note"),
    _sealable("tags"),
    Column("consent_on", Date),
    Column("keep_until", Date),
    Column("created_at", Utc, nullable=False),
    Column("deleting_at", Utc),
    Index("ix_clients_owner_keep", "owner", "keep_until"),
)

recordings = Table(
    "recordings",
    metadata,
    _id(),
    _owner(),
    _of("client"),
    _sealable("name"),
    _sealable("sha256"),
    Column("fingerprint", String(64), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("filmed_on", Date, nullable=False),
    Column("added_at", Utc, nullable=False),
    Column("kind", String(16), nullable=False),
    _sealable("place", nullable=True),
    Column("state", String(16), nullable=False),
    Column("progress", Float, nullable=False, default=0.0),
    _sealable("error", nullable=True),
    Column("attempts", Integer, nullable=False, default=0),
    Column("worker", String(32)),
    Column("lease_until", Utc),
    Column("duration_s", Float),
    _sealable("settings"),
    _sealable("holds"),
    _sealable("tags"),
    Column("reviewed_at", Utc),
    _sealable("reviewed_by", nullable=True),
    UniqueConstraint("client_id", "fingerprint"),
    Index("ix_recordings_owner_filmed", "owner", "filmed_on"),
    Index("ix_recordings_owner_fingerprint", "owner", "fingerprint"),
    Index("ix_recordings_state", "state", "added_at"),
)

results = Table(
    "results",
    metadata,
    _id(),
    _owner(),
    _of("recording"),
    Column("made_at", Utc, nullable=False),
    Column("version", String(32), nullable=False),
    Column("model_sha256", String(64)),
    _sealable("settings"),
    _sealable("data"),
    _sealable("points"),
)

files = Table(
    "files",
    metadata,
    _id(),
    _owner(),
    _of("recording"),
    _of("result", nullable=True),
    Column("kind", String(16), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    _sealable("sha256"),
    Column("sealed", Boolean, nullable=False),
    _sealable("about"),
)

notes = Table(
    "notes",
    metadata,
    _id(),
    _owner(),
    _of("recording"),
    Column("time_s", Float),
    _sealable("text"),
    Column("written_at", Utc, nullable=False),
    _sealable("written_by"),
)

corrections = Table(
    "corrections",
    metadata,
    _id(),
    _owner(),
    _of("recording"),
    Column("time_s", Float, nullable=False),
    Column("landmark", Integer, nullable=False),
    _sealable("places"),
    Column("made_at", Utc, nullable=False),
    _sealable("made_by"),
    Column("undone_at", Utc),
    _sealable("undone_by", nullable=True),
)

#: What comparing two results gave, kept so that a timeline opens at once. It goes with either result.
comparisons = Table(
    "comparisons",
    metadata,
    _id(),
    _owner(),
    Column("before_id", ForeignKey("results.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("after_id", ForeignKey("results.id", ondelete="CASCADE"), nullable=False, index=True),
    _sealable("differences"),
    UniqueConstraint("before_id", "after_id"),
)

practices = Table(
    "practices",
    metadata,
    Column("owner", String(300), primary_key=True),
    _sealable("name"),
    _sealable("logo", nullable=True),
)

receipts = Table(
    "receipts",
    metadata,
    _id(),
    _owner(),
    Column("deleted_at", Utc, nullable=False),
    Column("data", Text, nullable=False),
)


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day where the machine is."""
    return datetime.now().astimezone().date()
