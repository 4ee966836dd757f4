"""The door to sign in by, and out: for everybody, since nobody is anybody before it.

The front door takes from here:

- ``room(desk) -> Blueprint``: the views;
- ``invitations(desk) -> Blueprint``: the views of an invitation's link;
- ``finder(desk, office) -> find(request)``: who a request's cookie says is asking;
- ``assured(desk) -> assured(visit)``: what is known of them besides;
- ``leave_this_browser(response)``: sign-out, as far as the browser is concerned;
- ``form_targets(desk)``: the origins that forms lead to, for the content security policy.
"""

from portal.web.sign_in.cookies import assured, finder, leave_this_browser
from portal.web.sign_in.doors import form_targets, room
from portal.web.sign_in.invitations import invitations

__all__ = ["assured", "finder", "form_targets", "invitations", "leave_this_browser", "room"]
