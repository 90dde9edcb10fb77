"""What an epoch costs is judged before a worker sees a document; nothing in use is refused."""

import pytest
from pydantic import ValidationError

from app.documents.builtin_tables import TABLES
from app.documents.choices import PROBLEMS
from app.documents.cost import epoch_cost
from app.documents.experiment import Experiment
from app.documents.presets import presets
from app.limits.caps import (
    MAX_BATCH,
    MAX_EPOCH_COST,
    MAX_LAYERS,
    MAX_SAMPLES,
)
from tests.app.client import serving

WIDE = [{"units": 128}] * 7  # as many weights as there may be
MANY = {"samples": MAX_SAMPLES, "train_ratio": 0.9}


def document(hidden=(), batch_size=1, **more):
    parts = {"data": MANY, "network": {"hidden": hidden}, "training": {"batch_size": batch_size}}
    return Experiment(**(parts | more))


def cost_of(**more):
    return document(**more).cost


def test_cost_is_of_all_rows_through_all_weights_and_of_each_step():
    assert epoch_cost(1000, 500, 10) == 1000 * 500 + 50 * (1000 * 20 + 300_000)
    assert epoch_cost(1000, 501, 10) - epoch_cost(1000, 500, 10) == 1000 + 320_000


def test_only_the_rows_that_are_trained_on_count():
    points = [[0.1 * n, 0.0, 1 if n % 2 else -1] for n in range(40)]
    data = {"source": "points", "points": points, "train_ratio": 0.5}
    assert Experiment(data=data).data.training_rows == 20
    assert Experiment(data={"samples": 1000, "train_ratio": 0.3}).data.training_rows == 300


def test_document_that_costs_too_much_is_told_what_it_costs_and_what_to_make_smaller():
    with pytest.raises(ValidationError) as refused:
        document(WIDE)
    words = str(refused.value)
    cost = epoch_cost(99585, 4500, 1)
    for part in ("99585 weights", "4500 rows", "4500 steps", f"{MAX_EPOCH_COST}", "batch_size"):
        assert part in words
    assert refused.value.errors()[0]["ctx"]["got"] == str(cost)


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.experiment["title"])
def test_every_preset_is_far_from_the_cap(preset):
    assert preset.document.cost < MAX_EPOCH_COST / 50


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("batch_size", [1, MAX_BATCH])
def test_eight_layers_of_eight_units_may_learn_from_as_many_points_as_there_may_be(
    problem, batch_size
):
    name = PROBLEMS[problem].data
    network = [{"units": 8}] * MAX_LAYERS
    data = MANY | {"name": name}
    assert document(network, batch_size, problem=problem, data=data).cost < MAX_EPOCH_COST


@pytest.mark.parametrize("name", TABLES)
def test_every_table_may_be_learnt_from_by_three_wide_layers(name):
    data = MANY | {"source": "builtin", "name": name}
    problem = TABLES[name].problem
    assert document([{"units": 128}] * 3, 2, problem=problem, data=data).cost < MAX_EPOCH_COST


def test_largest_network_may_learn_from_most_points_in_usual_batches():
    assert cost_of(hidden=WIDE, batch_size=10) < MAX_EPOCH_COST


def test_batch_size_may_not_be_set_so_that_a_run_costs_too_much():
    with pytest.raises(ValidationError, match="cheaper to train"):
        document(WIDE, 10).with_value("training.batch_size", 1)


def test_refusal_is_a_problem_at_every_border():
    dear = {"network": {"hidden": WIDE}, "data": MANY, "training": {"batch_size": 1}}
    with serving() as client:
        for path in ("/api/runs", "/api/experiments"):
            answer = client.post(path, json={"experiment": dear})
            assert answer.status_code == 422
            assert "must be cheaper to train" in answer.json()["errors"][0]["detail"]
