"""Which groups of the directory an account is in, asked at an address of ours (AUTH-11)."""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from portal.services.directory.graph import DirectoryUnavailable, Graph

KEPT_FOR: Final = timedelta(minutes=5)
_REMEMBERED: Final = 2000


class Groups:
    """Asks Graph, and remembers each answer as long as other words of the directory serve."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: OrderedDict[UUID, tuple[frozenset[str], datetime]] = OrderedDict()

    def of(self, object_id: UUID, at: datetime) -> frozenset[str]:
        """Give the identifiers of the groups an account is in, directly or through others.

        :raises DirectoryUnavailable: if they cannot be read.
        """
        known = self._known.get(object_id)
        if known is not None and timedelta(0) <= at - known[1] < KEPT_FOR:
            return known[0]
        found = self.read(object_id, at)
        self._known[object_id] = (found, at)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return found

    def read(self, object_id: UUID, at: datetime) -> frozenset[str]:
        """Ask Graph now, whatever is remembered.

        :raises DirectoryUnavailable: if they cannot be read.
        """
        told = {"securityEnabledOnly": False}
        answer = self._graph.post(f"/users/{object_id}/getMemberObjects", told, at)
        groups = (answer or {}).get("value")
        if not isinstance(groups, list):
            raise DirectoryUnavailable("the groups are missing from the answer")
        return frozenset(each for each in groups if isinstance(each, str))
