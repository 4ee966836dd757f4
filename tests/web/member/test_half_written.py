"""A form that was half written when a session ended: kept for who wrote it, and for nobody else."""

from datetime import timedelta
from html import unescape

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.records.tables import DirectorySnapshot, HalfWritten, Person
from tests.support.furnishing import MEMBER, NOW, PREVENT_MEMBER, STRANGER
from tests.web.member.visiting import shut_the_log
from tests.web.member.writing import (
    ADDRESS,
    KEPT,
    LATER,
    NATURE,
    PAGE,
    ended,
    forms_on,
    holds,
    keys_in,
    rows,
    send,
    signs_in,
    token_of_member,
    without_tokens,
    write,
)

ENDS = ("idle", "too-long", "replaced", "stepped-up")
ON_PURPOSE = ("signed-out", "revoked", "directory")
ELSEWHERE = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://elsewhere.example"},
)
TOO_MUCH_OR_NOTHING = (
    {"nature": "x" * 500_001},
    {f"field-{each}": "text" for each in range(200)},
    {"nature": "   ", "kind": "", "will_leave": "", "confirmed": ""},
)


def test_what_was_written_is_kept_however_the_session_ended_by_itself(world):
    for number, because in enumerate(("", *ENDS), start=1):
        answer = send(write(world, MEMBER, because))
        assert (answer.status_code, len(rows(world))) == (403, number), because
        assert "What you had written is kept" in answer.text


def test_it_is_shown_to_its_writer(world):
    writing = write(world, MEMBER, "idle")
    answer = send(writing)
    assert answer.status_code == 403
    assert "What you had written is kept" in answer.text
    assert NATURE not in answer.text

    again = signs_in(world, writing, MEMBER)
    page = again.get(PAGE)
    assert page.status_code == 200
    assert NATURE in unescape(page.text)
    assert f'href="{PAGE}"' in again.get("/me").text
    said = [line.entry.verb for line in world.office.journal.about(rows(world)[0].id)]
    assert set(said) == {Verb.FORM_KEPT, Verb.FORM_OPENED}


def test_it_is_sent_with_the_new_session_and_then_forgotten(world):
    writing = write(world, MEMBER, "idle")
    send(writing)
    again = signs_in(world, writing, MEMBER)
    (form, _) = forms_on(again.get(PAGE).text)
    assert form.action == ADDRESS
    assert form.fields["nature"] == NATURE

    answer = again.post(form.action, data=form.fields)
    assert answer.status_code == 303
    assert NATURE not in again.get(PAGE).text
    assert rows(world) == []
    assert not keys_in(again)
    assert "My interests" in again.get("/me/interests").text
    assert again.get("/me/interests").text.count("Another interest") == 1


def test_it_is_thrown_away(world):
    writing = write(world, MEMBER, "too-long")
    send(writing)
    again = signs_in(world, writing, MEMBER)
    (_, throw) = forms_on(again.get(PAGE).text)
    assert again.post(throw.action, data=throw.fields).status_code == 303
    assert rows(world) == []
    assert not keys_in(again)
    assert "Nothing of yours is kept" in again.get(PAGE).text


def test_another_person_in_the_same_browser_gets_nothing_and_takes_nothing(world):
    writing = write(world, MEMBER, "idle")
    send(writing)
    other = signs_in(world, writing, PREVENT_MEMBER)
    bare = world.client(PREVENT_MEMBER)
    for address in (PAGE, "/me"):
        page, known = other.get(address), bare.get(address)
        assert without_tokens(page.text) == without_tokens(known.text)
        assert NATURE not in page.text
    token = token_of_member(other)
    row = rows(world)[0].id
    assert other.post(f"{PAGE}/{row}/forget", data={"csrf_token": token}).status_code == 303
    told = {"csrf_token": token, "kept_form": str(row)}
    assert other.post(ADDRESS, data=told).status_code == 200
    assert rows(world)[0].id == row
    # And its owner, in that browser, finds it still.
    assert NATURE in unescape(signs_in(world, other, MEMBER).get(PAGE).text)


def test_a_key_of_somebody_elses_that_was_planted_opens_nothing(world):
    writing = write(world, STRANGER, "idle")
    send(writing)
    victim = world.client(MEMBER)
    holds(victim, keys_in(writing.client))
    assert NATURE not in victim.get(PAGE).text
    # What the victim writes is sealed under a fresh key, not under the one that was planted.
    send(ended(world, victim, MEMBER))
    keys = keys_in(victim).split(".")
    assert len(keys) == 2
    assert NATURE not in signs_in(world, writing, MEMBER).get(PAGE).text


def test_a_row_that_was_given_to_somebody_else_does_not_open(world):
    writing = write(world, MEMBER, "idle")
    send(writing)
    with Session(world.record) as session:
        session.execute(update(HalfWritten).values(person_id=STRANGER))
        session.commit()
    page = signs_in(world, writing, STRANGER).get(PAGE)
    assert page.status_code == 200
    assert NATURE not in page.text


def test_a_writer_in_another_browser_finds_nothing(world):
    writing = write(world, MEMBER, "idle")
    send(writing)
    assert NATURE not in world.client(MEMBER).get(PAGE).text
    forged = world.client(MEMBER)
    holds(forged, "A" * 43)
    assert forged.get(PAGE).status_code == 200
    for nonsense in ("é", "." * 40, "A" * 4000, "x.y", "'; DROP TABLE"):
        holds(forged, nonsense)
        assert forged.get(PAGE).status_code == 200
        assert forged.get("/me").status_code == 200


