"""Malformed uploads through the whole application (TEST-11): no 5xx, nothing left, each a rule."""

import random
from time import perf_counter

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.records.base import Base
from portal.services.uploads.faults import RULES
from tests.uploads.forging import forged
from tests.uploads.sending import END, a_pdf, begin, blobs, part, rules_on, send, send_raw
from tests.web.forms import token_of

FORMS = 240
FILES = 40
SLOWEST = 2.0


def rows(world):
    """Count the rows of every table."""
    with Session(world.record) as session:
        return {
            name: session.scalar(select(func.count()).select_from(table))
            for name, table in Base.metadata.tables.items()
        }


def bodies(seed, token):
    """Draw bodies that are no forms, or no whole ones."""
    draw = random.Random(seed)  # noqa: S311 -- the same bodies each time
    good = part("csrf_token", token.encode()) + part("file", b"%PDF-1.7\nnothing", "plan.pdf") + END
    while True:
        match draw.randrange(5):
            case 0:
                yield good[: draw.randrange(len(good) - 4)]
            case 1:
                at = draw.randrange(len(good))
                yield good[:at] + draw.randbytes(draw.randrange(1, 80)) + good[at:]
            case 2:
                yield (
                    good[: -len(END)]
                    + part("more", draw.randbytes(9)) * draw.randrange(1, 1_001)
                    + END
                )
            case 3:
                yield good.replace(
                    b"plan.pdf", draw.choice([b"a\0.pdf", b"n" * 65_536, b"x.exe", b""])
                )
            case _:
                yield draw.randbytes(draw.randrange(4_000))


@pytest.mark.slow
def test_malformed_uploads_leave_nothing_and_name_their_rules(whole_world, clerk, tmp_path):
    at = begin(clerk)
    token = token_of(clerk)
    # The first file that is looked into leaves its body a key for phrases, which stays.
    assert send(clerk, at, "first.pdf", a_pdf(), token=token).status_code == 303
    assert send(clerk, at, "x.exe", b"x", token=token).status_code == 422
    assert send(clerk, at, "x.pdf", b"", token=token).status_code == 422
    before, there = rows(whole_world), blobs(tmp_path)
    took = []
    answers = []
    drawn = bodies(7, token)
    for number in range(FORMS + FILES):
        begun = perf_counter()
        if number < FORMS:
            answer = send_raw(clerk, at, next(drawn))
        else:
            ((ending, content, rule),) = forged(number, 1)
            answer = send(clerk, at, f"plan{ending}", content, token=token)
            assert rule is None or rule in rules_on(answer), (ending, rule, answer.status_code)
        took.append(perf_counter() - begun)
        answers.append(answer)
        if answer.status_code == 303:  # what was damaged is a good file still
            assert clerk.post(f"{at}/check", data={"csrf_token": token}).status_code == 303
            assert send(clerk, at, "x.exe", b"x", token=token).status_code == 422
            assert send(clerk, at, "x.pdf", b"", token=token).status_code == 422
            continue
        assert answer.status_code in {400, 422}
        assert answer.status_code == 400 or (
            rules_on(answer) and set(rules_on(answer)) <= RULES.keys()
        )
        assert blobs(tmp_path) == there
    assert rows(whole_world) == before
    assert blobs(tmp_path) == there
    assert sum(answer.status_code == 422 for answer in answers) > 0.8 * len(answers) - FORMS * 0.25
    assert sorted(took)[-len(took) // 100] < SLOWEST
