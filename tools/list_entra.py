"""Writes the application roles and the Graph permissions into ``docs/entra-setup.md``.

The roles come from the policy's table, the permissions from the doctor, who asks for each.  Run
it with ``make tables`` after changing one of them; a test compares them.
"""

import json
import sys
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from portal.cli.doctor.directory import PERMISSIONS  # noqa: E402 -- once the path says where
from portal.policy.app_roles import APP_ROLES, AppRole  # noqa: E402 -- likewise

PAGE: Final = ROOT / "docs/entra-setup.md"
NAMES: Final = UUID("5b0c6f1e-9d3a-4c8e-a7f2-c1ea4da50001")
"""From which the identifier of each role is made, the same for every council."""


def identifier(role: AppRole) -> str:
    """Give the identifier of a role, which never changes as long as its name does not."""
    return str(uuid5(NAMES, role.value))


def app_roles() -> str:
    """Write the roles as the member ``appRoles`` of a manifest."""
    roles = [
        {
            "id": identifier(role),
            "value": role.value,
            "displayName": role.value.removeprefix("Portal."),
            "description": meaning.about,
            "allowedMemberTypes": ["User"],
            "isEnabled": True,
        }
        for role, meaning in APP_ROLES.items()
    ]
    return f"```json\n{json.dumps({'appRoles': roles}, indent=2)}\n```"


def permissions() -> str:
    """Write the table of permissions, each with why the portal needs it."""
    lines = ["| Permission | What the portal reads by it |", "|---|---|"]
    lines += [f"| `{each.name}` | {each.why} |" for each in PERMISSIONS]
    return "\n".join(lines)


def whole(page: str) -> str:
    """Put both in their places on the page."""
    for name, told in (("app roles", app_roles()), ("permissions", permissions())):
        begin, end = f"<!-- {name}: written by `make tables` -->", f"<!-- end of {name} -->"
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        page = f"{before}{begin}\n{told}\n{end}{after}"
    return page


if __name__ == "__main__":
    PAGE.write_text(whole(PAGE.read_text()))
    print(f"application roles and permissions listed in {PAGE.relative_to(ROOT)}")
