"""How a table's columns become inputs: words, missing cells, and older documents as they were."""

import ast
import json

import numpy as np
import pytest
from pydantic import ValidationError
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.metrics import root_mean_squared_error
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from app.documents.experiment import Experiment
from app.documents.field_errors import field_errors
from app.errors import AppError
from app.runs import uploaded_tables
from app.runs.blocks import finish
from app.runs.network import exports
from app.runs.network.table_inputs import InputColumn, TableInputs
from app.runs.network.table_queries import answer_rows
from app.runs.training.training_session import TrainingSession
from app.store.content_ids import content_id
from tests.app.sessions import execute, step

AGES = [31.0, None, 45, 28, 60, 31, None, 19]
KINDS = ["cat", "dog", None, "owl", "cat", "cat", "dog", "emu"]
WORDS = ("cat", "dog", "emu", "owl")
CLASSES = [None if kind is None else WORDS.index(kind) for kind in KINDS]
TARGET = [1.0, 2, 3, 4, 5, 6, 7, 8]


def provided(ages=AGES, kinds=CLASSES, target=TARGET):
    kept = [
        {"name": "age", "kind": "number", "values": ages},
        {"name": "kind", "kind": "classes", "classes": WORDS, "values": kinds},
        {"name": "y", "kind": "number", "values": target},
    ]
    uploaded_tables.provide("pets", json.dumps(kept).encode())


def document(*encodings, columns=("age", "kind"), **more):
    data = {"source": "upload", "dataset_id": "pets", "columns": columns, "target": "y"}
    data["encodings"] = encodings
    return Experiment.model_validate({"problem": "regression", "data": {**data, **more}})


def data_of(*encodings, **more):
    return TrainingSession(document(*encodings, **more)).training.data


def whole(data):
    """Return all inputs, before they were standardised."""
    rows = np.concatenate([data.train.inputs, data.test.inputs]).astype(float)
    return np.round(data.table.scale.back(rows), 5)


AGE = {"column": "age", "missing": "typical"}
ONE_HOT = {"column": "kind", "words": WORDS, "missing": "typical"}


def test_inputs_are_those_of_scikit_learn():
    cells = np.array([[np.nan if age is None else age for age in AGES], CLASSES], float).T
    ages = make_pipeline(SimpleImputer(strategy="mean"), StandardScaler())
    kinds = make_pipeline(
        SimpleImputer(strategy="most_frequent"),
        OneHotEncoder(categories=[range(4)], sparse_output=False),
        StandardScaler(),
    )
    expected = ColumnTransformer([("age", ages, [0]), ("kind", kinds, [1])]).fit_transform(cells)
    encodings = document(AGE, ONE_HOT).data.encodings
    columns = [InputColumn(encodings[0]), InputColumn(encodings[1], WORDS)]
    found = TableInputs.fitted(columns, cells).of_cells(cells)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_what_fills_a_missing_cell_is_computed_from_the_training_rows_alone():
    provided()
    data = data_of(AGE, columns=["age"])
    there = [age for age in AGES if age is not None]
    usual = data.table.usual[0]
    known = set(np.round(data.table.scale.back(data.train.inputs.astype(float)), 4).ravel())
    assert usual == pytest.approx(np.mean([age for age in there if age in known and age != usual]))
    assert len(data.train) + len(data.test) == 8


def test_each_word_has_an_input_and_rare_ones_share_one():
    provided(ages=TARGET)
    encoding = {"column": "kind", "words": ["dog", "cat"], "other": True}
    data = data_of(encoding, columns=["kind"])
    assert data.left_out == 1
    rows = whole(data)
    assert sorted(rows.sum(axis=1).tolist()) == [1] * 7
    assert rows.sum(axis=0).tolist() == [2, 3, 2]


def test_missing_is_an_input_of_its_own():
    provided()
    document_ = document({**AGE, "missing": "value"}, {**ONE_HOT, "missing": "value"})
    labels = ("age", "age missing", *(f"kind = {word}" for word in WORDS), "kind missing")
    assert document_.data.inputs == labels
    data = TrainingSession(document_).training.data
    assert data.left_out == 0
    rows = whole(data)
    assert (rows[:, 1].sum(), rows[:, 6].sum(), rows[:, 2:].sum()) == (2, 1, 8)


def test_ordered_words_count_in_their_order():
    provided(kinds=[0, 1, 2, 3] * 2, ages=TARGET)
    data = data_of({"column": "kind", "words": ["owl", "cat", "emu", "dog"], "ordered": True})
    expected = {0: 1, 1: 3, 2: 2, 3: 0}
    rows = whole(data)
    assert {tuple(row) for row in rows} == {(age, expected[int(age - 1) % 4]) for age in TARGET}


def test_words_without_an_encoding_count_by_their_names_as_in_older_documents():
    provided(kinds=[0, 1, 2, 3] * 2, ages=TARGET)
    rows = whole(data_of())
    assert {tuple(row) for row in rows} == {(age, int(age - 1) % 4) for age in TARGET}


def test_document_without_encodings_is_the_one_it_was():
    plain = document()
    assert "encodings" not in plain.model_dump(mode="json")["data"]
    assert content_id(plain.model_dump(mode="json")) == content_id(
        {**plain.model_dump(mode="json"), "data": plain.data.model_dump(mode="json")}
    )
    kept = document(AGE).model_dump(mode="json")["data"]["encodings"]
    assert kept[0]["missing"] == "typical"


