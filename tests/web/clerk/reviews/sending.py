"""Filling in the forms about reviews, and looking at what was kept."""

from portal.web import csrf
from tests.support.reviews import FRESH, KEPT
from tests.web.member.visiting import token_on

LIST = "/clerk/reviews"
HEADING = "Award of a contract for support services"
KEEP = {
    "reason": FRESH,
    "words": KEPT,
    "next_on-day": "3",
    "next_on-month": "9",
    "next_on-year": "2026",
}


def send(client, address, form=None, **typed):
    data = {csrf.FIELD: token_on(client.get(form or address)), **typed}
    return client.post(address, data=data)


def stored(world, table, key):
    with world.office.session() as session:
        return session.get_one(table, key)
