"""``portal policy clear-days``: as somebody at a terminal meets it."""

import json

import pytest
from click.testing import CliRunner

from portal.cli import portal
from portal.cli.policy import policy

ENOUGH = {
    "nation": "england",
    "regime": "part_va",
    "notice": "agenda",
    "published": "2023-11-28",
    "meeting": "2023-12-06",
    "count": 5,
    "need": 5,
    "enough": True,
    "short_by": 0,
    "counts_from": "2023-11-28",
    "last_lawful_day": "2023-11-28",
    "last_lawful_at": "2023-11-28T17:00:00+00:00",
    "last_lawful_moment": "Tuesday 28 November 2023, 5pm",
    "says": "",
}
USUAL = {"nation": "england", "published": "2023-11-28", "meeting": "2023-12-06"}


def run(environ=None, before=(), **options):
    named = {**USUAL, **options}
    words = [part for name, value in named.items() for part in (f"--{name}", value)]
    command, start = (portal, [*before, "policy"]) if before else (policy, [])
    settled = dict.fromkeys(
        ("PORTAL_OFFICES_CLOSE", "PORTAL_COUNT_SATURDAYS", "PORTAL_CLOSURES", "PORTAL_LONG_NOTICE")
    )
    return CliRunner(env={**settled, **(environ or {})}).invoke(
        command, [*start, "clear-days", *words]
    )


def answer(*args, **options):
    result = run(*args, **options)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refusal(*args, **options):
    result = run(*args, **options)
    assert result.exit_code == 2
    assert result.stdout == ""
    return result.stderr.partition("Error: ")[2].strip()


def test_the_count_the_need_and_the_last_lawful_day():
    assert answer() == ENOUGH


@pytest.mark.parametrize(
    ("nation", "published", "meeting", "count", "need", "last"),
    [
        ("england", "2023-11-29", "2023-12-06", 4, 5, "2023-11-28"),  # d03
        ("england", "1990-04-26", "1990-05-01", 2, 3, "1990-04-25"),  # d01
        ("england", "2024-03-22", "2024-04-03", 5, 5, "2024-03-22"),  # d06
        ("wales", "2023-11-30", "2023-12-06", 3, 3, "2023-11-30"),  # d10
        ("scotland", "2023-11-29", "2023-12-06", 3, 3, "2023-11-29"),  # 30 November is a holiday
        ("scotland", "2023-12-07", "2023-12-13", 3, 3, "2023-12-07"),
        ("ni", "2025-03-11", "2025-03-20", 5, 5, "2025-03-11"),
        ("NI", "2025-03-12", "2025-03-20", 4, 5, "2025-03-11"),
        ("england", "2023-12-06", "2023-12-06", 0, 5, "2023-11-28"),
        ("england", "2023-12-20", "2023-12-06", 0, 5, "2023-11-28"),
    ],
)
def test_each_nation_counts_its_own_days(nation, published, meeting, count, need, last):  # noqa: PLR0913, PLR0917 -- a row
    said = answer(nation=nation, published=published, meeting=meeting)
    assert (said["count"], said["need"], said["last_lawful_day"]) == (count, need, last)
    assert said["enough"] is (count >= need)
    assert said["short_by"] == max(0, need - count)
    assert said["nation"] == nation.lower()


def test_what_is_published_after_closing_counts_from_the_next_day():
    said = answer(published="2023-11-28T17:30")
    assert said["published"] == "2023-11-28T17:30:00+00:00"
    assert (said["count"], said["short_by"], said["enough"]) == (4, 1, False)
    assert said["counts_from"] == "2023-11-29"
    assert said["says"].startswith("This has 4 clear days of notice and needs 5")
    assert answer(published="2023-11-28T17:00")["enough"] is True
    assert answer(published="2023-11-28T17:00:00Z")["enough"] is True


def test_a_moment_elsewhere_is_read_in_the_united_kingdom():
    said = answer(published="2023-11-28T23:30:00-05:00")
    assert said["published"] == "2023-11-29T04:30:00+00:00"
    assert said["count"] == 4


def test_a_day_that_does_not_count_is_counted_as_it_stands_and_judged_by_the_next():
    said = answer(published="2024-03-24", meeting="2024-04-03")  # a Sunday
    assert (said["count"], said["counts_from"]) == (5, "2024-03-25")
    assert (said["enough"], said["short_by"]) == (False, 1)