def test_network_has_as_many_inputs_as_the_document_says():
    provided()
    run = TrainingSession(document(AGE, ONE_HOT))
    topology = run.training.screen.topology()
    assert topology["inputs"] == ["c.0", "c.1", "c.2", "c.3", "c.4"]
    assert topology["labels"][:2] == ["age", "kind = cat"]
    assert run.training.model.layers[0].kernel.shape[0] == 5
    assert execute(step(run), {"type": "status"})["epoch"] == 1


def test_rows_without_a_target_are_always_left_out():
    provided(target=[1.0, None, 3, 4, 5, 6, 7, 8])
    assert data_of(AGE, ONE_HOT).left_out == 1


@pytest.mark.parametrize(
    ("encodings", "path"),
    [
        ([{"column": "y"}], "data.encodings.0.column"),
        ([AGE, AGE], "data.encodings.1.column"),
        ([{**ONE_HOT, "words": ["cat", "cat"]}], "data.encodings.0.words"),
        ([{**ONE_HOT, "words": ["cat"], "ordered": True}], "data.encodings.0.words"),
        ([{**AGE, "other": True}], "data.encodings.0.other"),
        ([{**AGE, "missing": "guess"}], "data.encodings.0.missing"),
        ([{**ONE_HOT, "words": [f"w{at}" for at in range(33)]}], "data.encodings.0.words"),
    ],
)
def test_encoding_that_contradicts_itself_is_refused_with_its_path(encodings, path):
    with pytest.raises(ValidationError) as wrong:
        document(*encodings)
    assert field_errors(wrong.value)[0]["path"] == path


def test_too_many_inputs_in_all_are_refused():
    words = [f"w{at}" for at in range(32)]
    several = [{"column": name, "words": words} for name in ("a", "b", "c")]
    with pytest.raises(ValidationError, match="at most 64 inputs in all"):
        document(*several, columns=["a", "b", "c"])


def test_words_of_a_column_of_numbers_are_refused_with_the_place():
    provided()
    with pytest.raises(AppError, match="words must be none: the cells"):
        TrainingSession(document({"column": "age", "words": ["cat"]}))


def test_plane_is_spanned_by_columns_with_one_input():
    with pytest.raises(ValidationError, match="with one input each"):
        document(ONE_HOT, plane=["age", "kind"])
    provided()
    plane = data_of(AGE, {**ONE_HOT, "ordered": True}, plane=["kind", "age"]).plane
    assert (np.flatnonzero(plane.across).tolist(), np.flatnonzero(plane.up).tolist()) == ([1], [0])


def test_error_of_a_regression_is_in_the_targets_own_units():
    provided(kinds=[0, 1, 2, 3] * 2, ages=TARGET, target=[1000.0 * value for value in TARGET])
    run = step(TrainingSession(document()), count=3)
    metrics, data = execute(run, {"type": "status"})["metrics"], run.training.data
    for name, part in {"rmse": data.train, "test_rmse": data.test}.items():
        outputs = run.training.model.predict(part.inputs).astype(float)
        expected = root_mean_squared_error(
            data.target.back(part.targets.astype(float)), data.target.back(outputs)
        )
        assert metrics[name] == pytest.approx(expected, rel=1e-5)
    assert metrics["test_rmse"] > 100


@pytest.mark.parametrize("form", ["keras", "numpy"])
def test_program_has_what_its_inputs_and_targets_were_scaled_by(form):
    provided()
    run = TrainingSession(document(AGE, ONE_HOT))
    text = bytes(finish(exports.export(run.training, form))).decode()
    found = {}
    for line in ast.parse(text).body:
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) in ("means", "deviations"):
            found[ast.unparse(line.targets[0])] = ast.literal_eval(line.value)
    rows = run.training.data.train.inputs * found["deviations"] + found["means"]
    assert set(np.round(rows[:, 1:].sum(axis=1), 4)) == {1}
    known = [*(age for age in AGES if age), run.training.data.table.usual[0]]
    assert all(min(abs(np.array(known) - age)) < 1e-4 for age in rows[:, 0])
    assert "target_mean, target_deviation = " in text


def test_row_that_is_too_far_for_a_number_is_refused_in_words():
    provided(kinds=[0, 1, 2, 3] * 2, ages=TARGET)
    network = {"hidden": [{"units": 2, "activation": "linear"}]}
    raw = document().model_dump(mode="json") | {"network": network}
    run = TrainingSession(Experiment.model_validate(raw))
    rows = [{"age": age, "kind": "cat"} for age in (3, 1e308)]
    with pytest.raises(AppError, match=r"rows\.1 must be nearer to the table's own"):
        finish(answer_rows(run.training, {"rows": rows}))


def test_number_stands_for_the_word_that_it_is_written_as():
    words = ("0", "1", "2.5")
    (encoding,) = document({"column": "kind", "words": words}).data.encodings
    assert [InputColumn(encoding).cell(given) for given in (0, 1.0, 2.5, "1")] == [0, 1, 2, 1]


def test_columns_of_numbers_that_ship_have_no_words():
    longitude = {"column": "Longitude", "words": ["a", "b"]}
    data = {"source": "builtin", "name": "california_housing", "encodings": [longitude]}
    with pytest.raises(ValidationError, match="without words: the cells are numbers"):
        Experiment.model_validate({"problem": "regression", "data": data})
