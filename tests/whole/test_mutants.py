"""The count of broken copies: too few noticed in either room is an error, and so is none tried."""

import json

import pytest

from tools.count_mutants import main

CONTEXT = "portal/vault/context.py"
VERDICT = "portal/policy/verdict.py"
NOTICED, RAN_FOR_EVER, SURVIVED, NO_TEST, NOT_TRIED = 1, 36, 0, 33, None


@pytest.fixture
def ended(tmp_path):
    """Write down how the copies of modules ended, as mutmut does, and count them."""

    def count(**modules):
        for name, ends in modules.items():
            path = tmp_path / f"{ {'context': CONTEXT, 'verdict': VERDICT}[name] }.meta"
            path.parent.mkdir(parents=True, exist_ok=True)
            keys = {f"x_{number}": end for number, end in enumerate(ends)}
            path.write_text(json.dumps({"exit_code_by_key": keys}))
        return main(tmp_path)

    return count


@pytest.mark.parametrize(
    ("ends", "code", "said"),
    [
        ([NOTICED] * 19 + [SURVIVED], 0, "19 of 20 broken copies were noticed: 95.0%"),
        ([NOTICED] * 18 + [RAN_FOR_EVER, NO_TEST], 0, "19 of 20"),
        ([NOTICED] * 18 + [SURVIVED], 1, "18 of 19 broken copies were noticed: 94.7%"),
        ([NOTICED] * 18 + [NO_TEST], 1, "18 of 19"),
        ([NOTICED] * 3 + [NOT_TRIED] * 90, 0, "3 of 3"),
        ([NOT_TRIED] * 9, 1, "No broken copy was tried"),
        ([], 1, "No broken copy was tried"),
    ],
)
def test_below_the_figure_it_is_an_error(ended, capsys, ends, code, said):
    assert ended(context=ends) == code
    assert said in capsys.readouterr().out


def test_what_is_good_in_one_room_makes_up_for_nothing_in_the_other(ended, capsys):
    assert ended(verdict=[NOTICED] * 2000, context=[NOTICED] * 60 + [SURVIVED] * 10) == 1
    told = capsys.readouterr().out
    assert "portal/policy: 2000 of 2000" in told
    assert f"{CONTEXT}: 60 of 70" in told
