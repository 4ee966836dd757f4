"""The door to sign in by with a hardware key, and to enrol one by: for administrators (AUTH-16).

The front door takes from here ``room(desk) -> Blueprint``: the views.
"""

from portal.web.emergency.doors import room

__all__ = ["room"]
