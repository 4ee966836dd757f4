"""What is between the portal and a server may fail in any way; each has its words, and an end."""

import time

import pytest

from portal.errors import CannotOpen, KeysUnavailable
from portal.vault import Patience, create_root, kept_root, open_root
from portal.vault.roots.guarded import GuardedRoot
from tests.vault.roots.faulty_line import answer, line_to

KEY = bytes(32)
CONTEXT = b"where this key belongs"
SLOT = "11111111222243338444555555555555-1"
SHORT = Patience(seconds=0.5, tries=2, longest_wait=0.2)
AT_MOST = 20.0  # seconds; the faults would last 30, or for ever

AWAY = {
    "half open": ({"drops": True}, "no answer within|not answer in time"),
    "reset": ({"resets": True}, "cannot be reached"),
    "slower than the portal waits": ({"delay": 30.0}, "no answer within|not answer in time"),
    "another's answer": ({"says": b"SSH-2.0-OpenSSH_9.2\r\n"}, "cannot be reached"),
    "an answer cut short": (
        {"says": answer(200, "OK", b'{"data": ', Content_Length="900")},
        "cannot be reached",
    ),
    "a page instead": (
        {"says": answer(200, "OK", b"<html>welcome</html>", Content_Type="text/html")},
        "what no transit engine does",
    ),
    "429": ({"says": answer(429, "Too Many Requests", Retry_After="0.1")}, "too often"),
    "429 until tomorrow": (
        {"says": answer(429, "Too Many Requests", Retry_After="86400")},
        "too often",
    ),
    "429 until a date": (
        {"says": answer(429, "Too Many", Retry_After="Sun, 29 Nov 2026 08:49:37 GMT")},
        "too often",
    ),
    "429 without a word": ({"says": answer(429, "Too Many Requests")}, "too often"),
    "500": ({"says": answer(500, "Internal Server Error")}, "cannot work now"),
    "503": (
        {"says": answer(503, "Service Unavailable", b'{"errors":["Vault is sealed"]}')},
        "Vault is sealed",
    ),
    "a redirect elsewhere": (
        {"says": answer(307, "Temporary Redirect", Location="https://elsewhere.example/")},
        "cannot work now|what no transit engine does",
    ),
}
REFUSED = {
    "401": (answer(401, "Unauthorized"), "refuses the portal"),
    "403": (answer(403, "Forbidden", b'{"errors":["permission denied"]}'), "refuses the portal"),
    "no engine there": (
        answer(404, "Not Found", b'{"errors":["no handler for route \\"transit/keys/x\\""]}'),
        "no transit engine|refuses",
    ),
}


@pytest.fixture(scope="module")
def stored(bao):
    """Give a root at the server, and a key that it wrapped."""
    choice = bao.choice("clear-days-at-the-end-of-a-line")
    root = create_root(choice)
    root.create(SLOT)
    return choice.name, root.wrap(SLOT, KEY, CONTEXT)


@pytest.fixture
def line(bao):
    with line_to(bao.address) as laid:
        yield laid


@pytest.fixture
def root(bao, stored, line):
    """Open that root over the line."""
    return open_root(bao.choice(stored[0], address=line.address, patience=SHORT))


def acts(root, wrapped):
    return (
        lambda: root.unwrap(SLOT, wrapped, CONTEXT),
        lambda: root.wrap(SLOT, KEY, CONTEXT),
        lambda: root.create(SLOT),
        lambda: root.destroy(SLOT),
    )


@pytest.mark.parametrize("fault", AWAY)
def test_a_server_that_fails_is_away_and_is_then_left_alone(line, stored, root, fault):
    spoilt, words = AWAY[fault]
    vars(line).update(spoilt)
    begun = time.monotonic()
    for act in acts(root, stored[1]):
        with pytest.raises(KeysUnavailable, match=words):
            act()
    assert time.monotonic() - begun < AT_MOST
    assert 1 <= line.calls <= SHORT.tries  # the other three asked nothing


@pytest.mark.parametrize("said", REFUSED)
def test_a_server_that_refuses_is_asked_once_each_time(line, stored, root, said):
    line.says, words = REFUSED[said]
    for count, act in enumerate(acts(root, stored[1]), start=1):
        with pytest.raises(KeysUnavailable, match=words):
            act()
        assert line.calls == count
    line.mend()
    assert root.unwrap(SLOT, stored[1], CONTEXT) == KEY


