"""Reading a restricted file in the browser, and taking a marked copy, while somebody watches."""

from portal.records.tables import Body, Copies
from tests.canaries.journey import PREVENT, Journey


def look_in(journey: Journey) -> None:
    """Read the newest file's text and pages, and take it away marked; then as before."""
    _rule(journey, Copies.MARKED)
    reader = journey.visitor(PREVENT, may=True)
    paper, version = journey.spread.paper, journey.spread.typeset
    reader.read_restricted(paper)
    at = f"/papers/{paper}/read"
    assert journey.stage.closed("typeset text").encode() in reader.get(f"{at}/text").body
    assert reader.get(f"{at}/pages/1").status == 200
    image = reader.get(f"{at}/pages/1/image")
    assert image.body.startswith(b"\x89PNG")
    for _ in range(2):
        with reader.begin("GET", f"{at}/{version}") as response:
            start = response.read(5)
            journey.stage.watch.look()
            assert start + response.read()[-6:].strip() == b"%PDF-%%EOF"
    journey.public.append(image)  # words in a picture are no words that anybody finds
    _rule(journey, Copies.ORIGINAL)


def _rule(journey: Journey, copies: Copies) -> None:
    work = journey.stage.door.office().work_of(None)
    with work.session:
        work.session.get_one(Body, journey.spread.body).copies = copies
        work.commit()
