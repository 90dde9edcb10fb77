"""The invariants of docs/architecture.md: who imports whom, how long things are, what is banned."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BORDER = {
    "app.errors",
    "app.limits.caps",
    "app.encoding.messages",
    "app.documents.commands",
    "app.documents.experiment",
    "app.documents.fields",
}
MAY_IMPORT = {  # folder or file -> what it may name, of ours and of others
    "engine": {"engine", "numpy"},
    "app/documents/commands.py": {
        "app.documents.experiment",
        "app.documents.features",
        "app.documents.fields",
        "app.limits.caps",
        "app.documents.builtin_tables",
        "pydantic",
        "pydantic_core",
    },
    "app/documents/experiment.py": {"app", "engine", "pydantic"},
    "app/encoding/messages.py": {"app.limits.caps", "numpy"},
    "app/services/catalog_content.py": {"app", "engine"},
    "app/runs": {
        *BORDER,
        "app.documents.choices",
        "app.documents.features",
        "app.telemetry.logs",
        "app.documents.points",
        "app.runs",
        "app.documents.builtin_tables",
        "engine",
        "numpy",
        "pydantic",
    },
    "app/store": {"app.store", "alembic", "sqlalchemy"},
    "app/tabular": {
        "app.errors",
        "app.limits.caps",
        "app.encoding.messages",
        "app.tabular",
        "engine",
        "numpy",
    },
    "app/services": {
        *BORDER,
        "app",
        "app.runs.runner",
        "app.services",
        "app.store",
        "app.tabular",
        "pydantic",
    },
    "app/routers": {
        *BORDER,
        "app",
        "app.http.request_body",
        "app.deps",
        "app.encoding.png",
        "app.http.problems",
        "app.services",
        "fastapi",
        "starlette",
        "pydantic",
        "markupsafe",
    },
    "playground": {"playground", "httpx", "numpy", "safetensors", "websockets"},
}
BELOW = ("documents", "limits", "telemetry", "encoding", "http")
WORLD = {"asyncio", "io", "logging", "multiprocessing", "os", "pathlib", "random", "socket"}
STDLIB_BARRED = {"engine": WORLD | {"subprocess", "threading", "time"}}
FILES = {"io", "os", "pathlib", "time"}  # what these parts of the engine may use of it
MAY_USE_FILES = ("datasets", "serialization", "callbacks", "tuners")
EXTRAS = {  # libraries that are used where they are installed, each in its own place
    "engine/callbacks": {"tensorboardX"},
    "engine/serialization": {"safetensors", "h5py", "onnx"},
    "engine/tuners": {"optuna"},
    "engine/wrappers": {"sklearn"},
    "playground/plots": {"matplotlib"},
}
BARRED = {"views": "transport", "transport": "views", "store": "views"}
OURS = ("app", "engine", "playground")
LONGEST_FILE, LONGEST_FUNCTION = 300, 50
BANNED = re.compile(
    r"(?<!\.)\b(eval|exec)\(|^\s*(import|from) pickle"
    r"|\.(inner|outer)HTML\b|unsafeHTML|document\.write",
    re.M,
)


def sources(*folders, kinds=(".py", ".js")):
    places = [ROOT / folder for folder in folders]
    found = [p for place in places for p in (place.rglob("*") if place.is_dir() else [place])]
    return sorted(p for p in found if p.suffix in kinds and "vendor" not in p.parts)


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from _named(node)


def _named(node):
    """`from app import errors` names app.errors; `from app.errors import X` names app.errors."""
    if node.module in ("app", "engine", *(f"app.{folder}" for folder in BELOW)):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return [node.module]


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_layer_imports_only_what_it_may(folder):
    allowed = MAY_IMPORT[folder] - {"app"}
    if "app" in MAY_IMPORT[folder]:  # modules directly below app, no package of it
        allowed |= {f"app.{path.stem}" for path in (ROOT / "app").glob("*.py")} - {"app.main"}
        allowed |= {f"app.{folder}" for folder in BELOW}
    for path in sources(folder, kinds=(".py",)):
        for name in imports(path):
            top = name.partition(".")[0]
            if top in sys.stdlib_module_names:
                barred = STDLIB_BARRED.get(folder, set()) - _files_allowed(path)
                assert top not in barred, f"{path}: {name}"
            elif top not in _extras(path):
                assert any(name == ok or name.startswith(ok + ".") for ok in allowed), (
                    f"{path}: {name}"
                )


def _part(path):
    """Return `engine/callbacks` of `engine/callbacks/base.py` or `engine/callbacks.py`."""
    return "/".join(path.relative_to(ROOT).with_suffix("").parts[:2])


def _files_allowed(path):
    return FILES if _part(path) in {f"engine/{part}" for part in MAY_USE_FILES} else set()


def _extras(path):
    return EXTRAS.get(_part(path), set())


def test_nobody_but_the_command_line_imports_main():
    for path in sources(*OURS, kinds=(".py",)):
        assert path.name == "cli.py" or "app.main" not in imports(path), path


def test_views_and_transport_do_not_know_each_other():
    for path in sources("static/js"):
        names = re.findall(r'^import .*?from "([^"]+)"', path.read_text(), re.M | re.S)
        barred = {"views": "transport", "transport": "views", "store": "views"}.get(
            path.parent.name
        )
        assert not any(barred and f"/{barred}/" in name for name in names), path


@pytest.mark.parametrize("path", sources(*OURS, "static/js", "tests"), ids=str)
def test_file_is_of_a_size_to_be_read(path):
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", sources(*OURS, "tests", kinds=(".py",)), ids=str)
def test_functions_are_of_a_size_to_be_read(path):
    text = path.read_text()
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = lines[node.body[0].lineno - 1 : node.end_lineno]
            code = [line for line in body if line.strip() and not line.strip().startswith("#")]
            assert len(code) <= LONGEST_FUNCTION, f"{path}: {node.name}"


@pytest.mark.parametrize("path", sources(*OURS, "static/js"), ids=str)
def test_nothing_runs_what_others_wrote(path):
    assert not BANNED.search(path.read_text())


def test_every_test_of_the_page_is_marked_as_one():
    for path in (ROOT / "tests/e2e").glob("test_*.py"):
        assert "pytestmark = pytest.mark.e2e" in path.read_text(), path
