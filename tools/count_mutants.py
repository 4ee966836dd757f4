"""Says what share of the broken copies some test noticed, and fails where that is too few.

``make mutants`` runs it after ``mutmut``, whose results it reads: one file beside each module that
was broken.  What survived is listed by ``mutmut results``, and shown by ``mutmut show``.
"""

import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

MUTANTS: Final = Path(__file__).resolve().parent.parent / "mutants"
ROOMS: Final = ("portal/policy", "portal/vault/context.py")
LEAST: Final = 95.0
"""In percent, for each of them; what is below it is not tested but only run."""
NOTICED: Final = frozenset({1, 3, 24, 36, -24, 152, 255})
"""How pytest ended where a test failed, or a copy ran for ever (``mutmut.stats``)."""
NOT_TRIED: Final = frozenset({None, 34})


def counted(folder: Path) -> Mapping[str, Counter[bool]]:
    """Count, for each room, the copies that were tried: those noticed, and those not.

    :param folder: where the broken copies lie.
    """
    found: dict[str, Counter[bool]] = {room: Counter() for room in ROOMS}
    for path in sorted(folder.rglob("*.meta")):
        name = path.relative_to(folder).as_posix()
        room = next((each for each in ROOMS if name.startswith(each)), None)
        ends = json.loads(path.read_text("utf-8"))["exit_code_by_key"].values()
        if room is not None:
            found[room].update(end in NOTICED for end in ends if end not in NOT_TRIED)
    return found


def main(folder: Path = MUTANTS) -> int:
    """Print the figures; give the exit code."""
    good = True
    tried = {room: count for room, count in counted(folder).items() if count.total()}
    for room, count in tried.items():
        share = 100 * count[True] / count.total()
        good = good and share >= LEAST
        print(
            f"{room}: {count[True]} of {count.total()} broken copies were noticed:"
            f" {share:.1f}% (at least {LEAST}%)."
        )
    if not tried:
        print("No broken copy was tried: MUTANTS names none.")
    return 0 if tried and good else 1


if __name__ == "__main__":
    sys.exit(main())
