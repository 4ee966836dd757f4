"""What the contracts of import-linter cannot say."""

import sys

import pytest

from tests.support.tree import ROOT, imported_by, modules, name_of

PURE = ("portal.policy", "portal.audit", "portal.errors", "portal.receipts")
DATA = frozenset({"static", "schemes"})
"""Folders below ``portal`` that hold files for others to read, and no modules."""


def rooms_below(folder):
    return [path for path in modules("portal") if name_of(path).startswith(f"portal/{folder}/")]


@pytest.mark.parametrize("room", ["policy", "audit"])
def test_a_pure_room_imports_the_standard_library_and_the_cellar_only(room):
    strangers = {
        f"{name_of(path)} imports {name}"
        for path in rooms_below(room)
        for name in imported_by(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith(PURE)
    }
    assert rooms_below(room)
    assert strangers == set()


def test_one_module_has_met_flask_login():
    meets = [name_of(path) for path in modules("portal") if "flask_login" in imported_by(path)]
    assert len(meets) <= 1, meets


def test_every_folder_of_modules_is_a_package():
    folders = {path.parent for path in modules("portal")}
    assert folders
    bare = [name_of(each) for each in folders if not (each / "__init__.py").exists()]
    assert bare == [], "import-linter does not look into folders without __init__.py"


def test_the_contracts_are_there():
    contracts = (ROOT / ".importlinter").read_text()
    assert contracts.count("[importlinter:contract:") >= 6
