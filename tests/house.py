"""`python -m tests.house`: figures of how the code is kept, one a line."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
KINDS = "State|Command|Answer|Header|Message"
UNTYPED = re.compile(rf"^(\w*({KINDS})\w*)(: TypeAlias)? = \w*(dict|Mapping)\[str, Any\]", re.M)
ANY = re.compile(r"\{[^}\n]*\bany\b[^}\n]*\}")  # in a JSDoc type
MOST_METHODS, LONGEST_LINE = 15, 100


def sources(suffix: str, *folders: str) -> list[Path]:
    """Return the files of some folders that are ours."""
    found = (path for folder in folders for path in (ROOT / folder).rglob(f"*{suffix}"))
    return sorted(path for path in found if "vendor" not in path.parts)


PYTHON = sources(".py", "app", "engine", "playground")
SCRIPTS = sources(".js", "static/js")


def plain_dictionaries() -> list[str]:
    """Return the names of states, commands, answers and messages that may hold anything."""
    texts = (path.read_text() for path in PYTHON)
    return [found[1] for text in texts for found in UNTYPED.finditer(text)]


def large_classes() -> list[str]:
    """Return the classes with more public methods than one subject needs."""
    found = []
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
                methods += [part for part in node.body if isinstance(part, ast.AsyncFunctionDef)]
                public = [method for method in methods if not method.name.startswith("_")]
                if len(public) > MOST_METHODS:
                    found.append(f"{node.name} ({len(public)})")
    return found


def figures() -> dict[str, object]:
    """Return all figures."""
    scripts = [path.read_text() for path in SCRIPTS]
    lines = [line for text in scripts for line in text.splitlines()]
    top = [path for path in (ROOT / "app").glob("*.py") if path.name != "__init__.py"]
    return {
        "files at the top of app/": len(top),
        "blocks of imports for types alone": sum(
            "if TYPE_CHECKING:" in path.read_text() for path in PYTHON
        ),
        "plain dictionaries as states, commands, answers, messages": plain_dictionaries(),
        "classes over 15 public methods": large_classes(),
        "`any` in types of JavaScript": sum(len(ANY.findall(text)) for text in scripts),
        "lines of JavaScript over 100 columns": sum(len(line) > LONGEST_LINE for line in lines),
        "largest file, in lines": max(len(path.read_text().splitlines()) for path in PYTHON),
    }


if __name__ == "__main__":
    for name, figure in figures().items():
        print(f"{name}: {figure}")
