"""A run as a figure, for every kind of problem."""

import subprocess
import sys

import numpy as np
import pytest

from playground import plots
from tests.patience import LIMIT

PNG = b"\x89PNG"
KINDS = {
    "two classes": {},
    "several classes": {"problem": "multiclass", "data": {"name": "blobs", "classes": 4}},
    "several labels": {"problem": "multilabel", "data": {"name": "venn"}},
    "a number": {"problem": "regression", "data": {"name": "plane"}},
    "a line": {"problem": "regression", "data": {"name": "sine1d"}, "features": ["x1"]},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_problem_is_drawn_as_a_notebook_shows_it(server, kind):
    run = server.create(KINDS[kind]).step(epochs=2)
    figure = run.plot(resolution=20)
    assert figure._repr_png_().startswith(PNG)
    run.delete()


def test_map_lies_under_its_points(run):
    left, _ = run.plot(resolution=20).axes
    (image,), (points,) = left.images, left.collections
    assert np.array_equal(image.get_array(), run.look(resolution=20)[1].boundary[0])
    assert image.origin == "upper"
    assert points.get_offsets().shape == (250, 2)


def test_losses_are_drawn_by_epoch(run):
    _, right = run.step(epochs=5).plot().axes
    loss, test_loss = right.lines
    assert loss.get_xdata().tolist() == [0, 1, 2, 3, 4, 5]
    assert [line.get_color() for line in (loss, test_loss)] == [plots.SOFT, plots.HIGH]
    assert test_loss.get_ydata().tolist() == run.history()["test_loss"].tolist()


def test_title_of_the_experiment_is_the_title_of_the_figure(server):
    run = server.create({"title": "Two spirals"})
    assert run.plot().get_suptitle() == "Two spirals: epoch 0"
    run.delete()


@pytest.mark.parametrize("title", ["$\\frac{$", "a\nb", "{}%s\\"])
def test_title_is_drawn_as_it_is_whatever_it_says(server, title):
    run = server.create({"title": title})
    figure = run.plot(resolution=20)
    assert figure.get_suptitle() == f"{title.replace(chr(10), ' ')}: epoch 0"
    assert figure._repr_png_().startswith(PNG)
    run.delete()


def test_single_neuron_is_drawn(run):
    assert run.plot(neuron="h1.0").axes[0].get_title() == "h1.0"


WITHOUT = """
import sys
sys.modules["{module}"] = None
try:
    {code}
except ImportError as missing:
    print(missing)
"""


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("httpx", "import playground"),
        ("matplotlib", "from playground import Client; Client().create().plot()"),
    ],
)
def test_missing_library_is_told_with_what_to_install(address, module, code):
    code = WITHOUT.format(module=module, code=code.replace("Client()", f"Client('{address}')"))
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=LIMIT
    )
    assert "pip install 'neural-playground[client]'" in told.stdout


def test_matplotlib_is_not_loaded_before_a_plot():
    code = "import playground, sys; print('matplotlib' in sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=LIMIT
    )
    assert told.stdout == "False\n"
