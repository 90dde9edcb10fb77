"""A run begins with the lower layers of another one, frozen or not, and with them again."""

import numpy as np
import pytest

from app.documents.image_document import Images
from app.errors import Unprocessable
from app.runs.training.checkpoints import save
from tests.app.client import commanded, serving
from tests.app.images import DATA, SMALL, images, pictured
from tests.app.sessions import execute, put, refusal, restored, saved, step

TWO = {"hidden": [{"units": 16}, {"units": 6}]}
DEEP = {"convolution": [{"filters": 3, "kernel": 3, "pool": 2}], "hidden": [{"units": 5}]}
NORMAL = {**TWO, "batch_normalization": True}
NETWORKS = {"dense": TWO, "convolution": DEEP, "normalized": NORMAL}


def document(network, layers=1, *, frozen=True, **about):
    """Return the document of a run that begins with layers of another one."""
    transfer = {"run": "other", "layers": layers, "frozen": frozen}
    other = {"data": {**DATA, "classes": [5, 6, 7]}, **about}
    return images(network={**network, "transfer": transfer}, **other)


def begun(run, *about, **more):
    """Return the session of a run that begins with layers of this one."""
    raw = document(*about, **more).model_dump(mode="json")
    answer = execute(run, {"type": "transfer", "document": raw})
    return restored(np.asarray(answer["checkpoint"], np.uint8).tobytes(), seq=0)


def weights(run, layers=1):
    """Return the numbers of a run's lower layers, and of the others."""
    every = list(run.training.image_model.lower_weights(layers))
    rest = [weight for weight in run.training.model.weights if weight not in every]
    return tuple(
        np.concatenate([weight.array.ravel() for weight in part]) for part in (every, rest)
    )


@pytest.fixture(scope="module", params=NETWORKS)
def donor(request):
    return request.param, pictured(2, network=NETWORKS[request.param])


@pytest.mark.parametrize("frozen", [True, False])
def test_run_begins_with_the_lower_layers_of_another_and_the_rest_of_its_own_seed(donor, frozen):
    name, other = donor
    run = begun(other, NETWORKS[name], frozen=frozen)
    fresh = pictured(network=NETWORKS[name], data={**DATA, "classes": [5, 6, 7]})
    assert (weights(run)[0] == weights(other)[0]).all()
    assert (weights(run)[1] == weights(fresh)[1]).all()
    assert (run.status, run.epoch) == ("ready", 0)
    assert run.document.network.transfer.epoch == 2


def test_frozen_layers_stay_and_others_learn(donor):
    name, other = donor
    for frozen in True, False:
        run = begun(other, NETWORKS[name], frozen=frozen)
        before, above = weights(run)
        step(run, "epoch", 2)
        assert (weights(run)[0] == before).all() == frozen
        assert not (weights(run)[1] == above).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_lower_layers_of_eight_digits_beat_fresh_ones_on_200_pictures_of_two_others(seed):
    network = {"hidden": [{"units": 64}, {"units": 32}]}
    others = {"name": "digits", "classes": [0, 1, 2, 3, 5, 6, 7, 8], "validation": 100}
    fast = {"optimizer": {"learning_rate": 0.1}, "seed": seed}
    donor = pictured(20, network=network, data=others, training=fast)
    few = {
        "data": {"name": "digits", "classes": [4, 9], "count": 200, "validation": 90},
        "training": {"optimizer": {"learning_rate": 0.01}, "seed": seed},
    }
    fresh = pictured(20, network=network, **few)
    for frozen in True, False:
        kept = step(begun(donor, network, 2, frozen=frozen, **few), "epoch", 20)
        assert validation_loss(kept) < validation_loss(fresh)


def validation_loss(run):
    return run.trainer.history.rows[-1, 2]


