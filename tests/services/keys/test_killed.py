"""Commands of keys killed at any moment: what is sealed stays readable, and they go on.

With CLEAR_DAYS_TEST_KILLS=all they are killed at every moment there is, which takes minutes.
"""

import os

import pytest

from portal.policy import ANONYMOUS
from portal.services.key_management.rotating import rotate_compartment
from tests.services.keys.killing import back_door, nothing_left_over, whole
from tests.services.keys.stock import epochs
from tests.support.databases import KINDS
from tests.support.furnishing import SLUG

pytestmark = pytest.mark.slow
GENERAL = f"{SLUG}/general"
KILLED = -9
ALL = os.environ.get("CLEAR_DAYS_TEST_KILLS") == "all"
STEP = {"sqlite": 1 if ALL else 7, "postgresql": 1 if ALL else 19}


@pytest.mark.parametrize("database_kind", KINDS, indirect=True)
@pytest.mark.parametrize("verb", ["rewrap", "reencrypt"])
def test_killed_at_any_moment(  # noqa: PLR0913, PLR0917 -- fixtures
    verb, database_kind, office, general, record_engine, log_engine, tmp_path
):
    """Each run dies somewhat later than the one before, until one of them comes to its end."""
    rotate_compartment(office.work_for(ANONYMOUS), general)
    killed, kill_at = 0, 1
    with back_door(tmp_path, record_engine, log_engine) as door:
        while (code := door.run(verb, GENERAL, "--close", kill_at=kill_at)) == KILLED:
            killed, kill_at = killed + 1, kill_at + STEP[database_kind]
            assert whole(office, [general])
        said = (tmp_path / "said.txt").read_text()
        assert code == 0, said
        assert killed >= 5
        assert door.run(verb, GENERAL, "--close") == 0
    assert list(epochs(office.work_for(ANONYMOUS), general)) == [2]
    assert office.keys.closed_up_to(general) == 1
    assert nothing_left_over(office, tmp_path)
    assert whole(office, [general])
