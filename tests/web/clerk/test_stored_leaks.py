"""The pages on which stored files are looked into, and the clerk's ways to them."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.records.tables import LeakCheck, LeakFinding, ReleaseCause
from portal.services.releasing import ask_release
from portal.services.submitting import PDF, add_version
from tests.inspection.leaks.planted_pdfs import PDFS
from tests.inspection.leaks.reports import SECRET
from tests.support.furnishing import (
    AUDITOR,
    BOARD,
    BOARD_NAME,
    CANARY,
    CLERK,
    CLOSED_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
    OPEN_PAPER,
    SENSITIVE_PAPER,
)
from tests.uploads.sending import NEW, a_pdf, begin
from tests.uploads.sending import send as send_file
from tests.web.forms import token_of
from tests.web.member.visiting import told

pytestmark = pytest.mark.slow

COVERED = PDFS["text under a black box"][1]


@pytest.fixture
def database_kind():
    return "sqlite"


def stored(world, paper, content=None):
    """Store a file as a paper's next version; give the address of its page."""
    work = world.office.work_of(CLERK)
    content = COVERED() if content is None else content
    version = add_version(work, paper, file_name="p.pdf", media_type=PDF, pieces=[content])
    work.commit()
    work.session.close()
    return f"/clerk/versions/{version}/leaks"


def released(world, restriction):
    """Have a release asked for; give the address of its page."""
    work = world.office.work_of(CLERK)
    told_to = {"cause": ReleaseCause.DECISION, "announcement": "All of it."}
    release = ask_release(work, world.furnished.restrictions[restriction], **told_to)
    work.commit()
    work.session.close()
    return f"/clerk/releases/{release}"


def press(client, address, **answers):
    return client.post(address, data={"csrf_token": token_of(client), **answers})


def confirm(client, release):
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', client.get(release).text)[1]
    return press(client, f"{release}/confirm", seen=seen, sure="yes")


def test_q49_a_file_is_looked_into_settled_and_released(whole_world):
    at, release = stored(whole_world, CLOSED_PAPER), released(whole_world, "general")
    officer = whole_world.client(MONITORING_OFFICER)
    page = officer.get(release).text
    assert "nobody has looked into it yet" in page
    assert f'href="{at}"' in page
    refused = confirm(officer, release)
    assert refused.status_code == 422
    assert "has not been looked into as what is to be open" in refused.text
    assert "Look into it now" in officer.get(at).text
    assert press(officer, at).location == at
    page = officer.get(at).text
    assert SECRET in page
    assert "as a paper of its own" in page
    assert "Make a clean copy" not in page
    picture = officer.get(f"{at}/0/picture")
    assert picture.mimetype == "image/png"
    assert "no-store" in picture.headers["Cache-Control"]
    assert "1 of 1 thing found is still to be accepted" in officer.get(release).text
    assert confirm(officer, release).status_code == 422
    short = press(officer, f"{at}/0/accept", reason="ok")
    assert (short.status_code, "Say why" in short.text) == (422, True)
    clerk = whole_world.client(CLERK)
    assert f'href="/clerk/items/{item_of(clerk.get(at))}/papers"' in clerk.get(at).text
    assert press(clerk, f"{at}/0/accept", reason="It was read out in May.").status_code == 303
    assert f"accepted by {NAMES[CLERK]}" in officer.get(release).text
    assert confirm(officer, release).status_code == 303
    assert f"{CANARY} evaluation" in whole_world.client().get(f"/papers/{CLOSED_PAPER}").text


def item_of(answer):
    return re.search(r"/clerk/items/([0-9a-f-]+)/papers", answer.text)[1]


