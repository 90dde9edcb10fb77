"""A run, a study and a model show themselves; here without IPython, so lines are printed."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

import engine as keras
import playground

SVG = "{http://www.w3.org/2000/svg}svg"
QUICK = {"data": {"samples": 40}, "view": {"speed": "max"}}
TITLE = '<script>alert("x")</script>'


def pictures(thing):
    """Return how many pictures there are in what a notebook shows of a thing."""
    return len(list(ElementTree.fromstring(thing._repr_html_()).iter(SVG)))


@pytest.fixture
def quick(server):
    """A run of 30 epochs at full speed."""
    run = server.create({**QUICK, "title": TITLE, "training": {"stop": {"max_epochs": 30}}})
    yield run
    run.delete()


def test_run_is_watched_until_it_ends(quick, capsys):
    assert playground.watch(quick.start()) is quick
    told = capsys.readouterr().out.splitlines()
    assert told[-1].startswith(f"{TITLE} - status: finished - epoch: 30 - loss: 0.")
    assert all("status: running" in line for line in told[:-1])


def test_run_that_stands_still_is_shown_once(quick, capsys):
    quick.step(epochs=2)
    quick.watch()
    (line,) = capsys.readouterr().out.splitlines()
    assert re.search(r"status: paused - epoch: 2 - loss: [\d.]+ - test loss: [\d.]+", line)


def test_run_shows_its_map_and_its_curves_in_a_notebook(quick):
    quick.step(epochs=3)
    assert pictures(quick) == 2
    assert "<script" not in quick._repr_html_()
    assert quick._repr_html_().count("<circle") == 20


@pytest.mark.parametrize(
    "document",
    [
        {"problem": "multiclass", "data": {"name": "blobs", "classes": 4, "samples": 40}},
        {"problem": "multilabel", "data": {"samples": 40}},
        {"problem": "regression", "data": {"samples": 40}},
    ],
    ids=lambda document: document["problem"],
)
def test_run_of_every_problem_shows_itself(server, document):
    run = server.create(document)
    assert pictures(run) == 2
    run.delete()


def test_study_shows_the_medians_of_its_trials(server, capsys):
    study = server.study(QUICK, {"kind": "seeds", "count": 3}, epochs=10, view={"speed": "max"})
    assert playground.watch(study.start()) is study
    assert "status: finished - epoch: 10" in capsys.readouterr().out.splitlines()[-1]
    assert (pictures(study), study._repr_png_()) == (1, None)
    study.delete()


def test_run_of_images_shows_itself(server):
    digits = server.images({"data": {"name": "digits"}})
    assert (pictures(digits), digits._repr_png_()) == (1, None)
    digits.delete()


def test_run_that_is_gone_says_so_in_its_place(server):
    run = server.create({})
    run.delete()
    assert "there is no such run" in run._repr_html_()
    assert run._repr_png_() is None


def test_live_cell_of_a_run_is_not_followed_by_the_run_itself(quick, notebook):
    quick.step(epochs=1).watch()._ipython_display_()
    notebook.execution_count += 1
    with pytest.raises(NotImplementedError):  # upon which IPython shows HTML
        quick._ipython_display_()
    quick.watch().step(epochs=1)
    with pytest.raises(NotImplementedError):
        quick._ipython_display_()


def test_model_is_shown_before_its_fit_and_during_it(capsys):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, "tanh")])
    model.compile("sgd", "mse")
    x = np.random.default_rng(1).uniform(-1, 1, (20, 2))
    cell = playground.watch(model, x, np.sign(x[:, :1]))
    assert "epoch: 0" in capsys.readouterr().out
    model.fit(x, np.sign(x[:, :1]), epochs=3, verbose=0, callbacks=[cell])
    assert "epoch: 3 of 3 - loss: " in capsys.readouterr().out.splitlines()[-1]
    assert pictures(cell.cell()) == 2
