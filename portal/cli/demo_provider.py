"""The demonstration's identity provider, as an application for the web server."""

import os

from config import Settings
from portal.cli.back_door import now
from portal.demonstration.accounts import accounts
from portal.demonstration.provider import create_provider
from portal.demonstration.terms import ProviderTerms
from portal.services.sign_in.settings import CALLBACK, FRONT_CHANNEL, SIGNED_OUT

_settings = Settings.from_environ(os.environ)

application = create_provider(
    ProviderTerms(
        production=_settings.production,
        address=_settings.authority,
        tenant=_settings.tenant,
        client_id=_settings.client_id,
        client_secret=_settings.client_secret,
        redirect_uri=_settings.base_url + CALLBACK,
        signed_out_address=_settings.base_url + SIGNED_OUT,
        front_channel_address=_settings.base_url + FRONT_CHANNEL,
        accounts=accounts(),
        clock=now,
    )
)
