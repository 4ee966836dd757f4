"""Nothing that tells more than it shows is published until it is mended or accepted by name."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.inspection.sandbox import Limits
from portal.records.tables import LeakCheck, LeakFinding, LeakPhrases, LeakWatch, PaperVersion
from portal.services.leak_check import findings
from portal.services.leak_check.gate import refuse_leaks
from portal.services.leak_check.sent_in import SentIn
from portal.services.uploads import publishing
from portal.services.uploads.own import find_own
from tests.inspection.leaks.planted_pdfs import PDFS
from tests.inspection.leaks.reports import SECRET, Made, report
from tests.support.furnishing import (
    BOARD,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    MEMBER,
    MONITORING_OFFICER,
)
from tests.uploads.sending import begin, press, send
from tests.web.forms import token_of

TOO_LITTLE = Limits(answer=10)
SURNAME = "Quillfeather"
COVERED = PDFS["text under a black box"][1]


@pytest.fixture
def sent(clerk):
    """Send a file with a leak; give the address of its page."""

    def sending(content, name="report.pdf", **said):
        at = begin(clerk, **said)
        answer = send(clerk, at, name, content)
        assert answer.status_code == 303, answer.text
        return at

    return sending


def upload_of(at):
    return UUID(at.rpartition("/")[2])


def accept(client, at, number, reason):
    data = {"csrf_token": token_of(client), "reason": reason}
    return client.post(f"{at}/leaks/{number}/accept", data=data)


def test_q49_words_under_a_box_keep_a_file_from_being_published_until_accepted(
    clerk, sent, whole_world
):
    at = sent(COVERED())
    assert "tells more than it shows" in clerk.get(at).text
    refused = press(clerk, f"{at}/publish")
    assert refused.status_code == 422
    assert "Mend what was found" in refused.text
    page = clerk.get(f"{at}/leaks").text
    assert SECRET in page
    assert "Page 1" in page
    picture = clerk.get(f"{at}/leaks/0/picture")
    assert picture.mimetype == "image/png"
    assert picture.data.startswith(b"\x89PNG")
    assert "no-store" in picture.headers["Cache-Control"]
    short = accept(clerk, at, 0, "ok")
    assert (short.status_code, "Say why" in short.text) == (422, True)
    assert accept(clerk, at, 0, "It was published in May already.").status_code == 303
    assert "It was published in May already." in clerk.get(f"{at}/leaks").text
    assert press(clerk, f"{at}/publish").status_code == 303
    with Session(whole_world.record) as session:
        (version,) = session.scalars(
            select(LeakCheck.version_id).where(LeakCheck.version_id.is_not(None))
        )
        assert session.get(PaperVersion, version).size == len(COVERED())
        (kept,) = session.scalars(select(LeakFinding))
        assert kept.accepted_by_id == CLERK


def test_the_service_refuses_it_whatever_the_pages_say(whole_world, sent):
    upload = upload_of(sent(COVERED()))
    work = whole_world.office.work_of(CLERK)
    with pytest.raises(Refused, match="tells more than it shows"):
        publishing.publish(work, upload)
    assert work.session.scalar(select(func.count()).select_from(LeakFinding)) == 1
    # The check is of this file: that of another one, accepted or not, says nothing of it.
    found = work.session.scalars(select(LeakCheck)).one()
    found.blob = uuid4()
    work.session.commit()
    with pytest.raises(Refused, match="has not been looked into"):
        refuse_leaks(work, find_own(work, upload))
    work.session.close()


@pytest.mark.parametrize("who", [MEMBER, MONITORING_OFFICER, None])
def test_what_was_found_is_its_senders_alone(whole_world, sent, who):
    at = sent(COVERED())
    other = whole_world.client(who)
    for address in (f"{at}/leaks", f"{at}/leaks/0/picture"):
        assert other.get(address).status_code in {302, 303, 403, 404}
        assert SECRET not in other.get(address).text
    work = whole_world.office.work_of(who)
    with pytest.raises(NotFound):
        findings.read_findings(work, SentIn(upload_of(at)))
    work.session.close()


def test_the_words_found_lie_nowhere_in_clear(whole_world, sent, clerk):
    at = sent(COVERED())
    accept(clerk, at, 0, f"Mrs {SURNAME} has agreed to it.")
    for engine in (whole_world.record, whole_world.log):
        path = engine.url.database
        for beside in ("", "-wal"):
            try:
                with open(path + beside, "rb") as file:  # noqa: PTH123 -- as the thief reads it
                    assert SURNAME.encode() not in file.read()
            except FileNotFoundError:
                assert beside


def test_a_clean_copy_takes_the_place_of_the_file_and_is_looked_into(clerk, sent, whole_world):
    made = Made(report())
    made.pdf.docinfo["/Author"] = f"Marjorie {SURNAME}"
    made.note("Text", (50, 50, 70, 70), Contents="He will not settle")
    at = sent(made.bytes())
    assert clerk.get(f"{at}/leaks").text.count("govuk-summary-list__row") == 4
    assert press(clerk, f"{at}/leaks/mend").status_code == 303
    assert "Nothing was found" in clerk.get(f"{at}/leaks").text
    assert press(clerk, f"{at}/publish").status_code == 303
    with Session(whole_world.record) as session:
        version = session.scalars(
            select(PaperVersion).order_by(PaperVersion.created_at.desc())
        ).first()
        stored = whole_world.office.blobs.read_at(version.blob)(0, version.size)
    assert stored.startswith(b"%PDF")
    assert SURNAME.encode() not in stored
    assert b"settle" not in stored


def test_what_the_portal_cannot_take_out_stays_open_in_the_copy(clerk, sent):
    at = sent(COVERED())
    press(clerk, f"{at}/leaks/mend")
    assert press(clerk, f"{at}/publish").status_code == 422
    assert SECRET in clerk.get(f"{at}/leaks").text


def test_a_secret_file_cannot_be_accepted(clerk, sent, whole_world):
    at = sent(b"Minutes\nTOP SECRET\nThe Board met.\n", "minutes.txt")
    assert "cannot be accepted" in clerk.get(f"{at}/leaks").text
    refused = accept(clerk, at, 0, "It is not secret at all.")
    assert (refused.status_code, "above OFFICIAL-SENSITIVE" in refused.text) == (422, True)
    assert press(clerk, f"{at}/publish").status_code == 422
    with Session(whole_world.record) as session:
        assert session.scalars(select(LeakFinding.state)).all() == ["open"]


def test_names_that_are_watched_for_are_found_and_lie_sealed(clerk, sent, whole_world):
    names = f"/clerk/bodies/{BOARD}/names"
    assert "Names to watch for" in clerk.get(names).text
    typed = {"csrf_token": token_of(clerk), "names": f"Marjorie {SURNAME}\n\nJo"}
    short = clerk.post(names, data=typed)
    assert (short.status_code, "too short" in short.text) == (422, True)
    typed["names"] = f"Marjorie  {SURNAME}"
    assert clerk.post(names, data=typed).status_code == 303
    assert f"Marjorie {SURNAME}" in clerk.get(names).text
    at = sent(f"Minutes\nPresent: {SURNAME}, Marjorie\n".encode(), "minutes.txt")
    assert "A name that is watched for" in clerk.get(f"{at}/leaks").text
    with Session(whole_world.record) as session:
        assert SURNAME.encode() not in session.get(LeakWatch, BOARD).sealed
    work = whole_world.office.work_of(CLERK)
    assert work.journal.latest(Verb.WATCH_LIST_OPENED, BOARD)
    work.session.close()
    for other in (MEMBER, None):
        assert whole_world.client(other).get(names).status_code in {302, 303, 403, 404}


def test_words_of_a_restricted_file_are_known_again_in_an_open_one(clerk, sent, whole_world):
    closed = (
        "The panel heard in private that the lowest offer fell short of the sum that the Board had"
        " set aside for the third year.\n"
    )
    start = f"/clerk/items/{CLOSED_ITEM}/papers"
    at = sent(closed.encode(), "closed.txt", start=start, what=str(CLOSED_PAPER))
    assert press(clerk, f"{at}/publish").status_code == 303
    with Session(whole_world.record) as session:
        (kept,) = session.scalars(select(LeakPhrases.hashes))
        assert kept
        assert b"offer" not in kept
    said = "It is said that the lowest offer fell short of the sum that the Board had set aside.\n"
    again = sent(said.encode(), "open.txt")
    assert "Words of a restricted paper" in clerk.get(f"{again}/leaks").text


def test_a_file_given_up_leaves_nothing_of_what_was_found(clerk, sent, whole_world):
    at = sent(COVERED())
    press(clerk, f"{at}/drop")
    with Session(whole_world.record) as session:
        assert session.scalars(select(LeakCheck)).all() == []
        assert session.scalars(select(LeakFinding)).all() == []


def test_a_file_that_cannot_be_looked_into_must_be_accepted(clerk, sent, monkeypatch):
    monkeypatch.setattr("portal.services.leak_check.examining.LIMITS", TOO_LITTLE)
    at = sent(COVERED())
    assert "could not be looked into" in clerk.get(f"{at}/leaks").text
    assert press(clerk, f"{at}/publish").status_code == 422
