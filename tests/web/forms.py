"""What the forms of the portal ask for, learnt by listening to what each view looks at."""

import re
from typing import ClassVar

from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict

from portal.web.asked import FormRequest


class Heard(ImmutableMultiDict):
    """The fields that were sent, which note the names that a view asks for."""

    names: ClassVar[set[str]] = set()

    def get(self, key, *args, **named):
        """Give a field, and note that it was wanted."""
        self.names.add(key)
        return super().get(key, *args, **named)

    def getlist(self, key, *args, **named):
        """Give every value of a field, and note that it was wanted."""
        self.names.add(key)
        return super().getlist(key, *args, **named)

    def __getitem__(self, key):
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key):
        self.names.add(key)
        return super().__contains__(key)


class Listening(FormRequest):
    """A request that notes which fields are wanted of it."""

    parameter_storage_class = Heard


def token_of(client: FlaskClient) -> str:
    """Give the token that a person's forms carry."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-out").text)
    assert found
    return found[1]
