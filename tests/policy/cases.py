"""Worked cases of access, read from ``cases.yaml``."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from portal.policy.explain import facts_from
from portal.policy.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Facts, as somebody would write them, and the verdict they deserve."""

    id: str
    expect: str
    rule: str
    say: str
    given: dict[str, Any]

    @property
    def facts(self) -> Facts:
        return facts_from(json.dumps(self.given))


CASES: Final = tuple(
    Case(**each)
    for each in yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text("utf-8"))
)
