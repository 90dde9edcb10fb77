"""Labs: the playground with an experiment that is ready and a lens that is open."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from app.documents.labs import all_labs, labs
from app.runs.blocks import finish
from app.runs.network.plane_queries import neuron
from app.runs.training.trainer import Trainer
from tests.app.client import serving

LENSES = Path(__file__).parents[2] / "static/js/views/lenses/lenses.js"
SHORT = 300  # characters that the page shows open
SEEDS = range(1, 11)


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


@pytest.mark.parametrize("name", labs())
def test_lab_is_the_playground_with_its_document_and_its_lens(client, name):
    page = client.get(f"/labs/{name}").text
    carried = re.search(r'<script type="application/json" id="experiment">(.*?)</script>', page)
    document = labs()[name].document
    assert json.loads(carried[1]) == document.model_dump(mode="json")
    assert f'data-lens="{labs()[name].lens}"' in page
    assert f"<title>{document.title}</title>" in page


@pytest.mark.parametrize("name", labs())
def test_lab_has_a_short_text_and_a_lens_that_there_is(name):
    lab = labs()[name]
    assert lab.document.title
    assert 0 < len(lab.document.description) <= SHORT
    assert f'name: "{lab.lens}"' in LENSES.read_text()


def test_all_labs_are_listed_with_their_texts(client):
    page = client.get("/labs").text
    for name, lab in all_labs().items():
        assert f'href="labs/{name}"' in page
        assert lab.title in page


def test_logic_lab_is_a_page_of_its_own_whose_parts_are_there(client):
    page = client.get("/labs/logic").text
    assert f"<title>{all_labs()['logic'].title} · Neural Playground</title>" in page
    for name in re.findall(r'(?:src|href)="\.\./(static/[^"#]+)"', page):
        assert client.get(f"/{name}").status_code == 200, name


@pytest.mark.parametrize("name", ["nothing", "Activations", "x" * 300, "<script>"])
def test_unknown_lab_is_the_page_of_an_error(client, name):
    answer = client.get(f"/labs/{name}", headers={"Accept": "text/html"})
    assert answer.status_code in (404, 422)
    assert "<script>" not in answer.text
    assert "New playground" in answer.text


def test_sums_move_into_the_flat_stretches_as_the_text_says():
    for seed in SEEDS:
        document = labs()["activations"].document.with_value("training.seed", seed)
        trainer = Trainer(document)
        before = saturated(trainer)
        while trainer.epoch < 100:
            trainer.train_batches(10_000)
        assert saturated(trainer) > before + 0.05


def saturated(trainer):
    """Return the mean share over the neurons of the first layer."""
    names = [f"h1.{unit}" for unit in range(4)]
    return np.mean(
        [finish(neuron(trainer.training, {"neuron": one}))["saturated"] for one in names]
    )
