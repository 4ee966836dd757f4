"""The bodies for which somebody may do something, as a condition on whatever names a body."""

from uuid import UUID

from sqlalchemy import ColumnElement, false, true
from sqlalchemy.orm import InstrumentedAttribute

from portal.policy import Permission, Principal
from portal.policy.offices import ALLOWS

BodyColumn = InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None]


def where_may(
    principal: Principal, permission: Permission, body: BodyColumn
) -> ColumnElement[bool]:
    """Say of a row whether its body is one for which an office of theirs allows this."""
    bodies = {held.body for held in principal.appointments if permission in ALLOWS[held.office]}
    if not bodies:
        return false()
    named = sorted(each for each in bodies if each is not None)
    return true() if None in bodies else body.in_(named)
