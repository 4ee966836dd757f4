"""Nothing that is marked, in whatever place and shape, comes out of a pack open."""

import pytest

from portal.services.imports.accounting import gaps
from portal.services.imports.kinds import CompartmentKind, DoubtKind
from portal.services.imports.pack import read_pack
from portal.services.imports.source import Source
from tests.services.imports.published import invented

PACK = invented("agenda-pack.txt").text
FRONT = PACK[: PACK.index("Membership")]
BLANK = "This page is intentionally left blank\n\n"
COVER = "HARROWMERE SAFER PLACES BOARD\n\nREPORT\n\n"


def with_change(old, new):
    assert PACK.count(old) == 1
    return read_pack(Source(PACK.replace(old, new)))


def with_paper(paper):
    return read_pack(Source(f"{FRONT}{BLANK}{paper}"))


def said(found):
    return "\n".join(found.open_text())


def report(title="Kestrel Close", marking="UNPROTECTED", body="1. Purpose\n\n- 1.1 Nothing.\n"):
    return (
        f"{COVER}Subject: {title}\n\nDate: Thursday 14 March 2024\n\nAuthor: Lise Tarn\n\n"
        f"Security: {marking}\n\n{body}\n"
    )


@pytest.mark.parametrize(
    "marking",
    ["PROTECTED", "Official-Sensitive", "RESTRICTED", "Amber Plus", "CONFIDENTIAL until June", "?"],
)
def test_a_marking_on_the_cover_closes_the_report_unless_it_is_known_to_be_open(marking):
    found = with_paper(report(marking=marking))

    assert found.reports[0].closed
    assert "Kestrel" not in said(found)
    assert "Amber Plus" not in said(found)


@pytest.mark.parametrize("marking", ["UNPROTECTED", "Not Protectively Marked", "Official", "None"])
def test_a_marking_known_to_be_open_closes_nothing(marking):
    found = with_paper(report(title="Youth Outreach Contract", marking=marking))

    assert found.reports[0].closed is None


@pytest.mark.parametrize(
    "line",
    [
        "[Protected]", "RESTRICTED", "By virtue of paragraph 3 of Part 1 of Schedule 12A",
        "This report is restricted", "NOT FOR PUBLICATION", "Security: PROTECTED",
        "Open or exempt: Exempt", "Does this report hold exempt information? Yes",
        "The annex is exempt by virtue of paragraph 3 of the Schedule.",
        "Kestrel\tRESTRICTED: who lives there", "This item was discussed in closed session",
    ],
)  # fmt: skip
def test_a_mark_inside_a_report_closes_all_of_it(line):
    found = with_paper(report(body=f"1. Kestrel\n\n- 1.1 Kestrel.\n\n{line}\n\n- 1.2 Kestrel.\n"))

    assert found.reports[0].closed
    assert "Kestrel" not in said(found)


def test_a_mark_above_a_report_closes_it_whatever_its_own_cover_says():
    found = with_paper(f"RESTRICTED\n\n{report(title='Youth Outreach Contract Kestrel')}")

    assert found.reports[0].closed
    assert "Kestrel" not in said(found)


def test_minutes_and_plans_that_run_on_from_a_closed_report_are_closed():
    minutes = PACK[PACK.index("Harrowmere Safer Places Board Meeting\nThursday") :]
    minutes = minutes[: minutes.index(BLANK)]
    plan = PACK[PACK.index("Harrowmere Safer Places Board Forward Plan") :]
    plan = plan[: plan.index(BLANK)]
    for annex, words in ((minutes, "Tomasz showed"), (plan, "Harbour Wardens")):
        closed = with_paper(f"{report(marking='PROTECTED')}\n{annex}")
        assert words not in said(closed)
        apart = with_paper(f"{report(marking='PROTECTED')}\n{BLANK}{annex}")
        assert words in said(apart)


def test_minutes_under_an_item_that_is_marked_are_closed():
    found = with_change("3. Minutes\tChair\t5 mins", "3. RESTRICTED: Minutes\tChair\t5 mins")

    assert (found.earlier[0].for_item, bool(found.earlier[0].closed)) == ("3", True)
    assert "Tomasz showed" not in said(found)


def test_a_withheld_paper_is_not_placed_where_the_item_above_may_hold_another():
    found = with_change("10 mins\t5 - 6\n", "10 mins\t5 - 8\n")
    either = ("4", "9", "10")

    assert [each.may_be_for for each in found.withheld] == [either, either, (), ()]
    assert [each.for_item for each in found.withheld] == ["", "", "10", "12(b)"]


