"""Weights to begin with: given by the document, returned to, and to the last digit in float64."""

import json

import numpy as np
import pytest

from app.documents.experiment import Experiment
from app.encoding.messages import to_json
from app.lessons.shelf import lessons
from app.runs.blocks import finish
from app.runs.network.exports import export
from app.store.content_ids import content_id
from tests.app.client import commanded, created, serving
from tests.app.refusing import refusals
from tests.app.sessions import execute, put, restored, saved, session, step
from tests.app.test_predicting_programs import of

SMALL = {"hidden": [{"units": 1}]}  # with two inputs: 5 weights and biases
GIVEN = [0.5, -0.25, 0.125, 2.0, -1.0]
DOCUMENT = {"network": {**SMALL, "parameters": GIVEN}}
IDS = {  # of documents as they were before weights could be given, and targets be several
    "{}": "9JLz3fojggdnRN",
    '{"problem": "regression"}': "XFsmvboMeec5YY",
    '{"problem": "multilabel", "training": {"optimizer": {"name": "adam"}}}': "tRshuDfaSuQinD",
    '{"problem": "regression", "data": {"source": "points",'
    ' "points": [[0, 1, 2], [1, 2, 3]]}}': "Y6g31wp1YXV3sj",
    '{"problem": "regression", "data": {"source": "upload", "dataset_id": "abc",'
    ' "columns": ["a"], "target": "b"}}': "Hrj4di9DBQCNk2",
}


@pytest.mark.parametrize("raw", IDS)
def test_documents_keep_their_ids(raw):
    document = Experiment.model_validate_json(raw)
    assert content_id(document.model_dump(mode="json")) == IDS[raw]


def test_run_begins_with_the_given_weights_and_reset_returns_to_them():
    run = session(**DOCUMENT)
    assert run.training.parameters.tolist() == GIVEN
    step(run)
    assert run.training.parameters.tolist() != GIVEN
    execute(run, {"type": "reset"})
    assert run.training.parameters.tolist() == GIVEN


def test_given_weights_stay_with_what_fits_and_go_with_what_does_not():
    document = Experiment.model_validate(DOCUMENT)
    for path, value in {"data.noise": 0.2, "title": "mine", "training.batch_size": 5}.items():
        assert document.with_value(path, value).network.parameters == tuple(GIVEN)
    changes = {
        "network.hidden": [{"units": 2}],
        "features": ["x1"],
        "training.seed": 7,
        "network.initializer": "zeros",
        "problem": "multiclass",
    }
    for path, value in changes.items():
        assert document.with_value(path, value).network.parameters is None
    assert document.with_value("network.parameters.1", 3).network.parameters[1] == 3


def test_another_start_can_be_undone():
    run = session(**DOCUMENT)
    put(run, "network.parameters", [1, 2, 3, 4, 5], reset=True)
    assert run.training.parameters.tolist() == [1, 2, 3, 4, 5]
    execute(run, {"type": "undo"})
    assert run.training.parameters.tolist() == GIVEN


@pytest.mark.parametrize("form", ["numpy_predict", "json"])
def test_given_weights_are_exported(form):
    content = finish(export(session(**DOCUMENT).training, form)).decode()
    assert "-0.25" in content


@pytest.mark.parametrize(
    ("network", "path", "detail"),
    [
        ({"parameters": GIVEN[1:]}, "network.parameters", "must be null, or 5 numbers: all weigh"),
        ({"parameters": []}, "network.parameters", "must be null, or 5 numbers: all weights and"),
        ({"parameters": [*GIVEN[1:], "1"]}, "network.parameters.4", "must be a number"),
        ({"parameters": [*GIVEN[1:], None]}, "network.parameters.4", "must be a number"),
        ({"parameters": [*GIVEN[1:], 1e7]}, "network.parameters.4", "must be at most 1000000"),
        ({"parameters": [*GIVEN[1:], float("nan")]}, "network.parameters.4", "must be a finite"),
        ({"parameters": 5}, "network.parameters", "must be a list"),
        ({"parameters": [0.0] * 401}, "network.parameters", "must have at most 400 items"),
        ({"dtype": "float16"}, "network.dtype", "must be one of float32, float64"),
        ({"dtype": "float64", "hidden": [{"units": 101}]}, "network.dtype", "must be float32 for"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_is_allowed(network, path, detail):
    (fault, *_) = refusals(Experiment.model_validate, {"network": {**SMALL, **network}})
    assert fault[0] == path
    assert fault[1].startswith(detail)


def test_perceptron_begins_with_weights_of_zero():
    network = {"hidden": [], "parameters": [1, 2, 3]}
    document = {"network": network, "training": {"rule": "perceptron"}}
    ((path, detail),) = refusals(Experiment.model_validate, document)
    assert (path, "no network.parameters" in detail) == ("training.rule", True)
    given = Experiment.model_validate({"network": network})
    assert given.with_value("training.rule", "perceptron").network.parameters is None


DOUBLE = {"network": {**SMALL, "dtype": "float64"}}


def test_run_of_float64_comes_back_to_the_bit_from_checkpoints_and_from_its_past():
    run = step(session(**DOUBLE), count=4)
    assert run.training.parameters.dtype == np.float64
    again = restored(saved(run), seq=5)
    np.testing.assert_array_equal(again.training.parameters, run.training.parameters)
    after = step(run, count=2).training.parameters.copy()
    execute(again, {"type": "seek", "epoch": 2})
    np.testing.assert_array_equal(step(again, count=4).training.parameters, after)


def test_gradient_of_float64_is_its_derivative_to_the_last_digits():
    told = json.loads(to_json(execute(session(**DOUBLE), {"type": "backprop", "row": 3})))
    assert told["check"]["largest_difference"] < 1e-15


def test_program_of_float64_predicts_what_the_run_does():
    run = step(session(**DOUBLE), count=2)
    names = of(finish(export(run.training, "numpy_predict")).decode())
    told = execute(run, {"type": "predict", "inputs": [[1, 2], [0.1, -3]]})["outputs"]
    found = names["predict"](names["inputs"]([[1, 2], [0.1, -3]]))
    np.testing.assert_allclose(found, told, rtol=1e-14)


# M. Mazur, "A step by step backpropagation example" (2015), rounded as it stands there; its step
# leaves the biases alone.
W1, W5, BIASES = 0, 6, {"4": 0.35, "5": 0.35, "10": 0.6, "11": 0.6}


@pytest.fixture(scope="module")
def mazur():
    (lab,) = (lab for lab in lessons()["the-blame-goes-backwards"].labs if lab.name == "mazur")
    return lab.experiment.model_dump(mode="json")


def test_mazurs_figures_come_over_http_to_the_last_digit(mazur):
    with serving() as client:
        run = created(client, mazur)
        place = f"/api/runs/{run['id']}"

        def worked():
            return client.post(f"{place}/backprop", json={"row": 0}).json()

        told = worked()
        new = told["update"]["new_parameters"]
        assert f"{told['loss']:.9f}" == "0.298371109"
        assert (f"{new[W5]:.8f}", f"{new[W1]:.9f}") == ("0.35891648", "0.149780716")
        commanded(client, run, type="step", unit="sample")
        assert client.get(place).json()["parameters"] == new
        for layer, value in ((1, 0.35), (2, 0.6)):
            for unit in (0, 1):
                commanded(client, run, type="set_bias", layer=layer, unit=unit, value=value)
        assert f"{worked()['loss']:.9f}" == "0.291027774"
        commanded(client, run, type="reset")
        assert client.get(place).json()["parameters"] == list(mazur["network"]["parameters"])
