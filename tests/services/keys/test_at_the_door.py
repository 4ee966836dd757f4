"""A file that waits to be published is rewrapped with the rest, and is not sealed anew."""

from portal.audit import Verb
from portal.records.tables import Upload
from portal.services.key_management.reencrypting import reencrypt, to_reencrypt
from portal.services.key_management.rewrapping import rewrap, to_rewrap
from portal.services.key_management.rotating import rotate_compartment
from tests.services.keys.stock import unreadable
from tests.services.keys.stock_at_the_door import CONTENT, send_a_file


def read(work, upload):
    """Open the file of the upload, as its clerk does."""
    row = work.session.get_one(Upload, upload)
    receipt = work.journal.intend(
        actor=work.actor, verb=Verb.UPLOAD_OPENED, objects=(upload,), detail={"purpose": "show"}
    )
    reader = work.file_reader(
        receipt,
        compartment=row.compartment_id,
        version=upload,
        kind="upload",
        sealed_key=row.sealed_key,
        size=row.size,
        sealed_size=row.sealed_size,
        source=work.blobs.read_at(row.blob),
    )
    return b"".join(reader.read(0, row.size))


def test_its_key_moves_with_the_rest(general, operator):
    work = operator()
    upload = send_a_file(work).id
    rotate_compartment(work, general)
    rewrap(work, general)
    assert to_rewrap(work, general) == 0
    assert unreadable(work, general) == []
    assert read(work, upload) == CONTENT


def test_it_is_not_sealed_anew_and_is_not_waited_for(general, operator):
    work = operator()
    upload = send_a_file(work).id
    rotate_compartment(work, general)
    reencrypt(work, general)
    assert to_reencrypt(work, general) == 0
    assert to_rewrap(work, general) == 1
    assert read(work, upload) == CONTENT
