"""The organisation's directory, Microsoft Graph: what it says of accounts, roles and policies.

The portal asks as itself, never as a person, and only at addresses it has built (AUTH-11).  What
it reads here may take access away at once; it gives none that the record does not give.
"""

from collections.abc import Mapping
from uuid import UUID

from portal.policy.app_roles import AppRole
from portal.services.directory.accounts import Accounts
from portal.services.directory.application import Applications
from portal.services.directory.conditional_access import ConditionalAccess
from portal.services.directory.graph import Graph
from portal.services.directory.groups import Groups
from portal.services.sign_in.provider import Provider


class Directory:
    """The three things the portal asks the directory about; made once, by the front door."""

    def __init__(self, provider: Provider, group_roles: Mapping[UUID, AppRole]) -> None:
        """Ask at the provider's own Graph.

        :param group_roles: which groups of the directory give which role; usually none.
        """
        graph = Graph(provider)
        groups = Groups(graph)
        self.applications = Applications(graph)
        self.accounts = Accounts(graph, self.applications, groups, group_roles)
        self.conditional_access = ConditionalAccess(graph, groups)
