"""What clients and operators rely on is written down, or the build fails."""

import re
from pathlib import Path
from typing import get_args

import pytest

from app.documents.commands import Command
from app.documents.page_parts import PAGE_PARTS
from app.limits.caps import CAPS
from app.main import create_app
from app.settings import Settings

ROOT = Path(__file__).parents[1]
PROTOCOL = (ROOT / "docs/protocol.md").read_text()
TEACHING = (ROOT / "docs/teaching.md").read_text()
SETTINGS = (ROOT / "docs/settings.md").read_text()
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
WIDEST_LINE, LONGEST_CELL = 100, 200
COMMANDS = [
    kind.model_fields["type"].annotation.__args__[0] for kind in get_args(get_args(Command)[0])
]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_setting_is_documented(name):
    assert f"`PLAYGROUND_{name.upper()}`" in SETTINGS


@pytest.mark.parametrize("name", PAGE_PARTS)
def test_part_of_the_page_that_is_hidden_or_locked_is_documented(name):
    part = PAGE_PARTS[name]
    controls = ", ".join(f"`{control}`" for control in part.controls)
    lock = f"`{name}`" if part.lockable else "–"
    assert f"| {part.label} | {controls} | {lock} |" in TEACHING


@pytest.mark.parametrize("name", COMMANDS)
def test_command_is_documented(name):
    assert f"`{name}`" in PROTOCOL


@pytest.mark.parametrize("name", ["snapshot", "status", "error", "diverged", "bye", "done", "pong"])
def test_message_is_documented(name):
    assert f'"type": "{name}"' in PROTOCOL


@pytest.fixture(scope="module")
def paths():
    """Return the routes of the OpenAPI document."""
    return create_app().openapi()["paths"]


def test_every_route_says_what_it_does_and_how_it_refuses(paths):
    for path, methods in paths.items():
        for method, about in methods.items():
            assert about["description"], (method, path)
            if "requestBody" in about:
                assert {"400", "413", "415", "422"} <= set(about["responses"]), (method, path)


@pytest.mark.parametrize("document", ["README.md", "docs/architecture.md", "CONTRIBUTING.md"])
def test_files_that_documents_name_exist(document):
    text = (ROOT / document).read_text()
    for name in {part for part in text.split("`") if "/" in part and " " not in part}:
        if name.startswith(("app/", "engine/", "tests/", "static/", "docs/")):
            assert (ROOT / name).exists() or name == "static/vendor/", name


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_document_is_wrapped(document):
    lines = [line for line in document.read_text().splitlines() if not line.startswith("|")]
    assert [line for line in lines if len(line) > WIDEST_LINE] == []


def row(name, cap):
    """Return a cap's row in docs/caps.md: its name, value, meaning and setting."""
    value = f"{cap.value:,}".removesuffix(".0")
    setting = f"`PLAYGROUND_{name.upper()}`" if name in Settings.model_fields else ""
    return f"| `{name}` | {value} | {cap.what} | {setting} |".replace("  |", " |")


def test_table_of_caps_in_the_documents_is_the_one_in_force():
    shown = (ROOT / "docs/caps.md").read_text().splitlines()
    rows = [line for line in shown if line.startswith("| `")]
    assert rows == [row(name, cap) for name, cap in CAPS.items()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_cells_of_tables_are_short(document):
    rows = [line for line in document.read_text().splitlines() if line.startswith("|")]
    cells = [cell.strip() for row in rows for cell in re.split(r"(?<!\\)\|", row)]
    assert [cell for cell in cells if len(cell) > LONGEST_CELL] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links_between_documents_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text()):
        assert (document.parent / target).exists(), target


def test_routes_that_need_a_secret_say_so(paths):
    secret = {
        (path, method)
        for path in paths
        for method in paths[path]
        if "401" in paths[path][method]["responses"]
    }
    assert secret == {
        ("/api/experiments/{experiment_id}", "delete"),
        ("/api/lessons/{name}", "delete"),
        ("/api/runs/{run_id}", "delete"),
        ("/api/runs/{run_id}/commands", "post"),
        ("/api/runs/{run_id}/control", "post"),
    }
    assert all(paths[path][method]["security"] for path, method in secret)