def test_a_server_that_nobody_listens_for_is_away(bao, stored, line):
    line.close()
    root = open_root(bao.choice(stored[0], address=line.address, patience=SHORT))
    with pytest.raises(KeysUnavailable, match="cannot be reached"):
        root.unwrap(SLOT, stored[1], CONTEXT)


def test_a_slow_server_is_waited_for(bao, stored, line):
    line.delay = 0.3
    patient = open_root(bao.choice(stored[0], address=line.address))
    assert patient.unwrap(SLOT, stored[1], CONTEXT) == KEY


def test_one_that_is_asked_too_often_is_asked_again_in_its_time(bao, stored, line):
    """Real answers follow a first 429, as soon as it said."""
    waits = []

    def wait(seconds):
        waits.append(seconds)
        line.mend()

    choice = bao.choice(stored[0], address=line.address)
    line.says = answer(429, "Too Many Requests", Retry_After="1.5")
    root = GuardedRoot(kept_root(choice), Patience(seconds=30), wait=wait)
    assert root.unwrap(SLOT, stored[1], CONTEXT) == KEY
    assert waits == [1.5]


def test_a_token_that_has_ended_is_refused_and_a_new_one_is_read_when_it_is_there(bao, tmp_path):
    choice = bao.choice("clear-days-renewed", token_file=tmp_path / "token")
    path = choice.token_file
    path.touch(mode=0o600)
    path.write_text("an-invented-token-that-is-none\n")
    root = open_root(choice)
    with pytest.raises(KeysUnavailable, match="refuses the portal"):
        root.create(SLOT)
    path.write_text(bao.token_file.read_text())
    root.create(SLOT)
    assert root.unwrap(SLOT, root.wrap(SLOT, KEY, CONTEXT), CONTEXT) == KEY
    path.unlink()
    with pytest.raises(KeysUnavailable, match="cannot be read"):
        root.wrap(SLOT, KEY, CONTEXT)


def test_a_token_of_another_policy_is_refused(bao, tmp_path):
    path = tmp_path / "token"
    path.touch(mode=0o600)
    other = bao.operator.auth.token.create(policies=["default"], ttl="5m")
    path.write_text(other["auth"]["client_token"])
    with pytest.raises(KeysUnavailable, match="refuses the portal"):
        create_root(bao.choice("clear-days-strange", token_file=path))


def test_the_portals_policy_reaches_no_other_key(bao):
    with pytest.raises(KeysUnavailable, match="refuses the portal"):
        create_root(bao.choice("somebody-elses"))


def test_a_version_that_the_server_has_closed_does_not_open(bao, caplog):
    choice = bao.choice("clear-days-versions")
    root, name = create_root(choice), f"{choice.name}-{SLOT}"
    root.create(SLOT)
    old = root.wrap(SLOT, KEY, CONTEXT)
    bao.operator.secrets.transit.rotate_key(name)
    new = root.wrap(SLOT, KEY, CONTEXT)
    assert (root.unwrap(SLOT, old, CONTEXT), root.unwrap(SLOT, new, CONTEXT)) == (KEY, KEY)
    bao.operator.secrets.transit.update_key_configuration(name, min_decryption_version=2)
    with pytest.raises(CannotOpen):
        root.unwrap(SLOT, old, CONTEXT)
    with pytest.raises(CannotOpen):
        root.unwrap(SLOT, new.replace(b":v2:", b":v9:"), CONTEXT)
    assert root.unwrap(SLOT, new, CONTEXT) == KEY
    assert "too old" in caplog.text


def test_a_key_or_a_token_that_may_too_much_is_told(bao, tmp_path):

    name = "clear-days-open"
    bao.operator.secrets.transit.create_key(f"{name}-root", exportable=True)
    (tmp_path / "token").touch(mode=0o600)
    (tmp_path / "token").write_text(bao.operator.token)
    found = kept_root(bao.choice(name, token_file=tmp_path / "token")).faults()
    assert ["can be taken out" in words for words, _ in found] == [True, False]
    assert "may do anything" in found[1][0]
