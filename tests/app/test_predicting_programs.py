"""A program that is taken away predicts what the run predicts, by its trained weights alone."""

import ast
import itertools
import sys

import numpy as np
import pytest

import engine
from app.runs.blocks import finish
from app.runs.network.exports import export
from tests.app.client import commanded, created, serving
from tests.app.sessions import session, step
from tests.app.test_table_answers import CAT, DOG, PETS
from tests.engine.torch_stand_in import standing_in

POINTS = [[0.5, -1.25], [3, 4], [-5.9, 0], [0, 0], [1e-3, 5.5]]
FORMULAS = ["x1", "x2_squared", "sin_x2", "sqrt(x1^2+x2^2)", "max(x1,-x2)/3", "2^-1", "min(x1,pi)"]
DOCUMENTS = {
    "default": {},
    "formulas": {"features": FORMULAS},
    "several classes": {"problem": "multiclass"},
    "several labels": {"problem": "multilabel"},
    "regression": {"problem": "regression", "network": {"hidden": []}},
    "cross-entropy": {"training": {"loss": "binary_crossentropy"}},
    "every activation": {
        "network": {
            "hidden": [
                {"units": 3, "activation": name}
                for name in ("gelu", "mish", "selu", "hard_sigmoid", "softsign", "elu")
            ]
        }
    },
}
MISSING = ["leave_out", "typical", "value"]
COLOURS = [
    {"words": ["black", "white"], "missing": missing, **more}
    for missing, more in itertools.product(
        MISSING, [{}, {"ordered": True}, {"words": ["black"], "other": True}]
    )
]


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def program(client, run, form):
    answer = client.get(f"/api/runs/{run['id']}/model", params={"format": form})
    assert answer.status_code == 200, answer.text
    return answer.text


def of(text):
    """Run a program; return what it defines."""
    names = {}
    exec(compile(text, "program", "exec"), names)  # it is what is tested
    return names


def trained(client, document):
    run = created(client, document)
    assert commanded(client, run, type="step", unit="epoch", count=3).is_success
    return run


@pytest.mark.parametrize("name", DOCUMENTS)
def test_numpy_program_predicts_what_the_server_predicts(client, name):
    run = trained(client, DOCUMENTS[name])
    told = client.post(f"/api/runs/{run['id']}/predict", json={"inputs": POINTS}).json()
    names = of(program(client, run, "numpy_predict"))
    found = names["predict"](names["inputs"](POINTS))
    np.testing.assert_allclose(found, told["outputs"], rtol=1e-6, atol=1e-6)
    assert len(names["answers"](found)) == len(POINTS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_keras_program_predicts_what_the_run_predicts(monkeypatch, name):
    run = step(session(**DOCUMENTS[name]), count=3)
    monkeypatch.setitem(sys.modules, "keras", engine)
    names = of(finish(export(run.training, "keras_predict")).decode())
    rows = run.training.data.train.inputs[:5]
    np.testing.assert_allclose(names["outputs"], run.training.model.predict(rows), rtol=1e-6)


@pytest.mark.parametrize("name", ["default", "several classes", "several labels", "regression"])
def test_pytorch_program_predicts_what_the_run_predicts(monkeypatch, name):
    run = step(session(**DOCUMENTS[name]), count=3)
    text = finish(export(run.training, "pytorch_predict")).decode()
    with standing_in(monkeypatch):
        names = of(text)
    own = run.training.model.predict(run.training.data.train.inputs[:5])
    np.testing.assert_allclose(names["outputs"], own, rtol=1e-5, atol=1e-6)


def of_pets(client, target, **encoding):
    sent = client.post("/api/datasets", content=PETS, headers={"Content-Type": "text/csv"})
    data = {
        "source": "upload", "dataset_id": sent.json()["id"], "target": target,
        "columns": ["weight (kg)", "colour"], "encodings": [{"column": "colour", **encoding}],
    }  # fmt: skip
    problem = "regression" if target == "price" else "classification"
    return trained(client, {"problem": problem, "data": data})


@pytest.mark.parametrize("encoding", COLOURS)
def test_rows_become_inputs_as_the_server_makes_them(client, encoding):
    run = of_pets(client, "kind", **encoding)
    rows = [CAT, {**DOG, "colour": "black"}]
    rows += [{"weight (kg)": 5}] if encoding["missing"] != "leave_out" else []
    rows += [{"weight (kg)": 9, "colour": "red"}] if encoding.get("other") else []
    told = client.post(f"/api/runs/{run['id']}/predict", json={"rows": rows}).json()["answers"]
    names = of(program(client, run, "numpy_predict"))
    found = names["predict"](names["inputs"](rows))
    own = [answer["outputs"] for answer in told]
    np.testing.assert_allclose(found, own, rtol=1e-6, atol=1e-6)
    assert names["answers"](found) == [answer["label"] for answer in told]


def test_value_is_in_the_units_of_the_target(client):
    run = of_pets(client, "price", missing="typical", words=["black", "white"])
    (told,) = client.post(f"/api/runs/{run['id']}/predict", json={"rows": [DOG]}).json()["answers"]
    names = of(program(client, run, "numpy_predict"))
    found = names["answers"](names["predict"](names["inputs"]([DOG])))
    assert found == pytest.approx([told["value"]], rel=1e-6)


@pytest.mark.parametrize(
    ("row", "told"), [({"colour": "red"}, "must be one of"), ({}, "must have a value")]
)
def test_cell_that_the_network_cannot_take_is_refused(client, row, told):
    names = of(program(client, of_pets(client, "kind", words=["black", "white"]), "numpy_predict"))
    with pytest.raises(ValueError, match=f"colour {told}"):
        names["inputs"]([{"weight (kg)": 3, **row}])


@pytest.mark.parametrize("form", ["keras_predict", "numpy_predict", "pytorch_predict"])
def test_program_has_the_weights_of_the_moment(form):
    texts = [finish(export(run.training, form)) for run in (session(), step(session(), count=5))]
    assert len(set(texts)) == 2
    assert all(isinstance(ast.parse(text), ast.Module) for text in texts)


def test_a_point_far_away_is_no_error(client):
    names = of(program(client, trained(client, DOCUMENTS["formulas"]), "numpy_predict"))
    with np.errstate(all="ignore"):
        assert np.shape(names["predict"](names["inputs"]([[1e30, -1e30]]))) == (1, 1)
