"""Parcels: their table, and the statements about them that are built once."""

from datetime import datetime
from functools import cache
from typing import ClassVar
from uuid import UUID

from sqlalchemy import (
    Executable,
    Index,
    Integer,
    SmallInteger,
    String,
    Uuid,
    bindparam,
    delete,
    exists,
    literal_column,
    or_,
    text,
    tuple_,
    update,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from domain.parcel import Priority
from domain.routing import ALERT
from storage.base import Base, Moment, Number, WorkspaceOwned, columns_of
from storage.dialects import insert_into
from storage.lanes import LaneRow
from storage.leases import (
    DUE,
    FREE,
    LeasedWork,
    lease_indexes,
)

ONE_DUE_PER_KEY = text("state = 'due'")


class ParcelRow(LeasedWork, WorkspaceOwned, Base):
    """Something that must leave; ``revision`` grows when it is wanted anew while waiting."""

    __tablename__ = "parcels"
    __table_args__ = (
        Index(
            "uq_parcels_key_due",
            "key",
            unique=True,
            sqlite_where=ONE_DUE_PER_KEY,
            postgresql_where=ONE_DUE_PER_KEY,
        ),
        *lease_indexes("parcels", "priority", "id"),
        Index(None, "subject_id"),
    )
    ORDER: ClassVar = ("priority", "id")

    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(128))
    subject_id: Mapped[UUID]
    priority: Mapped[int] = mapped_column(SmallInteger, default=int(Priority.NEW))
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    failing_since: Mapped[datetime | None]


PUT_BACK = (
    update(ParcelRow)
    .where(ParcelRow.id == bindparam("parcel"), ParcelRow.lease == bindparam("held_under"))
    .values(**FREE)
)


# Built once for each number of places: building them takes longer than running them.
@cache
def holding(places: int) -> Executable:
    """Lease the new cards of some subjects, where nothing is before them."""
    lease, now = bindparam("lease_id", type_=Uuid), bindparam("now", type_=Moment)
    subjects = [bindparam(f"subject{each}", type_=Uuid) for each in range(places)]
    other = aliased(ParcelRow)
    before = exists().where(
        other.lane == ParcelRow.lane,
        other.state == literal_column(f"'{DUE}'"),
        other.priority <= ParcelRow.priority,
        other.subject_id.not_in(subjects),
        or_(other.lease.is_(None), other.lease != lease),
    )
    rests = exists().where(LaneRow.lane == ParcelRow.lane, LaneRow.rests_until > now)
    return (
        update(ParcelRow)
        .where(
            ParcelRow.subject_id.in_(subjects),
            ParcelRow.state == DUE,
            ParcelRow.kind == ALERT,
            ParcelRow.lease.is_(None),
            ~before,
            ~rests,
        )
        .values(lease=lease, leased_until=bindparam("until"))
        .returning(*columns_of(ParcelRow))
    )


@cache
def closing(places: int) -> Executable:
    """Drop some parcels that are held as they were carried, and say which those are."""
    held = tuple_(ParcelRow.id, ParcelRow.lease, ParcelRow.revision)
    carried = [
        tuple_(
            bindparam(f"id{each}", type_=Number),
            bindparam(f"lease{each}", type_=Uuid),
            bindparam(f"revision{each}", type_=Integer),
        )
        for each in range(places)
    ]
    return delete(ParcelRow).where(held.in_(carried)).returning(ParcelRow.id)


@cache
def wanted(*, in_sqlite: bool) -> Executable:
    """Add a parcel, or want the one anew that waits under the same key."""
    return insert_into(ParcelRow, in_sqlite=in_sqlite).on_conflict_do_update(
        index_elements=["key"],
        index_where=ONE_DUE_PER_KEY,
        set_={"revision": ParcelRow.revision + 1},
    )
