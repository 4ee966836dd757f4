"""Sealing anew: another data key and another ciphertext for everything, and the same words."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from portal.audit import Verb
from portal.errors import CannotOpen, LogUnavailable
from portal.records.tables import CompartmentKey, Paper, PaperVersion
from portal.services import restricted_papers
from portal.services.key_management.counting import counts
from portal.services.key_management.reencrypting import reencrypt, to_reencrypt
from portal.services.key_management.rewrapping import rewrap
from portal.services.key_management.rotating import close_epochs, rotate_compartment
from portal.services.restricted_files import find_file
from portal.services.submitting import add_version
from tests.services.keys.conftest import FILE, PIECES
from tests.services.keys.stock import sealed_rows, unreadable
from tests.support.databases import KINDS
from tests.support.furnishing import CLERK, CLOSED_PAPER


def ciphertexts(work, compartment):
    """Give what is sealed, without the sealed keys; of files, their names."""
    fields = {
        (each.name, row): sealed[129:]
        for each, row, sealed in sealed_rows(work.session, compartment)
        if not each.of_files
    }
    files = {("blob", row.id): row.blob.bytes for row in versions(work)}
    work.session.rollback()
    return fields | files


def data_keys(work, compartment):
    found = {sealed[9:25] for _each, _row, sealed in sealed_rows(work.session, compartment)}
    work.session.rollback()
    return found


def versions(work):
    return work.session.scalars(
        select(PaperVersion)
        .where(PaperVersion.paper_id == CLOSED_PAPER)
        .order_by(PaperVersion.number)
    ).all()


def blobs_in(tmp_path):
    return {each.name for each in (tmp_path / "papers").iterdir()}


def read_files(work_of):
    work = work_of(CLERK)
    ids = [each.id for each in versions(work)]
    found = [find_file(work, CLOSED_PAPER, each) for each in ids]
    return [b"".join(each.read(work, 0, each.size)) for each in found]


@pytest.mark.parametrize("database_kind", KINDS, indirect=True)
def test_everything_has_a_new_key_and_a_new_text_and_reads_as_before(
    work_of, operator, general, tmp_path
):
    work = operator()
    words = restricted_papers.read_paper(work_of(CLERK), CLOSED_PAPER)
    texts, keys = ciphertexts(work, general), data_keys(work, general)
    tags = [each.etag for each in versions(work)]
    work.session.rollback()
    rotate_compartment(work, general)
    told = []
    count = to_reencrypt(work, general)
    assert reencrypt(work, general, told.append) == count == sum(told) == len(keys)
    after = ciphertexts(work, general)
    assert after.keys() == texts.keys()
    assert not set(after.values()) & set(texts.values())
    assert not data_keys(work, general) & keys
    assert dict(counts(work.session, general)) == {(2, 2): count}
    assert unreadable(work, general) == []
    again = restricted_papers.read_paper(work_of(CLERK), CLOSED_PAPER)
    assert replace(again, mark=None) == replace(words, mark=None)
    assert read_files(work_of) == [FILE, FILE]
    assert [each.etag for each in versions(work)] == tags
    assert blobs_in(tmp_path) == {each.blob.hex for each in versions(work)}
    assert {each.other_blob for each in versions(work)} == {None}


def test_the_old_keys_open_nothing_more_and_their_epoch_is_closed(work_of, operator, general):
    work = operator()
    rotate_compartment(work, general)
    reencrypt(work, general)
    assert close_epochs(work, general, 1)
    assert read_files(work_of) == [FILE, FILE]


def test_where_nothing_is_older_nothing_is_done(operator, general, office):
    work = operator()
    size = office.journal.checkpoint().size
    before = ciphertexts(work, general)
    assert (to_reencrypt(work, general), reencrypt(work, general)) == (0, 0)
    assert ciphertexts(work, general) == before
    assert office.journal.checkpoint().size == size


def test_what_was_only_rewrapped_is_sealed_anew(work_of, operator, general):
    work = operator()
    rotate_compartment(work, general)
    rewrap(work, general)
    assert reencrypt(work, general) == sum(counts(work.session, general).values())
    assert read_files(work_of) == [FILE, FILE]


def test_an_intent_comes_before_everything_that_is_opened(operator, general, office):
    work = operator()
    rotate_compartment(work, general)
    reencrypt(work, general)
    lines = office.journal.recent(limit=500)
    opened = {
        thing
        for line in lines
        if line.entry.verb is Verb.COMPARTMENT_REENCRYPTED
        for thing in line.entry.objects
    }
    assert all(
        line.outcome is not None
        for line in lines
        if line.entry.verb is Verb.COMPARTMENT_REENCRYPTED
    )
    for each, row, _sealed in sealed_rows(work.session, general):
        assert str(each.label(general, row).object) in map(str, opened), each.name
    office.journal.verify()


def test_without_a_log_nothing_is_opened(operator, general, monkeypatch):
    work = operator()
    rotate_compartment(work, general)
    before = ciphertexts(work, general)

    def full(**_):
        raise LogUnavailable

    monkeypatch.setattr(type(work.journal), "intend", lambda _journal, **_: full())
    with pytest.raises(LogUnavailable):
        reencrypt(work, general)
    assert ciphertexts(work, general) == before


def test_the_last_pin_of_a_paper_is_its_newest_versions(work_of, operator, general, office):
    work = operator()
    rotate_compartment(work, general)
    reencrypt(work, general)
    first, second = versions(work)
    pin = office.journal.latest(Verb.VERSION_SEALED, CLOSED_PAPER)
    assert pin.detail["version"] == 2
    assert (
        pin.detail["data_key"]
        == office.journal.latest(Verb.VERSION_SEALED, second.id).detail["data_key"]
    )
    assert office.journal.latest(Verb.VERSION_SEALED, first.id).detail["version"] == 1
    clerk = work_of(CLERK)
    add_version(clerk, CLOSED_PAPER, file_name="p.pdf", media_type="application/pdf", pieces=PIECES)
    clerk.commit()
    assert read_files(work_of) == [FILE] * 3


def test_a_spoilt_field_and_a_spoilt_file_are_left_and_counted(operator, general, tmp_path):
    work = operator()
    spoilt = bytearray(work.session.get_one(Paper, CLOSED_PAPER).sealed)
    spoilt[-1] ^= 1
    work.session.execute(update(Paper).where(Paper.id == CLOSED_PAPER).values(sealed=bytes(spoilt)))
    work.commit()
    first, _ = versions(work)
    path = tmp_path / "papers" / first.blob.hex
    path.write_bytes(path.read_bytes()[:-1])
    work.session.rollback()
    rotate_compartment(work, general)
    count = to_reencrypt(work, general)
    assert reencrypt(work, general) == count - 2
    assert to_reencrypt(work, general) == 2
    assert first.blob.hex in blobs_in(tmp_path)
    assert len(blobs_in(tmp_path)) == 2


def test_what_was_closed_in_the_record_alone_is_left_alone(operator, general):
    """A file of an epoch that is closed was put back by somebody: it is not given a new key."""
    work = operator()
    second = versions(work)[1]
    old = second.id, second.sealed_key
    work.session.rollback()
    rotate_compartment(work, general)
    rewrap(work, general)
    close_epochs(work, general, 1)
    work.session.execute(
        update(PaperVersion).where(PaperVersion.id == old[0]).values(sealed_key=old[1])
    )
    work.commit()
    rotate_compartment(work, general)
    reencrypt(work, general)
    assert to_reencrypt(work, general) == 1
    assert work.session.get_one(PaperVersion, old[0]).sealed_key == old[1]


def test_a_reader_who_looked_before_is_given_the_new_copy(work_of, operator, general):
    """The row was read, then the file was sealed anew and the old copy removed."""
    work = work_of(CLERK)
    found = find_file(work, CLOSED_PAPER, versions(work)[1].id)
    rotate_compartment(operator(), general)
    work.session.rollback()
    reencrypt(operator(), general)
    close_epochs(operator(), general, 1)
    assert b"".join(found.read(work, 0, found.size)) == FILE


def test_a_reader_in_the_middle_reads_to_the_end(work_of, operator, general):
    work = work_of(CLERK)
    found = find_file(work, CLOSED_PAPER, versions(work)[1].id)
    pieces = found.read(work, 0, found.size)
    rotate_compartment(operator(), general)
    reencrypt(operator(), general)
    assert b"".join(pieces) == FILE


def test_a_key_swapped_in_the_record_is_refused_before_anything_is_opened(
    operator, general, office
):
    work = operator()
    rotate_compartment(work, general)
    before = ciphertexts(work, general)
    own = office.door.new_compartment_key(general, epoch=2)
    work.session.execute(
        update(CompartmentKey)
        .where(CompartmentKey.compartment_id == general, CompartmentKey.epoch == 2)
        .values(wrapped=own.wrapped, check_value=own.check_value)
    )
    work.commit()
    with pytest.raises(CannotOpen):
        reencrypt(work, general)
    assert ciphertexts(work, general) == before