def test_who_may_not_read_it_is_told_that_somebody_who_may_must_do_it(whole_world):
    at, release = stored(whole_world, SENSITIVE_PAPER), released(whole_world, "prevent")
    officer = whole_world.client(MONITORING_OFFICER)
    page = officer.get(release).text
    assert "Somebody who may read it must see to that" in page
    assert at not in page
    assert CANARY not in page
    assert confirm(officer, release).status_code == 422
    never = f"/clerk/versions/{uuid4()}/leaks"
    for below in ("", "/0/picture", "/77/picture"):
        assert told(officer.get(f"{at}{below}")) == told(officer.get(f"{never}{below}"))
    for below in ("", "/0/accept"):
        there, missing = (
            press(officer, f"{each}{below}", reason="It may be public.") for each in (at, never)
        )
        assert there.status_code == 404
        assert told(there) == told(missing)
    with Session(whole_world.record) as session:
        assert session.scalars(select(LeakCheck)).all() == []


def test_to_readers_without_an_office_there_is_no_such_page(whole_world):
    at, _ = stored(whole_world, CLOSED_PAPER), released(whole_world, "general")
    press(whole_world.client(CLERK), at)
    never = f"/clerk/versions/{uuid4()}/leaks"
    assert whole_world.client().get(at).location == "/sign-in"
    for person in (MEMBER, AUDITOR):
        client = whole_world.client(person)
        for below in ("", "/0/picture"):
            assert told(client.get(f"{at}{below}")) == told(client.get(f"{never}{below}"))
            assert SECRET not in client.get(f"{at}{below}").text
    with Session(whole_world.record) as session:
        assert session.scalars(select(LeakFinding.state)).all() == ["open"]


def test_a_clerk_has_a_stored_open_file_looked_into_from_its_paper(whole_world):
    clean = stored(whole_world, OPEN_PAPER, a_pdf())
    at = stored(whole_world, OPEN_PAPER)
    clerk = whole_world.client(CLERK)
    page = clerk.get(f"/papers/{OPEN_PAPER}").text
    assert f'href="{at}"' in page
    assert f'href="{clean}"' in page
    for other in (MEMBER, None):
        assert "/clerk/versions/" not in whole_world.client(other).get(f"/papers/{OPEN_PAPER}").text
    press(clerk, at)
    page = clerk.get(at).text
    assert SECRET in page
    assert f'href="/clerk/papers/{OPEN_PAPER}/withdraw"' in page
    press(clerk, f"{at}/0/accept", reason="It was read out in May.")
    assert "Everything that was found is accepted" in clerk.get(at).text
    press(clerk, at)  # once is enough
    assert "Everything that was found is accepted" in clerk.get(at).text
    press(clerk, at, again="yes")
    assert "1 of 1 thing found is still to be accepted" in clerk.get(at).text
    press(clerk, clean)
    assert "Nothing was found" in clerk.get(clean).text
    # The monitoring officer may release, and publishes nothing: an open file is not theirs.
    assert whole_world.client(MONITORING_OFFICER).get(at).status_code == 404


def test_today_names_what_is_left_of_files_sent_in_and_the_lists_of_names(whole_world):
    clerk = whole_world.client(CLERK)
    page = clerk.get("/clerk").text
    assert f'href="/clerk/bodies/{BOARD}/names"' in page
    assert "Files you sent in" not in page
    at = begin(clerk)
    assert "Send the file for" in clerk.get("/clerk").text
    send_file(clerk, at, "report.pdf", COVERED())
    page = clerk.get("/clerk").text
    assert "Mend or accept 1 thing found in the file" in page
    assert f'href="{at}/leaks"' in page
    assert BOARD_NAME in page
    assert NEW["title"] not in page  # what is sealed is not opened to be listed
    press(clerk, f"{at}/leaks/0/accept", reason="It was read out in May.")
    assert "Publish the file for" in clerk.get("/clerk").text
    assert "Files you sent in" not in whole_world.client(MONITORING_OFFICER).get("/clerk").text
    press(clerk, f"{at}/publish")
    assert "Files you sent in" not in clerk.get("/clerk").text
