"""The invariants of docs/architecture.md: imports of each folder, sizes, and what is banned."""

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.house import large_classes, plain_dictionaries

ROOT = Path(__file__).parents[1]
FOLDERS = {  # folder or file of app/ -> the others that it may import, and the libraries
    "errors": ("", ""),
    "telemetry": ("", "prometheus_client"),
    "limits": ("errors telemetry", ""),
    "documents": ("errors limits", "annotated_types engine numpy pydantic pydantic_core"),
    "encoding": ("limits", "engine numpy segno"),
    "settings": ("documents errors limits telemetry", "pydantic pydantic_settings sqlalchemy"),
    "store": ("errors", "aiosqlite alembic sqlalchemy"),
    "tabular": ("encoding errors limits", "engine numpy"),
    "runs": ("documents encoding errors", "numpy"),
    "runs/training": ("documents encoding errors limits runs", "numpy"),
    "runs/network": ("documents encoding errors limits runs runs/training", "engine numpy"),
    "runs/study": (
        "documents encoding errors limits runs runs/network runs/training",
        "engine numpy",
    ),
    "runs/images": (
        "documents encoding errors runs runs/network runs/training",
        "engine numpy",
    ),
    "runs/worker": (
        "documents encoding errors limits runs runs/training telemetry",
        "numpy pydantic",
    ),
    "runs/server": ("documents encoding errors limits runs", ""),
    "runs/cluster": ("runs runs/server", "ray"),
    "lessons": ("documents errors limits", "engine markdown_it pydantic"),
    "services": (
        "documents encoding errors lessons limits runs settings store tabular telemetry",
        "engine pydantic",
    ),
    "http": (
        "documents encoding errors limits settings telemetry",
        "fastapi markupsafe pydantic starlette",
    ),
    "server": ("encoding errors http limits", "uvicorn"),
    "deps": ("documents http limits services", "fastapi starlette"),
    "routers": (
        "deps documents encoding errors http limits services",
        "fastapi markupsafe pydantic starlette",
    ),
    "admin": ("services settings store", "alembic engine numpy sqlalchemy"),
    "main": (
        "deps documents encoding http limits routers runs runs/cluster runs/server server services"
        " settings store tabular telemetry",
        "fastapi starlette",
    ),
    "cli": ("admin limits main server services settings telemetry", "fastapi uvicorn"),
}
WEB = {"fastapi", "starlette", "uvicorn"}
WITHOUT_WEB = ("documents", "limits", "encoding", "store", "tabular", "runs/worker", "services")
MAY_IMPORT = {"engine": {"numpy"}, "playground": {"httpx", "numpy", "safetensors", "websockets"}}
WORLD = {"asyncio", "io", "logging", "multiprocessing", "os", "pathlib", "random", "socket"}
STDLIB_BARRED = {"engine": WORLD | {"subprocess", "threading", "time"}}
FILES = {"io", "os", "pathlib", "time"}  # what these parts of the engine may use of it
MAY_USE_FILES = ("datasets", "diagrams", "serialization", "callbacks", "notebook", "tuners")
SEEDS = {"engine/utils": {"random"}}  # set_random_seed seeds it for programs; nothing draws from it
EXTRAS = {  # libraries that are used where they are installed, each in its own place
    "engine/callbacks": {"tensorboardX"},
    "engine/diagrams": {"matplotlib"},
    "engine/notebook": {"IPython"},
    "engine/serialization": {"safetensors", "h5py", "onnx"},
    "engine/tuners": {"optuna"},
    "engine/wrappers": {"sklearn"},
    "playground/cells": {"engine"},
    "playground/plots": {"matplotlib"},
}
OURS = ("app", "engine", "playground")
KEPT_LARGE = {  # classes with more public methods than others may have
    "Callback": "Keras's face: a hook for each moment of fit, evaluate and predict",
    "Layer": "Keras's face: what a layer's author overrides, and what users read of it",
    "TrainableModel": "Keras's face: compile, fit and evaluate, and what the training loop reads",
    "Run": "the client's face: a method for each command and query of the protocol",
}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_LINE = 300, 50, 100
BANNED = re.compile(
    r"(?<!\.)\b(eval|exec)\(|^\s*(import|from) pickle"
    r"|\.(inner|outer)HTML\b|unsafeHTML|document\.write",
    re.M,
)


def sources(*folders, kinds=(".py", ".js")):
    places = [ROOT / folder for folder in folders]
    found = [p for place in places for p in (place.rglob("*") if place.is_dir() else [place])]
    return sorted(p for p in found if p.suffix in kinds and "vendor" not in p.parts)


@cache
def imports(path):
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found += _named(node)
    return found


def _named(node):
    """`from app import errors` names app.errors; `from app.errors import X` names app.errors."""
    named = [f"{node.module}.{alias.name}" for alias in node.names]
    modules = [name for name in named if _is_module(name)]
    return modules if len(modules) == len(named) else [node.module, *modules]


def _is_module(name):
    place = ROOT.joinpath(*name.split("."))
    return place.is_dir() or place.with_suffix(".py").is_file()


def folder_of(name):
    """Return "runs/worker" of app.runs.worker.jobs, and "errors" of app.errors."""
    parts = name.split(".")[1:]
    while parts and "/".join(parts) not in FOLDERS:
        parts.pop()
    return "/".join(parts)


