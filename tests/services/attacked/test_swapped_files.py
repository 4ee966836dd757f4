"""Swaps, TEST-09: files, their keys and compartments' keys open in their own place alone."""

from itertools import permutations, product
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.errors import CannotOpen, KeysUnavailable
from portal.records.tables import CompartmentKey, Deployment, Paper, PaperVersion
from portal.services.submitting import PDF, add_version
from tests.support.furnishing import (
    CLERK,
    CLOSED_PAPER,
    PREVENT_MEMBER,
    SENSITIVE_PAPER,
    open_an_office,
)

FORTY = 40
SLUGS = ("general", "dhr", "prevent", "domestic_abuse")


def content_of(number):
    """Give a file of three chunks, each as long as the others."""
    return b"%PDF-1.7 " + number.to_bytes(4) * 10_000


@pytest.fixture
def versions(work_of):
    """Store forty files of one length: two papers in two compartments, twenty versions each."""
    work = work_of(CLERK)
    stored = [
        add_version(
            work,
            (CLOSED_PAPER, SENSITIVE_PAPER)[number % 2],
            file_name="a.pdf",
            media_type=PDF,
            pieces=(content_of(number),),
        )
        for number in range(FORTY)
    ]
    work.commit()
    rows = [work.session.get_one(PaperVersion, each) for each in stored]
    assert len({row.size for row in rows}) == 1
    return rows


@pytest.fixture
def opened(work_of):
    """Give what opens a version's file with anything in place of what is its own."""
    work = work_of(PREVENT_MEMBER)
    compartments = dict(work.session.execute(select(Paper.id, Paper.compartment_id)).all())
    receipts = {}

    def open_version(version, *, sealed_key=None, blob=None, compartment=None):
        if version.id not in receipts:
            receipts[version.id] = work.journal.intend(
                actor=work.actor,
                verb=Verb.TITLES_LISTED,
                objects=(version.id,),
                detail={"count": 1},
            )
        given = b""
        try:
            reader = work.file_reader(
                receipts[version.id],
                compartment=compartment or compartments[version.paper_id],
                version=version.id,
                sealed_key=sealed_key or version.sealed_key,
                size=version.size,
                sealed_size=version.sealed_size,
                source=work.blobs.read_at(blob or version.blob),
            )
            for piece in reader.read(0, version.size):
                given += piece
        except CannotOpen:
            assert given == b"", "something was given out before it was refused"
            return None
        return given

    return open_version


def test_all_1560_swaps_of_forty_files(versions, opened):
    for number, version in enumerate(versions):
        assert opened(version) == content_of(number)
    pairs = list(permutations(versions, 2))
    assert len(pairs) == 1_560
    assert [1 for one, other in pairs if opened(one, blob=other.blob) is not None] == []


def test_all_1560_swaps_of_their_data_keys_with_the_file_and_without(versions, opened):
    for one, other in permutations(versions, 2):
        assert opened(one, sealed_key=other.sealed_key) is None
        assert opened(one, sealed_key=other.sealed_key, blob=other.blob) is None


def test_a_file_in_every_other_compartment(versions, opened, furnished):
    homes = {furnished.compartments[slug] for slug in ("general", "prevent")}
    for version, slug in product(versions[:2], SLUGS):
        compartment = furnished.compartments[slug]
        given = opened(version, compartment=compartment)
        assert given is None or (compartment in homes and given == opened(version))
    opening = [
        slug
        for slug in SLUGS
        if opened(versions[0], compartment=furnished.compartments[slug]) is not None
    ]
    assert len(opening) == 1


def test_the_wrapped_keys_of_compartments_in_each_others_rows(work_of, furnished):
    wrapped = {
        slug: work_of(CLERK)
        .session.scalars(
            select(CompartmentKey.wrapped).where(
                CompartmentKey.compartment_id == furnished.compartments[slug]
            )
        )
        .one()
        for slug in SLUGS
    }
    for one, other in permutations(SLUGS, 2):
        work = work_of(CLERK)
        compartment = furnished.compartments[one]
        work.session.execute(
            update(CompartmentKey)
            .where(CompartmentKey.compartment_id == compartment)
            .values(wrapped=wrapped[other])
        )
        under = work.keys.current(work.session, compartment)
        work.session.rollback()
        with pytest.raises((CannotOpen, KeysUnavailable)):
            work.door._keys.unwrap(under)  # noqa: SLF001 -- behind what it keeps of good keys


@pytest.fixture
def elsewhere(versions, record_engine, log_engine, tmp_path):
    """Restore the record, the log and the root key into a portal of another name."""
    assert versions
    with Session(record_engine) as session:
        session.execute(update(Deployment).values(deployment_id=uuid4()))
        session.commit()
    return open_an_office(record_engine, log_engine, tmp_path)


def test_nothing_opens_in_another_deployment(versions, elsewhere, furnished):
    work = elsewhere.work_of(PREVENT_MEMBER)
    compartment = furnished.compartments["prevent"]
    (version,) = [each for each in versions if each.paper_id == SENSITIVE_PAPER][:1]
    receipt = work.journal.intend(
        actor=work.actor, verb=Verb.TITLES_LISTED, objects=(version.id,), detail={"count": 1}
    )
    with pytest.raises((CannotOpen, KeysUnavailable)):
        work.file_reader(
            receipt,
            compartment=compartment,
            version=version.id,
            sealed_key=version.sealed_key,
            size=version.size,
            sealed_size=version.sealed_size,
            source=work.blobs.read_at(version.blob),
        )
    work.session.close()
