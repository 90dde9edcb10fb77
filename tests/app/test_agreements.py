"""What the page decides by itself, it decides as the server does (tests/js/agreements.test.js).

Both read `tests/data/agreements.json`, whose figures were worked out by hand.
"""

import json
import re
import zlib
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_hex

from app.documents.document import _put
from app.documents.experiment import Experiment
from app.encoding.png import png
from app.services.access import ID_PATTERN, new_id
from app.services.catalog_content import catalog
from app.store.content_ids import BASE58, content_id
from engine.datasets.generators import EDGE
from playground import frames, plots

AGREED = json.loads((Path(__file__).parents[1] / "data/agreements.json").read_text())
BASE_SHEET = (Path(__file__).parents[2] / "static/css/base.css").read_text()


@pytest.mark.parametrize("size", AGREED["sizes"], ids=lambda size: size["case"])
def test_parameters_and_cost_of_an_experiment_are_those_agreed_on(size):
    raw = Experiment(problem=size["problem"]).model_dump(mode="json")
    for path, value in size["changes"].items():
        raw = _put(raw, path.split("."), value)
    experiment = Experiment.model_validate(raw)
    assert (experiment.parameters, experiment.cost) == (size["parameters"], size["cost"])


@pytest.mark.parametrize("problem", ["classification", "multiclass"])
def test_perceptrons_rule_takes_with_it_what_was_agreed_on(problem):
    told = (
        Experiment(problem=problem)
        .with_value("training.rule", "perceptron")
        .model_dump(mode="json")
    )
    assert {part: told[part] for part in AGREED["perceptron"]} == AGREED["perceptron"]


@pytest.mark.parametrize("path", AGREED["live"])
def test_setting_changes_without_a_reset_where_agreed(path):
    assert Experiment().is_live(path) is AGREED["live"][path]


def test_plane_has_the_edge_agreed_on_in_the_client_too():
    assert EDGE == frames.EDGE == AGREED["edge"]


def first_pixel(picture):
    return list(zlib.decompressobj().decompress(picture[picture.index(b"IDAT") + 4 :])[1:4])


@pytest.mark.parametrize(("k", "colour"), [*enumerate(catalog()["class_colours"])])
def test_preview_and_plot_paint_a_class_in_the_catalogs_colour(k, colour):
    certain = np.eye(10)[k][:, None, None]
    assert first_pixel(png(certain, (0, 1))) == colour
    assert to_hex(np.divide(colour, 255)) == plots.CLASSES[k]


def page_colour(name):
    """Return a colour of the page in light, as three numbers."""
    found = re.search(rf"--{name}: #(\w{{6}});", BASE_SHEET)
    return [int(found[1][at : at + 2], 16) for at in (0, 2, 4)]


@pytest.mark.parametrize(("value", "name"), [(-1, "negative"), (0, "middle"), (1, "positive")])
def test_preview_and_plot_paint_a_value_in_the_pages_colour(value, name):
    picture = first_pixel(png([[[value]]], (-1, 1)))
    assert picture == pytest.approx(page_colour(name), abs=1)
    plotted = np.multiply(plots.VALUES((value + 1) / 2)[:3], 255)
    assert plotted == pytest.approx(page_colour(name), abs=1)


def test_plot_draws_losses_in_the_colours_of_the_pages_chart():
    drawn = [to_hex(np.divide(page_colour(name), 255)) for name in ("ink-soft", "positive")]
    assert drawn == [plots.SOFT, plots.HIGH]


def test_ids_are_of_base58_and_fit_their_pattern():
    assert BASE58 == "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    assert all(re.search(ID_PATTERN, name) for name in (new_id(), content_id({})))
    assert not any(re.search(ID_PATTERN, wrong) for wrong in ("", "0", "O", "I", "l", "a" * 15))
