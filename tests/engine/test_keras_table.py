"""The table of docs/keras.md and the tests agree: each line names a test that shows it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/keras.md").read_text()
LINES = [line for line in TEXT.splitlines() if line.startswith("| ")]
ROWS = LINES[1:]  # after the headings
SAYS = ("yes", "said", "differs", "no")


def cells(row):
    return [cell.strip() for cell in row.strip("|").split("|")]


def names_in(file):
    tree = ast.parse((ROOT / "tests/engine" / file).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_table_has_lines():
    assert len(ROWS) > 30


@pytest.mark.parametrize("row", ROWS)
def test_line_names_a_test_that_exists_or_says_no(row):
    _, says, shown = cells(row)[:3]
    assert says in SAYS
    if says == "no":
        assert shown == "–"
        return
    file, _, name = shown.strip("`").partition("::")
    assert name in names_in(file), shown


@pytest.mark.parametrize("file", sorted({cells(row)[2].strip("`").split("::")[0] for row in ROWS}))
def test_file_that_expects_a_warning_has_a_line_that_says_so(file):
    if file == "–" or "pytest.warns(" not in (ROOT / "tests/engine" / file).read_text():
        return
    assert any(file in row and cells(row)[1] == "said" for row in ROWS)