def test_a_report_of_an_item_the_plan_marks_is_closed():
    found = with_change(
        "Document is Restricted\n\nThis page is intentionally left blank\n\nBy virtue",
        f"{report(title='Assessment of weapons and harm at Kestrel')}\n{BLANK}By virtue",
    )
    (closed,) = [each for each in found.reports if "Kestrel" in each.title.text]

    assert closed.closed
    assert closed.for_item == "10"


def test_a_report_that_cannot_be_placed_is_closed_while_any_item_is():
    found = with_change("Subject: Night-time Economy Working Group\n", "Subject: Zzyzx\n")
    (unplaced,) = [each for each in found.reports if "Zzyzx" in each.title.text]

    assert (unplaced.for_item, bool(unplaced.closed)) == ("", True)
    assert "Zzyzx" not in said(found)


@pytest.mark.parametrize(
    "row",
    [
        "5. RESTRICTED: Kestrel Close\tZ Okonjo\t15 mins\tVerbal",
        "5. Kestrel Close\tZ Okonjo\t15 mins\tRESTRICTED",
        "5. Kestrel Close\tRESTRICTED\t15 mins\tVerbal",
        "5. Kestrel Close (Exempt)\tZ Okonjo\t15 mins\tVerbal",
        "5. NOT FOR PUBLICATION Kestrel Close Chair 15 mins",
        "5. Kestrel Close\tZ Okonjo\t15 mins\tVerbal\nRESTRICTED",
        "5. Kestrel Close\tZ Okonjo\t15 mins\tVerbal\n(a) Kestrel\nPart 2: Kestrel",
    ],
)
def test_a_mark_anywhere_in_a_row_of_the_agenda_closes_the_item(row):
    found = with_change("5. Harbour Lighting Review\tZ Okonjo\t15 mins\tVerbal", row)
    marked = next(each for each in found.items if each.number.text == "5")

    assert marked.closed or marked.items[0].closed
    assert "RESTRICTED: Kestrel" not in said(found)
    if marked.closed:
        assert "Kestrel" not in said(found)


@pytest.mark.parametrize(
    "line",
    [
        "PART 2 - EXEMPT ITEMS", "\nPRIVATE BUSINESS\n", "5. Exclusion of the press and public\t\t",
        "5. Part 2: exempt business\tChair\t1 min\t",
        "It is proposed to exclude the public from the items that follow.",
    ],
)  # fmt: skip
def test_the_head_of_a_closed_part_closes_every_item_below_it(line):
    found = with_change("5. Harbour Lighting Review\tZ Okonjo\t15 mins\tVerbal", line)
    below = [each for each in found.items if int(each.number.text) > 5]

    assert len(below) == 8
    assert all(each.closed for each in below)
    assert "Single Front Door" not in said(found)
    assert not any(each.closed for each in found.items[:3])


def test_a_mark_between_two_items_closes_both():
    found = with_change(
        "5. Harbour Lighting Review\t", "\nRESTRICTED\n\n5. Harbour Lighting Review\t"
    )

    assert [each.number.text for each in found.items if each.closed][:2] == ["4", "5"]
    assert found.items[5].closed is None


def test_a_mark_above_the_agenda_closes_all_of_it():
    found = with_change("A G E N D A\n", "RESTRICTED\n\nA G E N D A\n")

    assert all(each.closed for each in found.items)


def test_what_the_front_sheet_marks_is_closed_in_the_plan_too():
    found = with_change("5. Harbour Lighting Review\t", "5. RESTRICTED: Harbour Lighting Review\t")

    assert "Harbour Lighting" not in said(found)
    sentences = [each.sentence for each in found.doubts if each.where == "item 5"]
    assert any("its row comes in closed" in each for each in sentences)


@pytest.mark.parametrize(
    "row",
    [
        "\tRESTRICTED: Kestrel Close\tKestrel\t10 mins\tItem 4\t\t",
        "\tKestrel Close\tKestrel\t10 mins\tItem 4\tRESTRICTED\t",
        "\tKestrel Close\tKestrel (Confidential)\t10 mins\tItem 4\t\t",
        "RESTRICTED: Kestrel Close\t\tKestrel\tItem 4",
        "\t\t\tR E S T R I C T E D: Kestrel Close",
        "RESTRICTED: Kestrel Close",
        "13 June 2024 \tExempt: Kestrel\t",
    ],
)
def test_a_mark_anywhere_in_a_row_of_the_plan_closes_the_row(row):
    found = with_change("\tHarbour Wardens Update\tFemi Brackenbury\t15 mins\tItem 4\t\t", row)

    assert "Kestrel" not in said(found)