def test_what_the_council_has_settled_is_kept_to():
    assert answer({"PORTAL_COUNT_SATURDAYS": "yes"})["last_lawful_day"] == "2023-11-29"
    assert answer({"PORTAL_COUNT_SATURDAYS": "yes"})["count"] == 6
    assert answer({"PORTAL_CLOSURES": "2023-12-01, 2023-12-04"})["count"] == 3
    early = {"PORTAL_OFFICES_CLOSE": "16:30"}
    assert answer(early)["last_lawful_moment"] == "Tuesday 28 November 2023, 4:30pm"
    assert answer(early, published="2023-11-28T16:45")["count"] == 4


def test_it_is_read_from_a_file_of_settings_too(tmp_path):
    file = tmp_path / "settings.env"
    file.write_text("PORTAL_CLOSURES=2023-12-01\n", "utf-8")
    assert answer(before=("--settings", str(file)))["count"] == 4
    assert answer(before=("--settings", str(file)))["need"] == 5


def test_q33_a_private_meeting_needs_28_clear_days_either_way_of_reading():
    said = answer(published="2023-11-08", regime="exec_2012", notice="private")
    assert (said["count"], said["need"], said["enough"]) == (27, 28, False)
    assert said["reading"] == "calendar"
    assert said["calendar"]["last_lawful_day"] == said["last_lawful_day"] == "2023-11-07"
    assert said["working"]["last_lawful_day"] == "2023-10-26"
    assert said["working"]["count"] == 19
    assert "convened" not in said["says"]
    assert "overview and scrutiny must agree" in said["says"]
    strict = {"PORTAL_LONG_NOTICE": "working"}
    said = answer(strict, published="2023-11-07", regime="exec_2012", notice="private")
    assert (said["reading"], said["need"], said["enough"]) == ("working", 28, False)
    assert said["last_lawful_day"] == "2023-10-26"


@pytest.mark.parametrize("notice", ["second", "general_exception"])
def test_the_shorter_notices_of_executives_count_working_days(notice):
    said = answer(regime="exec_2012", notice=notice)
    assert (said["count"], said["need"], said["reading"]) == (5, 5, "working")
    assert said["says"] == ""


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"nation": "france"}, "'france' is not one of 'england', 'wales', 'scotland', 'ni'"),
        ({"published": "soon"}, "'soon' is not a date: write it like 2023-11-28, or like"),
        ({"meeting": "2023-02-30"}, "'2023-02-30' is not a date: write it like 2023-11-28."),
        ({"meeting": "2023-12-06T10:00"}, "is not a date: write it like 2023-11-28."),
        ({"meeting": "1066-10-14"}, "1066-10-14 is not a day from 1986-04-01 to 2099-12-31."),
        ({"published": "2100-01-01"}, "2100-01-01 is not a day from 1986-04-01"),
        ({"published": "9999-12-31T23:59:00-05:00"}, "is not a date"),
        ({"nation": "wales", "regime": "exec_2012"}, "exec_2012 is law in England only: choose"),
        ({"notice": "private"}, "Bodies under part_va give no private notice: use --regime"),
        ({"regime": "king"}, "'king' is not one of"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_plain_words(options, complaint):
    assert complaint in refusal(**options)


@pytest.mark.parametrize("name", ["published", "meeting", "nation"])
def test_what_must_be_given_is_missed_by_name(name):
    words = [part for key, value in USUAL.items() if key != name for part in (f"--{key}", value)]
    result = CliRunner().invoke(policy, ["clear-days", *words])
    assert result.exit_code == 2
    assert f"Missing option '--{name}'" in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OFFICES_CLOSE", "teatime"),
        ("OFFICES_CLOSE", "17:00+01:00"),
        ("COUNT_SATURDAYS", "maybe"),
        ("CLOSURES", "Christmas"),
        ("LONG_NOTICE", "both"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(name, value):
    assert refusal({f"PORTAL_{name}": value}).startswith(f"PORTAL_{name} is not usable: set it to")


@pytest.mark.parametrize("regime", ["adopted", "none", "cd_scrutiny"])
def test_other_boards_count_alike(regime):
    assert answer(regime=regime)["need"] == 5
    assert "law" not in answer(regime="none", published="2023-12-01")["says"]
