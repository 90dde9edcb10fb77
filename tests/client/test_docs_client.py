"""The notebook of docs/client.md runs as it stands, block after block."""

import re
import runpy
from pathlib import Path

import playground

TEXT = (Path(__file__).parents[2] / "docs/client.md").read_text()
BLOCKS = re.findall(r"^```python\n(.*?)^```", TEXT, re.M | re.S)


def test_notebook_runs_from_the_first_block_to_the_last(address, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    notebook = tmp_path / "notebook.py"
    notebook.write_text("\n".join(BLOCKS).replace("http://127.0.0.1:8000", address))
    names = runpy.run_path(str(notebook))
    assert names["history"]["epoch"][-1] == 120
    assert (tmp_path / "spiral.png").read_bytes().startswith(b"\x89PNG")
    told = capsys.readouterr().out
    assert "experiment.training.optimizer" in told
    assert "control token" in told


def test_every_error_is_in_the_table():
    kinds = {name for name in playground.__all__ if _is_error(getattr(playground, name))}
    for name in kinds - {"PlaygroundError"}:
        assert re.search(rf"^\|.*`{name}`.*\|", TEXT, re.M), name


def _is_error(thing):
    return isinstance(thing, type) and issubclass(thing, Exception)