def test_the_head_of_a_closed_part_of_the_plan_closes_the_rows_below_it():
    for head in ("PART 2 - EXEMPT ITEMS", "\tRESTRICTED BUSINESS\t\t\t\t", "\tRESTRICTED\t\t"):
        row = "\tHarbour Wardens Update\tFemi Brackenbury\t15 mins\tItem 4\t\t"
        found = with_change(row, f"{head}\n{row}")
        assert "Harbour Wardens" not in said(found)


def test_an_exclusion_of_the_public_closes_the_minutes_after_it():
    found = with_change("Monthly calls have begun.", "RESOLVED to exclude the public.")
    closed = [each.number.text for each in found.earlier[0].items if each.closed]

    assert closed == ["10", "11", "12", "13"]


def test_a_withheld_page_in_place_of_a_minute_closes_its_item():
    minutes = PACK[PACK.index("Harrowmere Safer Places Board Meeting\nThursday") :]
    minutes = minutes[: minutes.index("10. Domestic")] + "10. Kestrel Close\n\n"
    found = with_paper(f"{minutes}Document is Restricted\n\n{BLANK}")

    assert found.earlier[0].items[-1].closed
    assert len(found.withheld) == 1
    assert "Kestrel" not in said(found)


@pytest.mark.parametrize(
    "kept_back",
    [
        "Item restricted", "This item is restricted.", "RESTRICTED", "Exempt item", "Part 2 item",
        "This item was discussed in private session.", "CONFIDENTIAL",
        "Kept apart by virtue of paragraphs 1 and 7 of Part 1 of Schedule 12A.",
    ],
)  # fmt: skip
def test_an_item_of_earlier_minutes_that_is_said_to_be_kept_back_is_closed(kept_back):
    text = PACK.replace("10. Domestic Homicide Review Update\n\nItem restricted", "10. Swifts")
    text = text.replace(
        "8. Community Fund 24/25\n\nThe write-up is not ready.",
        f"8. Kestrel Fund\n\nKestrel spoke.\n\n{kept_back}\n\nAction: Kestrel to answer",
    )
    found = read_pack(Source(text))
    (minutes,) = found.earlier

    assert [each.number.text for each in minutes.items if each.closed] == ["8"]
    assert "Kestrel" not in said(found)


@pytest.mark.parametrize(
    "mention",
    [
        "The family of the deceased were told.", "Another homicide was mentioned.",
        "A DHR may follow.", "An incident happened in May and is being investigated.",
        "The domestic case is now a homicide.", "Two people died in Kelpie Lane.",
    ],
)  # fmt: skip
def test_free_text_that_may_tell_of_a_withheld_matter_is_closed_whole(mention):
    found = with_change("Monthly calls have begun.", f"Calls begin.\n\n{mention}\n\nCalls end.")
    panel = next(each for each in found.earlier[0].items if each.number.text == "9")

    assert panel.closed is None
    assert all(each.closed.compartment is CompartmentKind.DHR for each in panel.minutes.blocks)
    assert all(each.closed for each in panel.actions)
    assert mention not in said(found)


def test_the_same_words_close_nothing_where_nothing_is_withheld():
    found = with_change("\n\nItem restricted\n\n", "\n\nNothing to report.\n\n")

    assert not any(block.closed for each in found.earlier[0].items for block in each.minutes.blocks)


def test_a_report_that_speaks_of_a_case_is_flagged_and_stays_open():
    found = with_change("- 1.2 Sixteen drivers were trained.", "- 1.2 There were two deaths.")
    flagged = [
        each
        for each in found.doubts
        if each.kind is DoubtKind.MENTIONS_WITHHELD_MATTER and each.where.startswith("the report")
    ]

    assert len(flagged) == 1
    assert "There were two deaths." in said(found)


def test_a_text_that_belongs_to_no_paper_is_reported_and_not_kept():
    found = with_paper("Kestrel Close: what was seen there\n\nIt was seen by Kestrel.\n")

    assert "Kestrel" not in said(found)
    assert [each.kind for each in found.doubts if "could not place" in each.sentence]


def test_a_membership_row_that_is_marked_is_reported_and_not_kept():
    found = with_change("Benedikt Orme\tSuper", "RESTRICTED: Kestrel\tSuper")

    assert "Kestrel" not in said(found)
    assert gaps(found, Source(PACK.replace("Benedikt Orme\tSuper", "RESTRICTED: Kestrel\tSuper")))
