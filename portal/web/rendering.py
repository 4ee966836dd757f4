"""How pages are drawn: our templates strictly, GOV.UK Frontend's macros in their own manner.

In our templates a name that nobody gave is an error.  The macros of ``govuk-frontend-jinja``
ask for options that are not there, so they are compiled in an environment that allows it.
"""

import json
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any, Final

from flask import Flask, request
from flask.templating import Environment
from jinja2 import (
    ChainableUndefined,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
)
from jinja2 import Environment as PlainEnvironment

from portal.web import csrf, prose, wording
from portal.web.here import reader_here

PROJECT: Final = Path(__file__).resolve().parents[2]
TEMPLATES: Final = PROJECT / "templates"
BUILT: Final = PROJECT / "portal/web/static/built"
ASSETS_URL: Final = "/static/built"
THEIRS: Final = "govuk_frontend_jinja/"


class NotBuilt(Exception):
    """The style sheet and the script have not been built."""


class House(Environment):
    """Our templates, and the way to GOV.UK Frontend's."""

    theirs = PlainEnvironment(
        autoescape=True,
        undefined=ChainableUndefined,
        auto_reload=False,
        loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    )

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 -- Jinja's own name
    ) -> Template:
        """Load a template, one of GOV.UK Frontend's from where they are understood."""
        if isinstance(name, str) and name.startswith(THEIRS):
            return self.theirs.get_template(name)
        return super().get_template(name, parent, globals)


def install(app: Flask, *, name: str, assets_url: str = ASSETS_URL, built: Path = BUILT) -> None:
    """Let the application draw pages.

    :param name: the portal's name, at the head of every page.
    :param assets_url: where the files of the ``built`` folder are served.
    :raises NotBuilt: if the front end has not been built.
    """
    addresses = _addresses(built, assets_url)
    app.jinja_environment = House
    app.jinja_options = {
        "loader": FileSystemLoader(TEMPLATES),
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
    }
    app.jinja_env.filters |= wording.FILTERS | prose.FILTERS
    app.jinja_env.tests |= {"restricted": lambda row: bool(row.restricted)}

    @app.context_processor
    def surroundings() -> dict[str, Any]:
        return {
            "portal_name": name,
            "assets": addresses,
            "reader": reader_here,
            "csrf_token": csrf.token_here,
            "csrf_field": csrf.FIELD,
            "here": request.path,
        }


def _addresses(built: Path, url: str) -> Mapping[str, str]:
    try:
        manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotBuilt("The pages' style is not built yet: run make assets.") from None
    return {name: f"{url}/{file}" for name, file in manifest.items()}
