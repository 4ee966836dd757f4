"""What the project rests on is pinned, whole, and under a licence it may rest on."""

import json
import re
from importlib.metadata import PackageNotFoundError, distribution

import pytest

from tests.support.tree import ROOT

PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)
COPYLEFT = re.compile(r"(?<!L)\b(?:A?GPL|(?<!Lesser )General Public License)", re.IGNORECASE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / "requirements" / name).read_text()))


def licence_of(name: str) -> str:
    told = distribution(name).metadata
    classifiers = [
        each for each in told.get_all("Classifier", []) if each.startswith("License :: OSI")
    ]
    return (
        "; ".join(filter(None, [told.get("License-Expression"), *classifiers]))
        or (told.get("License") or "").partition("\n")[0]
    )


@pytest.mark.parametrize("name", ["run.txt", "test.txt"])
def test_every_pin_carries_its_hashes_and_no_line_names_an_index(name):
    content = (ROOT / "requirements" / name).read_text()
    blocks = re.split(r"\n(?=\S)", content.replace("\\\n", " "))
    wanted = [block for block in blocks if not block.startswith("#")]
    assert len(wanted) > 20
    assert [block.split()[0] for block in wanted if "--hash=sha256:" not in block] == []
    assert not re.search(r"^(?:-|--)(?:i|index|extra|find|trusted)", content, re.MULTILINE)
    assert "://" not in content


def test_what_is_tested_is_what_runs():
    run, test = pins("run.txt"), pins("test.txt")
    assert {name: test.get(name) for name in run} == run


def test_what_is_installed_is_what_is_pinned():
    installed = {}
    for name in pins("run.txt"):
        try:
            installed[name] = distribution(name).version
        except PackageNotFoundError:
            continue  # for another system or another Python
    assert len(installed) > 20
    assert {name: pins("run.txt")[name] for name in installed} == installed


@pytest.mark.parametrize(
    ("licence", "refused"),
    [
        ("GPL-3.0-or-later", True),
        ("GNU Affero General Public License v3", True),
        ("AGPL-3.0-only", True),
        ("LGPL-3.0-only", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MIT", False),
    ],
)
def test_a_copyleft_licence_is_told_from_a_lesser_one(licence, refused):
    assert bool(COPYLEFT.search(licence)) is refused


def test_no_package_that_runs_is_under_a_licence_that_would_bind_the_portal():
    licences = {}
    for name in pins("run.txt"):
        try:
            licences[name] = licence_of(name)
        except PackageNotFoundError:
            continue  # for another system or another Python
    assert [name for name, licence in licences.items() if not licence] == []
    refused = {name: each for name, each in licences.items() if COPYLEFT.search(each)}
    assert refused == {}


def test_the_front_end_is_pinned_without_addresses_under_good_licences():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    fetched = {name: each for name, each in packages.items() if name}
    assert len(fetched) > 10
    assert [name for name, each in fetched.items() if "resolved" in each] == []
    assert [name for name, each in fetched.items() if not each.get("integrity")] == []
    licences = {name: each.get("license", "") for name, each in fetched.items()}
    assert {n: each for n, each in licences.items() if not each or COPYLEFT.search(each)} == {}
    asked = json.loads((ROOT / "package.json").read_text())
    wanted = {**asked["dependencies"], **asked["devDependencies"]}
    assert {name: fetched[f"node_modules/{name}"]["version"] for name in wanted} == wanted
