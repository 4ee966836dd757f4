"""The pages of the demonstration's provider: plain HTML that works without script."""

from base64 import b64encode
from hashlib import sha256
from typing import Final

_STYLE: Final = """
body { font: 1.125rem/1.5 sans-serif; margin: 1rem auto; max-width: 42rem; padding: 0 1rem; }
button, summary { font: inherit; margin: 0.25rem 0; min-height: 2.75rem; }
"""
STYLE_SOURCE: Final = f"'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"
"""What a Content-Security-Policy says to let these pages have their own style and no other."""

_HEAD: Final = (
    """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ title }} - demonstration sign-in</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
{% if onward %}<meta http-equiv="refresh" content="1;url={{ onward }}">
{% endif -%}
<style>"""
    + _STYLE
    + """</style>
</head>
<body>
<main>
<h1>{{ title }}</h1>
"""
)
_FOOT: Final = """</main>
</body>
</html>
"""
_LIST: Final = """<ul>
{%- for user in users if user != hinted %}
<li><button name="account" value="{{ user.object_id }}">{{ user.name }}</button>
{{ user.part }}{% if user.guest %} (guest from another organisation){% endif %}</li>
{%- endfor %}
</ul>
"""
_FORM: Final = """<form method="post" action="/{{ tenant }}/oauth2/v2.0/authorize">
<input type="hidden" name="asked" value="{{ asked }}">
"""
_CANCEL: Final = """<p><button name="cancel" value="yes">Cancel and go back</button></p>
</form>
"""

PICK: Final = (
    _HEAD
    + """<p>This is the demonstration's own sign-in. It asks for no password and works on this
computer only. Everybody here is invented.</p>
"""
    + _FORM
    + """{% if hinted %}
<p><button name="account" value="{{ hinted.object_id }}">{{ hinted.name }}</button>
{{ hinted.part }}</p>
<details><summary>Use another account</summary>
"""
    + _LIST
    + """</details>
{% else %}
"""
    + _LIST
    + "{% endif %}"
    + _CANCEL
    + """<p><a href="/directory">Disable accounts and take roles away</a></p>
"""
    + _FOOT
)

CONFIRM: Final = (
    _HEAD
    + """<p>The portal asks for a second confirmation ({{ contexts }}) before it goes on. A real
sign-in would ask for a second factor here.</p>
"""
    + _FORM
    + """<input type="hidden" name="confirmed" value="{{ hinted.object_id }}">
<p><button name="account" value="{{ hinted.object_id }}">
Confirm: I am {{ hinted.name }}</button></p>
<details><summary>Use another account</summary>
"""
    + _LIST
    + "</details>"
    + _CANCEL
    + _FOOT
)

SIGNED_OUT: Final = (
    _HEAD
    + """<p>You are signed out of the demonstration's sign-in.</p>
{% if onward %}<p><a href="{{ onward }}">Go back to the portal</a></p>{% endif %}
{% for address in told %}
<iframe src="{{ address }}" title="Signing out of the portal" hidden></iframe>
{% endfor %}
"""
    + _FOOT
)

DIRECTORY: Final = (
    _HEAD
    + """<p>What an administrator of the council's tenant could do. The portal notices within five
minutes where restricted papers are concerned, and within an hour otherwise.</p>
<form method="post" action="/directory">
<input type="hidden" name="key" value="{{ key }}">
{%- for user in users %}
<h2 id="u{{ user.object_id }}">{{ user.name }}</h2>
<p>{{ user.part }}. The account is {{ "enabled" if user.enabled else "disabled" }}.</p>
<ul>
<li>{% if user.enabled -%}
<button name="disable" value="{{ user.object_id }}">Disable the account of {{ user.name }}</button>
{%- else -%}
<button name="enable" value="{{ user.object_id }}">Enable the account of {{ user.name }}</button>
{%- endif %}</li>
<li><button name="revoke" value="{{ user.object_id }}">
End the sessions of {{ user.name }}</button></li>
{%- for role in user.roles %}
<li><button name="take" value="{{ user.object_id }} {{ role }}">
Take {{ role }} away from {{ user.name }}</button></li>
{%- endfor %}
{%- for role in roles if role not in user.roles and role in usual.get(user.object_id, ()) %}
<li><button name="give" value="{{ user.object_id }} {{ role }}">
Give {{ role }} back to {{ user.name }}</button></li>
{%- endfor %}
</ul>
{%- endfor %}
</form>
"""
    + _FOOT
)