def test_a_session_that_was_ended_on_purpose_keeps_nothing(world):
    for because in ON_PURPOSE:
        answer = send(write(world, MEMBER, because))
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in"), because
    assert rows(world) == []


def test_another_sites_form_keeps_nothing(world):
    writing = write(world, MEMBER, "idle")
    for headers in ELSEWHERE:
        answer = send(writing, headers=headers)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in"), headers
    assert rows(world) == []


def test_a_form_without_that_sessions_token_keeps_nothing(world):
    writing = write(world, MEMBER, "idle")
    for token in ("", "0" * 64, "é"):
        writing.token = token
        assert send(writing).status_code == 303
    assert rows(world) == []


def test_a_form_of_the_day_before_keeps_nothing(world):
    writing = write(world, MEMBER, "", ago=timedelta(days=1))
    assert send(writing).status_code == 303
    assert rows(world) == []


def test_somebody_who_would_not_be_let_in_again_keeps_nothing(world):
    writing = write(world, MEMBER, "idle")
    for lost in ("suspended_at", "closed_at", "roles"):
        with Session(world.record) as session:
            for each in ("suspended_at", "closed_at"):
                told = {each: NOW if each == lost else None}
                session.execute(update(Person).where(Person.id == MEMBER).values(told))
            if lost == "roles":
                session.execute(update(DirectorySnapshot).values(roles=""))
            session.commit()
        assert send(writing).status_code == 303, lost
        assert rows(world) == []


def test_what_is_too_much_or_nothing_is_not_kept(world):
    writing = write(world, MEMBER, "idle")
    for more in TOO_MUCH_OR_NOTHING:
        assert send(writing, **more).status_code == 303
    assert rows(world) == []


def test_buttons_and_the_doors_of_sign_in_hold_nothing_that_was_written(world):
    writing = write(world, MEMBER, "idle")
    for address in ("/sign-in/step-up", "/me/sessions/end", f"{PAGE}/{MEMBER}/forget"):
        data = {"csrf_token": writing.token, "session": "a name", "context": "c1"}
        answer = writing.client.post(address, data=data)
        assert "What you had written" not in answer.text
    assert rows(world) == []


def test_eight_hours_later_it_is_gone(world):
    writing = write(world, MEMBER, "idle")
    send(writing)
    with Session(world.record) as session:
        session.execute(update(HalfWritten).values(kept_at=NOW - LATER))
        session.commit()
    again = signs_in(world, writing, MEMBER)
    assert NATURE not in again.get(PAGE).text
    send(write(world, MEMBER, "idle"))
    assert len(rows(world)) == 1


def test_two_forms_of_one_browser_are_both_kept(world):
    writing = write(world, MEMBER, "idle")
    send(writing)
    send(writing, nature="And another thing.")
    page = unescape(signs_in(world, writing, MEMBER).get(PAGE).text)
    assert NATURE in page
    assert "And another thing." in page


def test_a_form_in_another_tab_outlives_signing_in_again(world):
    writing = write(world, MEMBER, "replaced")
    again = signs_in(world, writing, MEMBER)
    answer = again.post(ADDRESS, data={**writing.fields, "csrf_token": writing.token})
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert NATURE in unescape(again.get(PAGE).text)


def test_a_form_of_somebody_elses_session_in_another_tab_does_not(world):
    writing = write(world, MEMBER, "replaced")
    other = signs_in(world, writing, PREVENT_MEMBER)
    answer = other.post(ADDRESS, data={**writing.fields, "csrf_token": writing.token})
    assert answer.status_code == 400
    assert rows(world) == []


def test_while_the_directory_is_silent_what_was_written_is_kept(world):
    writing = write(world, MEMBER, None)
    with Session(world.record) as session:
        session.execute(update(DirectorySnapshot).values(checked_at=NOW - timedelta(hours=2)))
        session.commit()
    for token, said in ((writing.token, True), ("0" * 64, False)):
        writing.token = token
        answer = send(writing)
        assert answer.status_code == 503
        assert ("What you had written is kept" in answer.text) is said
    assert len(rows(world)) == 1


def test_nothing_is_kept_while_the_log_cannot_be_written(world):
    writing = write(world, MEMBER, "idle")
    shut_the_log(world)
    assert send(writing).status_code == 303
    assert rows(world) == []


def test_nothing_is_opened_while_the_log_cannot_be_written(world):
    writing = write(world, MEMBER, "idle")
    send(writing)
    again = signs_in(world, writing, MEMBER)
    shut_the_log(world)
    page = again.get(PAGE)
    assert page.status_code == 503
    assert NATURE not in page.text


def test_a_cookie_that_holds_the_key_is_for_this_host_alone(world):
    answer = send(write(world, MEMBER, "idle"))
    (cookie,) = [each for each in answer.headers.getlist("Set-Cookie") if KEPT in each]
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"secure", "httponly", "samesite=lax", "path=/", "max-age=28800"} <= attributes
    key = cookie.partition("=")[2].partition(";")[0]
    with Session(world.record) as session:
        row = session.scalars(select(HalfWritten)).one()
    assert key.encode() not in row.sealed + row.browser_hash
    assert NATURE.encode() not in row.sealed
