"""A table's rows are learnt from as they are, and shown on a plane through them."""

import json

import numpy as np
import pytest
from pydantic import ValidationError
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from app.documents.builtin_tables import TABLES
from app.documents.commands import Experiment, View
from app.documents.field_errors import field_errors
from app.errors import AppError
from app.runs import uploaded_tables
from app.runs.network import table_rows
from app.runs.network.plane import TablePlane
from app.runs.network.table_inputs import Scale
from app.runs.training.checkpoints import save
from app.runs.training.training_session import TrainingSession
from engine.datasets import digits, iris
from tests.app.sessions import execute, restored, session, shown, step

IRIS = {"problem": "multiclass", "data": {"source": "builtin", "name": "iris"}}
ROWS = np.random.default_rng(3).normal(size=(200, 5)) @ np.diag([5, 3, 1, 1, 0.1])


def uploaded(**columns):
    """Provide a table; return its id."""
    kept = [{"name": name, "kind": "number", "values": values} for name, values in columns.items()]
    uploaded_tables.provide("table", json.dumps(kept).encode())
    return "table"


def of_upload(problem="regression", columns=("a", "b"), target="y", **more):
    data = {"source": "upload", "dataset_id": "table", "columns": columns, "target": target}
    return Experiment.model_validate({"problem": problem, "data": {**data, **more}})


@pytest.mark.parametrize(("name", "load"), [("iris", iris.load), ("digits", digits.load)])
def test_what_is_told_of_a_table_is_what_it_holds(name, load):
    table = load()
    assert TABLES[name].classes == table.classes
    assert len(TABLES[name].columns) == table.x.shape[1]


def test_document_of_a_table_is_complete():
    document = Experiment.model_validate(IRIS)
    assert document.data.columns == TABLES["iris"].columns
    assert (document.inputs, document.outputs) == (("c.0", "c.1", "c.2", "c.3"), 3)