def files_of(folder):
    place = ROOT / "app" / folder
    if not place.is_dir():
        return [place.with_suffix(".py")]
    inner = [other for other in FOLDERS if other.startswith(f"{folder}/")]
    below = {path for other in inner for path in (ROOT / "app" / other).rglob("*.py")}
    return sorted(set(place.rglob("*.py")) - below)


@pytest.mark.parametrize("folder", FOLDERS)
def test_folder_of_the_app_imports_only_what_the_table_says(folder):
    folders, libraries = map(str.split, FOLDERS[folder])
    for path in files_of(folder):
        for name in imports(path):
            top = name.partition(".")[0]
            if top == "app":
                assert folder_of(name) in (*folders, folder), f"{path}: {name}"
            elif top not in sys.stdlib_module_names:
                assert top in libraries, f"{path}: {name}"


def test_table_of_folders_has_all_of_the_app_and_no_circles():
    of_table = {path for folder in FOLDERS for path in files_of(folder)}
    assert set(sources("app", kinds=(".py",))) == of_table | {ROOT / "app/__init__.py"}
    before = set()
    for folder, (folders, _) in FOLDERS.items():  # each folder stands below those that it knows
        assert set(folders.split()) <= before, folder
        before.add(folder)


@pytest.mark.parametrize("folder", WITHOUT_WEB)
def test_folder_reaches_no_web_library_through_others(folder):
    known, libraries = {folder}, set()
    while known:
        folders, more = map(str.split, FOLDERS[known.pop()])
        known |= set(folders)
        libraries |= set(more)
    assert not libraries & WEB


def test_top_of_the_app_has_five_files():
    top = {path.name for path in (ROOT / "app").glob("*.py")} - {"__init__.py"}
    assert top == {"cli.py", "deps.py", "errors.py", "main.py", "settings.py"}


def test_module_names_of_the_app_stand_once():
    files = [path for path in sources("app", kinds=(".py",)) if path.stem != "__init__"]
    names = [path.stem for path in files if "migrations" not in path.parts]
    assert [name for name in names if names.count(name) > 1] == []


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_package_imports_only_what_it_may(package):
    for path in sources(package, kinds=(".py",)):
        for name in imports(path):
            top = name.partition(".")[0]
            if top in sys.stdlib_module_names:
                barred = STDLIB_BARRED.get(package, set()) - _library_allowed(path)
                assert top not in barred, f"{path}: {name}"
            elif top not in _extras(path):
                assert top in MAY_IMPORT[package] | {package}, f"{path}: {name}"


def _part(path):
    """Return `engine/callbacks` of `engine/callbacks/base.py` or `engine/callbacks.py`."""
    return "/".join(path.relative_to(ROOT).with_suffix("").parts[:2])


def _library_allowed(path):
    files = FILES if _part(path) in {f"engine/{part}" for part in MAY_USE_FILES} else set()
    return files | SEEDS.get(_part(path), set())


def _extras(path):
    return EXTRAS.get(_part(path), set())


def test_state_of_an_application_is_its_services_alone():
    for path in sources("app", "tests", kinds=(".py",)):
        found = re.search(r'\bapp("\])?\.state\b(?!\.services|\._state)', path.read_text())
        assert not found, path


def test_nobody_but_the_command_line_imports_main():
    for path in sources(*OURS, kinds=(".py",)):
        assert path.name == "cli.py" or "app.main" not in imports(path), path


def test_views_and_transport_do_not_know_each_other():
    for path in sources("static/js"):
        names = re.findall(r'^import .*?from "([^"]+)"', path.read_text(), re.M | re.S)
        barred = {"views": "transport", "transport": "views", "store": "views"}.get(
            path.relative_to(ROOT / "static/js").parts[0]
        )
        assert not any(barred and f"/{barred}/" in name for name in names), path


def test_files_are_of_a_size_to_be_read():
    files = sources(*OURS, "static/js", "tests")
    assert [p for p in files if len(p.read_text().splitlines()) > LONGEST_FILE] == []


def test_lines_of_scripts_fit_on_a_screen():
    long = [
        f"{path}:{number}"
        for path in sources("static/js", "tests", kinds=(".js",))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]
    assert long == []


def test_functions_are_of_a_size_to_be_read():
    files = sources(*OURS, "tests", kinds=(".py",))
    assert [f"{path}: {name}" for path in files for name in long_functions(path)] == []


def long_functions(path):
    text = path.read_text()
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = lines[node.body[0].lineno - 1 : node.end_lineno]
            code = [line for line in body if line.strip() and not line.strip().startswith("#")]
            if len(code) > LONGEST_FUNCTION:
                yield node.name


def test_only_faces_of_others_have_many_public_methods():
    found = {named.partition(" ")[0] for named in large_classes()}
    assert found == set(KEPT_LARGE), "split what has more than one subject"


def test_states_commands_answers_and_messages_have_types():
    assert plain_dictionaries() == []


def test_nothing_runs_what_others_wrote():
    assert [p for p in sources(*OURS, "static/js") if BANNED.search(p.read_text())] == []


def test_every_test_of_the_page_is_marked_as_one():
    for path in (ROOT / "tests/e2e").glob("test_*.py"):
        assert "pytestmark = pytest.mark.e2e" in path.read_text(), path
