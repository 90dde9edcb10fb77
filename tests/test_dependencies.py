"""What is installed is no older than what is known to be safe, and nothing but what was chosen."""

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from app.admin import doctor

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
BUILD = (ROOT / "hatch_build.py").read_text()
LOCKED = json.loads((ROOT / "package-lock.json").read_text())["packages"]
DEMANDS = [
    *PROJECT["build-system"]["requires"],
    *PROJECT["project"]["dependencies"],
    *(one for extra in PROJECT["project"]["optional-dependencies"].values() for one in extra),
]
FLOOR = re.compile(r"([A-Za-z0-9-]+)(?:\[\w+\])?>=(\d+(?:\.\d+)*)")


def floors():
    found = [FLOOR.fullmatch(demand) for demand in PROJECT["project"]["dependencies"]]
    return {match[1]: tuple(map(int, match[2].split("."))) for match in found}


@pytest.mark.parametrize("demand", sorted(set(DEMANDS)))
def test_every_dependency_has_a_floor(demand):
    assert FLOOR.fullmatch(demand)


@pytest.mark.parametrize("name", doctor.FLOORS)
def test_project_asks_for_no_older_library_than_the_doctor(name):
    assert floors()[name] >= doctor.FLOORS[name]


def test_floors_are_those_below_which_the_server_is_not_safe():
    assert doctor.FLOORS["uvicorn"] >= (0, 52, 1)
    assert doctor.FLOORS["starlette"] >= (1, 3, 1)
    assert doctor.SOUND_SQLITE >= (3, 51, 3)


def test_every_library_of_the_page_is_locked_to_its_content():
    packages = {place: about for place, about in LOCKED.items() if place}
    assert packages
    for place, about in packages.items():
        assert about["integrity"].startswith("sha512-"), place


def test_page_asks_for_exact_versions_of_its_libraries():
    asked = json.loads((ROOT / "package.json").read_text())
    for versions in (asked["dependencies"], asked["devDependencies"]):
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())


def test_package_is_built_without_the_tools_of_tests():
    (vendored,) = re.findall(r"^VENDORED = (\{.*?^\})", BUILD, re.MULTILINE | re.DOTALL)
    assert "--omit=dev" in BUILD
    for name in re.findall(r'^    "(.+?)": \(', vendored, re.MULTILINE):
        assert "dev" not in LOCKED[f"node_modules/{name}"], name


@pytest.mark.parametrize("installed", ["0.52.0", "0.9.99", "0.52.0rc1"])
def test_older_server_is_no_fit(installed):
    (found, _) = doctor.check_libraries({"uvicorn": installed, "starlette": "1.3.1"}.get)
    assert found.verdict == "fail"
    assert "0.52.1 or newer" in str(found)


@pytest.mark.parametrize("installed", ["0.52.1", "0.53", "1.0.0"])
def test_newer_server_is_fit(installed):
    (found, _) = doctor.check_libraries({"uvicorn": installed, "starlette": "1.3.1"}.get)
    assert found.verdict == "ok"


ALONE = (
    "import sys; sys.modules.update(dict.fromkeys(sys.argv[1:]));"
    " import app.cli, app.telemetry.prometheus"
)


def installed_with(demands, extras=frozenset({""}), found=None):
    """Return the names of all that these demands bring along, without what is optional."""
    found = {} if found is None else found
    for wanted in map(Requirement, demands):
        name, asked = canonicalize_name(wanted.name), frozenset(wanted.extras) | {""}
        is_meant = not wanted.marker or any(wanted.marker.evaluate({"extra": e}) for e in extras)
        if is_meant and not asked <= found.get(name, frozenset()):
            found[name] = found.get(name, frozenset()) | asked
            installed_with(requires(name) or (), asked, found)
    return set(found)


def test_server_needs_nothing_but_what_is_installed_with_it():
    """As another tool of the tests may have brought it here."""
    own = installed_with(PROJECT["project"]["dependencies"]) | {"neural-playground"}
    others = [
        top
        for top, sources in packages_distributions().items()
        if not own & {canonicalize_name(source) for source in sources}
    ]
    assert "pytest" in others
    told = subprocess.run([sys.executable, "-c", ALONE, *others], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr[-300:]
