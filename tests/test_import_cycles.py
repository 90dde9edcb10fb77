"""No module needs itself, not even for a type or within a function."""

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = sorted(
    path for folder in ("app", "engine", "playground") for path in (ROOT / folder).rglob("*.py")
)
OPERATORS = {  # the one cycle: tensors are added and multiplied by layers, which take tensors
    ("engine.tensors", "engine.layer"),
    ("engine.tensors", "engine.layers.merging"),
    ("engine.tensors", "engine.layers.shaping"),
}
TYPES_ONLY = {  # files that import something for its type alone
    "engine/tensors.py",  # the layers of the operators
    "playground/run.py",  # matplotlib, which need not be installed
}


def module(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module(path): path for path in FILES}


def imported(path):
    """Yield our modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@cache
def edges():
    modules = MODULES.items()
    return {(name, other) for name, path in modules for other in imported(path) if other in MODULES}


def test_imports_make_no_cycle_but_that_of_the_operators():
    sorter = TopologicalSorter()
    for name, other in edges() - OPERATORS:
        sorter.add(name, other)
    sorter.prepare()  # raises CycleError, which names the modules


def test_the_exceptions_are_needed():
    assert edges() >= OPERATORS


def test_types_alone_are_imported_in_few_files():
    found = {path for path in FILES if "if TYPE_CHECKING:" in path.read_text()}
    assert {path.relative_to(ROOT).as_posix() for path in found} == TYPES_ONLY