def test_columns_are_standardised_by_the_training_rows():
    data = session(**IRIS).training.data
    together = np.concatenate([data.train.inputs, data.test.inputs])
    np.testing.assert_allclose(data.train.inputs.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(data.train.inputs.std(axis=0), 1, rtol=1e-6)
    raw = StandardScaler().fit_transform(iris.load().x)
    assert np.corrcoef(np.sort(together[:, 2]), np.sort(raw[:, 2]))[0, 1] == pytest.approx(1)


@pytest.mark.parametrize("value", [14.62, 0.1, 3.3, 36.6])
def test_constant_of_the_training_rows_is_0_and_an_odd_row_keeps_its_distance(value):
    column = np.full((40, 1), value)
    column[30] += 0.5
    expected = StandardScaler().fit(column[:20]).transform(column)
    found = Scale.of(column[:20]).scaled(column)
    np.testing.assert_allclose(found, expected, atol=1e-12)
    assert found[30] == pytest.approx(0.5)


@pytest.mark.parametrize("value", [14.62, 0.1, 3.3, 36.6])
def test_odd_row_of_a_constant_weighs_the_same_whatever_the_constant_is(value):
    def test_loss(constant):
        x, column = np.linspace(-2, 2, 40), np.full(40, constant)
        column[21] += 0.5  # a row for testing
        uploaded(a=x.tolist(), b=column.tolist(), y=(3 * x + 1).tolist())
        document = of_upload().model_dump() | {"network": {"hidden": []}}
        run = step(session(**document), count=100)
        return execute(run, {"type": "status"})["metrics"]["test_loss"]

    found = test_loss(value)
    assert found == pytest.approx(test_loss(16.0), rel=1e-5)
    assert found < 0.002


def test_plane_of_no_two_columns_is_that_of_the_principal_components():
    plane, expected = TablePlane.of(ROWS, ()), PCA(2).fit(ROWS).components_
    found = np.array([plane.across, plane.up])
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    np.testing.assert_allclose(abs((found * expected).sum(axis=1)), 1, rtol=1e-3)


def test_plane_of_two_columns_shows_them_alone():
    plane = TablePlane.of(ROWS, (1, 3))
    inputs = plane.inputs(np.array([[1.0, 2.0]]))[0]
    assert np.flatnonzero(inputs).tolist() == [1, 3]
    points = plane.shadow(ROWS)
    assert np.corrcoef(points[:, 0], ROWS[:, 1])[0, 1] == pytest.approx(1)


@pytest.mark.parametrize("axes", [(), (0, 4)])
def test_nearly_all_rows_are_shown_and_lie_where_their_shadow_says(axes):
    plane = TablePlane.of(ROWS, axes)
    points = plane.shadow(ROWS)
    assert (abs(points) <= 6).mean() > 0.98
    np.testing.assert_allclose(plane.shadow(plane.inputs(points).astype(float)), points, atol=1e-4)


def test_one_column_is_a_plane_too():
    plane = TablePlane.of(ROWS[:, :1], ())
    assert plane.inputs(np.zeros((3, 2))).shape == (3, 1)


def test_iris_is_learnt():
    run = step(session(**IRIS, training={"optimizer": {"name": "adam"}}), count=60)
    told = execute(run, {"type": "status"})["metrics"]
    assert told["test_accuracy"] > 0.9
    drawn = shown(run, View(neuron="c.2"))
    assert drawn.meta["view"]["neuron"] == "c.2"
    assert drawn.tensors["neurons"].shape == (4 + 4 + 2 + 3, 20, 20)


def test_checkpoint_of_a_table_goes_on_as_it_was():
    run = step(session(**IRIS), count=3)
    again = restored(save(run), seq=0)
    expected = execute(step(run, count=2), {"type": "describe"})["parameters"]
    found = execute(step(again, count=2), {"type": "describe"})["parameters"]
    np.testing.assert_array_equal(found, expected)


def test_uploaded_line_is_found():
    x = np.linspace(-1, 1, 60)
    uploaded(a=x.tolist(), b=(x**2).tolist(), y=(3 * x + 1).tolist())
    run = step(TrainingSession(of_upload()), count=400)
    assert execute(run, {"type": "status"})["metrics"]["test_r2"] > 0.99


@pytest.mark.parametrize(
    ("problem", "expected"), [("classification", {-1, 1}), ("multiclass", {0, 1})]
)
def test_values_of_a_target_become_classes(problem, expected):
    uploaded(a=[1.0, 2, 3, 4, 5, 6], b=[0, 1, 0, 1, 0, 1], y=[7, 9, 7, 9, 7, 9])
    data = TrainingSession(of_upload(problem, classes=2)).training.data
    assert set(data.train.labels) | set(data.test.labels) == expected


def test_table_of_one_row_is_refused():
    uploaded(a=[1.0, None, 1], b=[0, 0, 0], y=[7, 8, None])
    with pytest.raises(AppError, match=r"at least 2 rows .*; got 1"):
        TrainingSession(of_upload())


def test_rows_with_a_missing_cell_that_is_used_are_left_out():
    uploaded(a=[1.0, None, 3, 4, 5], b=[0, 1, None, 1, 0], y=[7, 9, 7, None, 7], c=[None] * 5)
    data = TrainingSession(of_upload()).training.data
    assert len(data.train) + len(data.test) == 2


def test_classes_of_a_target_are_called_by_its_values():
    uploaded(a=[1.0, 2, 3, 4, 5, 6], b=[0, 1, 0, 1, 0, 1], y=[7.5, 9, 7.5, 9, 7.5, 9])
    topology = TrainingSession(of_upload("multiclass", classes=3)).training.topology
    assert topology.classes == ("7.5", "9", "2")


def test_two_classes_of_a_target_are_called_by_their_values():
    uploaded(a=[1.0, 2, 3, 4, 5, 6], b=[0, 1, 0, 1, 0, 1], y=[7.5, 9, 7.5, 9, 7.5, 9])
    topology = TrainingSession(of_upload("classification", classes=2)).training.topology
    assert topology.classes == ("7.5", "9")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"columns": ["a", "nothing"]}, "data.columns.1 must be one of a, b, y; got 'nothing'"),
        ({"target": "nothing"}, "data.target must be one of a, b, y; got 'nothing'"),
        ({"dataset_id": "other"}, "data.dataset_id must be a data set of this server; got 'other'"),
        (
            {"problem": "multiclass", "classes": 3},
            "must be a column with 2 to 3 different values; got 6",
        ),
    ],
)
def test_table_that_does_not_fit_is_refused_with_the_place(change, words):
    uploaded(a=[1.0, 2, 3, 4, 5, 6], b=[0, 1, 0, 1, 0, 1], y=[1, 2, 3, 4, 5, 6])
    with pytest.raises(AppError, match=words):
        TrainingSession(of_upload(**change))


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"source": "builtin", "name": "circle"}, "data.name"),
        ({"source": "builtin", "name": "california_housing"}, "data.name"),
        ({"source": "builtin", "name": "iris", "columns": ["nothing"]}, "data.columns.0"),
        ({"source": "builtin", "name": "iris", "columns": ["petal width"] * 2}, "data.columns"),
        ({"source": "builtin", "name": "iris", "plane": ["petal width"]}, "data.plane"),
        ({"source": "upload", "columns": ["a"], "target": "y"}, "data.dataset_id"),
        ({"source": "upload", "dataset_id": "table", "columns": ["a"]}, "data.target"),
        ({"source": "upload", "dataset_id": "table", "columns": [], "target": "y"}, "data.columns"),
        (
            {"source": "upload", "dataset_id": "", "columns": ["y"], "target": "y"},
            "data.columns.0",
        ),
        ({"name": "iris"}, "data.name"),
    ],
)
def test_wrong_table_is_refused_with_its_path(data, path):
    with pytest.raises(ValidationError) as wrong:
        Experiment.model_validate({"problem": "multiclass", "data": data})
    assert field_errors(wrong.value)[0]["path"] == path


def test_missing_housing_is_told_and_not_fetched(monkeypatch, tmp_path):
    table_rows._built_in.cache_clear()
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    data = {"source": "builtin", "name": "california_housing"}
    with pytest.raises(AppError, match="not on this server"):
        session(problem="regression", data=data)
