"""A network is asked about rows of its table, and answers in the table's own terms."""

import numpy as np
import pytest

from tests.app.client import commanded, created, serving

CHANCE = np.random.default_rng(1)
PETS = "\n".join(
    ["weight (kg),colour,kind,price"]
    + [
        f"{3 + 20 * dog + CHANCE.random():.2f},{CHANCE.choice(['black', 'white'])},"
        f"{'dog' if dog else 'cat'},{100 + 50 * dog + 10 * CHANCE.random():.1f}"
        for dog in map(int, CHANCE.integers(0, 2, 120))
    ]
)
COLOUR = {"column": "colour", "words": ["black", "white"], "other": True, "missing": "value"}


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def trained(client, target, **more):
    table = client.post("/api/datasets", content=PETS, headers={"Content-Type": "text/csv"}).json()
    data = {
        "source": "upload", "dataset_id": table["id"], "target": target,
        "columns": ["weight (kg)", "colour"], "encodings": [COLOUR],
    }  # fmt: skip
    training = {"optimizer": {"name": "adam"}, **more.pop("training", {})}
    run = created(client, {"data": data, "training": training, **more})
    assert commanded(client, run, type="step", unit="epoch", count=100).is_success
    return run


def asked(client, run, *rows):
    return client.post(f"/api/runs/{run['id']}/predict", json={"rows": rows})


CAT = {"weight (kg)": 3.5, "colour": "black"}
DOG = {"weight (kg)": 23.5, "colour": "white"}


def test_class_is_answered_by_its_name_with_probabilities(client):
    run = trained(client, "kind")
    cat, dog = asked(client, run, CAT, DOG).json()["answers"]
    assert (cat["label"], dog["label"]) == ("cat", "dog")
    for one in (cat, dog):
        assert sum(one["probabilities"].values()) == pytest.approx(1)
        assert one["probabilities"][one["label"]] > 0.9


def test_probabilities_of_two_signs_are_the_shares_of_least_squares(client):
    run = trained(client, "kind")
    (cat,) = asked(client, run, CAT).json()["answers"]
    assert cat["probabilities"]["dog"] == pytest.approx((1 + cat["outputs"][0]) / 2)


def test_outputs_that_are_no_probabilities_are_not_called_so(client):
    run = trained(client, "kind", training={"loss": "hinge"})
    (cat,) = asked(client, run, CAT).json()["answers"]
    assert (cat["label"], cat["probabilities"]) == ("cat", None)


def test_number_is_answered_in_the_targets_own_units(client):
    run = trained(client, "price", problem="regression")
    cat, dog = asked(client, run, CAT, DOG).json()["answers"]
    assert cat["value"] == pytest.approx(105, abs=6)
    assert dog["value"] == pytest.approx(155, abs=6)


def test_unknown_words_and_missing_cells_are_taken_where_the_encoding_takes_them(client):
    run = trained(client, "kind")
    answer = asked(client, run, {**CAT, "colour": "pink"}, {"weight (kg)": 3.5})
    assert [one["label"] for one in answer.json()["answers"]] == ["cat", "cat"]


@pytest.mark.parametrize(
    ("row", "path", "words"),
    [
        ({"colour": "black"}, "rows.0.weight (kg)", "must be a value: rows without"),
        ({**CAT, "weight (kg)": "heavy"}, "rows.0.weight (kg)", "must be a number; got 'heavy'"),
        ({**CAT, "size": 3}, "rows.0.size", "must be one of the columns weight (kg), colour"),
    ],
)
def test_cell_that_does_not_fit_is_refused_with_its_path(client, row, path, words):
    refused = asked(client, trained(client, "kind"), row)
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["path"]) == (422, path)
    assert words in error["detail"]


def test_rows_are_no_question_to_a_run_on_points(client):
    refused = asked(client, created(client), CAT)
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "rows")


@pytest.mark.parametrize("body", [{}, {"rows": []}, {"rows": [CAT], "inputs": [[0, 0]]}])
def test_question_is_points_or_rows(client, body):
    run = created(client)
    assert client.post(f"/api/runs/{run['id']}/predict", json=body).status_code == 422


def test_output_without_a_class_takes_no_probability_from_one(client):
    table = client.post(
        "/api/datasets",
        content="x,kind\n" + "1,1\n2,2\n" * 20,
        headers={"Content-Type": "text/csv"},
    ).json()
    data = {
        "source": "upload", "dataset_id": table["id"], "target": "kind", "columns": ["x"],
        "classes": 3,
    }  # fmt: skip
    run = created(client, {"problem": "multiclass", "data": data})
    (answer,) = asked(client, run, {"x": 1.0}).json()["answers"]
    assert list(answer["probabilities"].values()) == pytest.approx(answer["outputs"][:2])
