"""What a rule's short basis stands for, in full.

The table is ``authorities.toml``, which says how it is read.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from portal.policy.attributes import Regime

_WRITTEN: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    tomllib.loads((files("portal.policy") / "authorities.toml").read_text(encoding="utf-8"))
)


_OWN_RULES: Final = "The board's own rules"


def authority(basis: str, regime: Regime) -> str:
    """Say in full what a basis rests on, for a body under a regime.

    Of a board that has only adopted its rules, or made its own, it never says that they are the
    law.

    :raises KeyError: if the basis is not in the table.
    """
    entries = [_WRITTEN[basis]] if basis in _WRITTEN else [_WRITTEN[each] for each in basis.split()]
    return "; ".join(_said(entry, regime) for entry in entries)


def _said(entry: Mapping[str, str], regime: Regime) -> str:
    if regime is Regime.ADOPTED:
        return entry.get("where_adopted", entry["source"])
    if regime is Regime.NONE:
        return entry.get("where_own", _OWN_RULES if "where_adopted" in entry else entry["source"])
    return entry["source"]
