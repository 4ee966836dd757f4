"""Compartments: the sealed rooms of a body, each with keys of its own."""

from uuid import UUID, uuid4

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import Refused
from portal.records.tables import Compartment
from portal.services.key_management.creating import create_key
from portal.services.work import Work

STANDARD = {
    "general": ("General", False),
    "dhr": ("Domestic homicide reviews", True),
    "domestic_abuse": ("Domestic abuse", True),
    "prevent": ("Prevent", True),
}
"""The compartments every body has, and which of them are sensitive."""


def create_compartment(work: Work, body: UUID, *, slug: str, name: str, sensitive: bool) -> UUID:
    """Create a compartment with its first key; the key's check value is pinned in the log.

    The caller commits.  An entry about a compartment that was then not kept harms nobody.

    :raises Refused: if the body has a compartment of that name already.
    :raises LogUnavailable: if the log cannot be written.
    :raises KeysUnavailable: if the root cannot be reached.
    """
    taken = select(Compartment.id).where(Compartment.body_id == body, Compartment.slug == slug)
    if work.session.scalar(taken) is not None:
        raise Refused(f"There is a compartment called {slug} already: choose another name.")
    compartment = uuid4()
    work.journal.note(
        actor=work.actor,
        verb=Verb.COMPARTMENT_CREATED,
        objects=(compartment,),
        detail={"sensitive": "yes" if sensitive else "no"},
    )
    work.session.add(
        Compartment(id=compartment, body_id=body, slug=slug, name=name, sensitive=sensitive)
    )
    work.session.flush()
    create_key(work, compartment)
    return compartment


def create_standard_compartments(work: Work, body: UUID) -> dict[str, UUID]:
    """Create those of the :data:`STANDARD` compartments that a body still lacks; by slug."""
    rows = work.session.execute(
        select(Compartment.slug, Compartment.id).where(Compartment.body_id == body)
    )
    found = {row.slug: row.id for row in rows}
    for slug, (name, sensitive) in STANDARD.items():
        if slug not in found:
            found[slug] = create_compartment(work, body, slug=slug, name=name, sensitive=sensitive)
    return found
