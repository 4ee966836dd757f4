"""Says what share of the broken copies some test noticed, and fails where that is too few.

``make mutants`` runs it after ``mutmut``, whose own count it reads.  What survived is listed by
``mutmut results``, and shown by ``mutmut show``.
"""

import json
import sys
from pathlib import Path
from typing import Final

COUNT: Final = Path(__file__).resolve().parent.parent / "mutants" / "mutmut-cicd-stats.json"
LEAST: Final = 95.0
"""In percent; what is below it is not tested but only run."""


def main() -> int:
    """Print the figure; give the exit code."""
    count = json.loads(COUNT.read_text("utf-8"))
    noticed = count["killed"] + count["timeout"]
    unnoticed = count["survived"] + count["no_tests"] + count["suspicious"] + count["segfault"]
    tried = noticed + unnoticed  # of all there are, where only some were asked for
    share = 100 * noticed / tried if tried else 0.0
    print(f"{noticed} of {tried} broken copies were noticed: {share:.1f}% (at least {LEAST}%).")
    return 0 if share >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