def test_reset_begins_with_the_same_layers_again(donor):
    name, other = donor
    run = begun(other, NETWORKS[name], frozen=False)
    begin = run.training.parameters.copy()
    step(run, "epoch", 2)
    after = run.training.parameters.copy()
    execute(run, {"type": "reset"})
    assert (run.training.parameters == begin).all()
    assert (step(run, "epoch", 2).training.parameters == after).all()


def test_run_comes_back_with_its_layers_when_the_other_is_gone():
    other = pictured(2, network=TWO)
    run = begun(other, TWO, frozen=False)
    begin = run.training.parameters.copy()
    blob = save(step(run, "epoch", 2))
    told = saved(run)
    del other, run
    back = restored(blob, seq=0)
    assert saved(back) == told
    execute(back, {"type": "reset"})
    assert (back.training.parameters == begin).all()


def test_layers_are_those_of_the_last_complete_epoch():
    other = pictured(2, network=TWO)
    at_end = weights(other)[0]
    step(other, "batch", 3)
    assert not (weights(other)[0] == at_end).all()
    assert (weights(begun(other, TWO))[0] == at_end).all()


@pytest.mark.parametrize(
    ("network", "layers", "path", "words"),
    [
        ({"hidden": [{"units": 17}]}, 1, "network.hidden.0", "must be as in that run, 16 relu"),
        ({"hidden": [{"units": 16}] * 3}, 3, "network.transfer.layers", "at most 2, as that run"),
        (NORMAL, 1, "network.hidden.0", "16 relu units for pictures of 8 · 8; got 16 normalized"),
        (DEEP, 1, "network.convolution.0", "must be as in that run"),
    ],
)
def test_layers_that_differ_are_refused(network, layers, path, words):
    other, raw = pictured(network=TWO), document(network, layers).model_dump(mode="json")
    refused = refusal(other, type="transfer", document=raw)
    assert (refused.status, refused.errors[0]["path"]) == (422, path)
    assert words in refused.detail


def test_more_layers_than_there_are_below_the_output_are_refused():
    with pytest.raises(ValueError, match="must be at most 2, the layers below the output"):
        document(TWO, 3)


def test_document_alone_does_not_begin_such_a_run():
    raw = {**TWO, "transfer": {"run": "other", "layers": 1}}
    with pytest.raises(Unprocessable, match="must be begun by POST /api/images"):
        pictured(network=raw)
    refused = refusal(pictured(), type="set", path="network", value=raw, reset=True)
    assert refused.errors[0]["path"] == "network.transfer"


def test_setting_of_such_a_run_changes_and_its_layers_stay():
    run = begun(pictured(2, network=TWO), TWO)
    before = weights(run)[0]
    put(run, "training.seed", 9, reset=True)
    assert (weights(run)[0] == before).all()


def test_run_over_http_begins_with_anothers_layers_and_says_which_run_is_none():
    with serving() as client:
        first = client.post("/api/images", json={"images": {**SMALL, "network": TWO}}).json()
        commanded(client, first, type="step", unit="epoch", count=2)
        wish = {**TWO, "transfer": {"run": first["id"], "layers": 2}}
        body = {"images": {**SMALL, "network": wish, "data": {**DATA, "classes": [0, 1]}}}
        made = client.post("/api/images", json=body)
        assert made.status_code == 201, made.text
        second = made.json()
        rows = [
            client.get(f"/api/images/{one['id']}/weights").json()["pictures"]
            for one in (first, second)
        ]
        assert rows[0] == rows[1]
        told = client.get(f"/api/images/{second['id']}").json()["images"]["network"]["transfer"]
        assert (told["run"], told["epoch"], told["frozen"]) == (first["id"], 2, True)
        plain = client.post("/api/runs", json={"experiment": {}}).json()
        for name in plain["id"], "gone":
            body["images"]["network"]["transfer"]["run"] = name
            answer = client.post("/api/images", json=body)
            fault = answer.json()["errors"][0]
            assert (answer.status_code, fault["path"]) == (422, "network.transfer.run")


def test_default_has_no_transfer():
    assert Images().network.transfer is None
