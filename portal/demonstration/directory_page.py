"""A page on which the demonstration's accounts are disabled and their roles taken away."""

import hmac
import secrets

from flask import Flask, abort, redirect, render_template_string, request
from werkzeug.wrappers import Response

from portal.demonstration.directory import ROLES, Directory, User
from portal.demonstration.provider_pages import DIRECTORY
from portal.demonstration.terms import ProviderTerms


class DirectoryPage:
    """The page, and the key that its own form shows: another site's form does not know it."""

    def __init__(self, terms: ProviderTerms, directory: Directory) -> None:
        self._usual = {account.object_id: tuple(account.roles) for account in terms.accounts}
        self._directory = directory
        self._key = secrets.token_urlsafe(32)

    def hang(self, app: Flask) -> None:
        """Add the page to the provider."""
        app.get("/directory")(self.shown)
        app.post("/directory")(self.changed)

    def shown(self) -> str:
        """List the accounts, with a button for everything that can be done to each."""
        return render_template_string(
            DIRECTORY,
            title="Accounts and roles",
            users=self._directory.users(),
            roles=ROLES,
            usual=self._usual,
            key=self._key,
        )

    def changed(self) -> Response:
        """Do what one button says, and show the list again."""
        form = request.form
        if not hmac.compare_digest(form.get("key", "").encode(), self._key.encode()):
            abort(403)
        acts = {
            "disable": self._directory.disable,
            "enable": self._directory.enable,
            "revoke": self._directory.revoke_sessions,
        }
        changes = {"give": self._directory.give_role, "take": self._directory.take_role}
        named = [name for name in (*acts, *changes) if name in form]
        if len(named) != 1:
            abort(400)
        name, role = form[named[0]].partition(" ")[::2]
        user = self._directory.user(name)
        if user is None:
            abort(400)
        if act := acts.get(named[0]):
            act(user.object_id)
        elif role in self._allowed(named[0], user):
            changes[named[0]](user.object_id, role)
        else:
            abort(400)
        return redirect(f"/directory#u{user.object_id}", 303)

    def _allowed(self, change: str, user: User) -> tuple[str, ...]:
        """Give the roles to choose from: nobody is given here what they never had."""
        return user.roles if change == "take" else self._usual.get(user.object_id, ())
