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


def authority(basis: str, regime: Regime) -> str:
    """Say in full what a basis rests on, for a body under a regime.

    Of a board that has only adopted its rules it never says that they are the law.

    :raises KeyError: if the basis is not in the table.
    """
    entries = [_WRITTEN[basis]] if basis in _WRITTEN else [_WRITTEN[each] for each in basis.split()]
    adopted = regime is Regime.ADOPTED
    return "; ".join(
        entry["where_adopted"] if adopted and "where_adopted" in entry else entry["source"]
        for entry in entries
    )
