"""One range is served exactly; whatever else is asked for, the answer is still a right one."""

import re
from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.ranges import part

TAG = '"5d0a7f0e"'
WHOLE = (200, 0, 100, None)


def asked(wanted, *, size=100, if_range=None, etag=TAG):
    found = part(wanted, if_range, size=size, etag=etag)
    assert found.length == found.stop - found.start
    return found.status, found.start, found.stop, found.content_range


@pytest.mark.parametrize(
    ("wanted", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-99", 0, 100),
        ("bytes=0-", 0, 100),
        ("bytes=10-19", 10, 20),
        ("bytes=99-99", 99, 100),
        ("bytes=99-", 99, 100),
        ("bytes=90-200", 90, 100),
        ("bytes=90-99999999999999999999", 90, 100),
        ("bytes=-1", 99, 100),
        ("bytes=-100", 0, 100),
        ("bytes=-200", 0, 100),
        ("bytes=007-008", 7, 9),
        ("BYTES=10-19", 10, 20),
    ],
)
def test_one_range_gets_its_part(wanted, start, stop):
    assert asked(wanted) == (206, start, stop, f"bytes {start}-{stop - 1}/100")


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=--5",
        "bytes=5",
        "bytes=a-b",
        "bytes=0x1-0x2",
        "bytes=+1-2",
        "bytes=1-+2",
        "bytes=1.0-2",
        "bytes=1_0-20",
        "bytes=5-2",
        "bytes= 0-5",
        "bytes=0-5 ",
        "bytes =0-5",
        "bytes=0 - 5",
        "bytes=0-5\n",
        "bytes=\u0663-\u0665",
        "bytes=\u00b2-5",
        "byte\u017f=0-5",
        "bytes=0-" + "9" * 5_000,
        "bytes=-" + "9" * 5_000,
        "items=0-5",
        "bytes=0-5;bytes=7-9",
    ],
)
def test_what_is_malformed_is_ignored(wanted):
    assert asked(wanted) == WHOLE


@pytest.mark.parametrize(
    "wanted",
    ["bytes=0-1,5-6", "bytes=0-1, 5-6", "bytes=0-,-1", "bytes=0-0,0-0", "bytes=,0-1", "bytes=0-1,"],
)
def test_several_ranges_get_the_whole(wanted):
    assert asked(wanted) == WHOLE


@pytest.mark.parametrize(
    "wanted", ["bytes=100-", "bytes=100-200", "bytes=99999999999-", "bytes=-0"]
)
def test_a_range_outside_the_file_is_told_its_size(wanted):
    assert asked(wanted) == (416, 0, 0, "bytes */100")


@pytest.mark.parametrize(
    ("wanted", "answer"),
    [
        ("bytes=0-", (416, 0, 0, "bytes */0")),
        ("bytes=0-0", (416, 0, 0, "bytes */0")),
        ("bytes=-0", (416, 0, 0, "bytes */0")),
        ("bytes=-5", (200, 0, 0, None)),
        (None, (200, 0, 0, None)),
    ],
)
def test_an_empty_file_has_no_parts(wanted, answer):
    assert asked(wanted, size=0) == answer


def test_the_same_strong_tag_gets_the_part():
    assert asked("bytes=0-9", if_range=TAG)[0] == HTTPStatus.PARTIAL_CONTENT


@pytest.mark.parametrize(
    "if_range",
    [
        '"another"',
        'W/"5d0a7f0e"',
        "5d0a7f0e",
        "",
        f"{TAG}, {TAG}",
        "*",
        "Wed, 04 Mar 2026 09:30:00 GMT",
    ],
)
@pytest.mark.parametrize("wanted", ["bytes=0-9", "bytes=100-", "nonsense"])
def test_anything_else_gets_the_whole(if_range, wanted):
    assert asked(wanted, if_range=if_range) == WHOLE


def test_a_weak_tag_is_never_strong_enough():
    assert asked("bytes=0-9", if_range='W/"a"', etag='W/"a"') == WHOLE


@given(
    st.text(max_size=30) | st.from_regex(r"bytes=[0-9,\- ]{0,12}", fullmatch=True),
    st.integers(0, 50),
)
def test_every_answer_lies_within_the_file(wanted, size):
    found = part(wanted, None, size=size, etag=TAG)
    assert 0 <= found.start <= found.stop <= size
    assert found.size == size
    if found.status == HTTPStatus.PARTIAL_CONTENT:
        assert re.fullmatch(r"bytes=[0-9-]+", wanted, re.IGNORECASE)
        assert found.length
    elif found.status == HTTPStatus.OK:
        assert found.length == size
    else:
        assert not found.length


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 50))
def test_a_part_is_the_slice_that_was_asked_for(first, last, size):
    content = bytes(range(size))
    found = part(f"bytes={first}-{last}", None, size=size, etag=TAG)
    if first <= last and first < size:
        assert content[found.start : found.stop] == content[first : last + 1]
    else:
        assert found.status != HTTPStatus.PARTIAL_CONTENT
