"""What the web server imports: the portal, with the environment's settings."""

import os

from config import Settings
from portal.app import create_app

application = create_app(Settings.from_environ(os.environ))
