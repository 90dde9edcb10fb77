"""For each finding a document that must bring it, and one nearly alike that must not."""

import random
import re
from functools import cache

import pytest

from app.documents.commands import parse_command
from app.documents.experiment import Experiment
from app.runs.blocks import finish
from app.runs.network.diagnosis import CAUSES, SIGNS, _moved, diagnose
from app.runs.training.trainer import Trainer
from app.runs.training.training_session import TrainingSession
from tests.app.client import created, serving

SEEDS = range(1, 11)
LONGEST_GIST = 70  # characters


def layers(count, units, activation="tanh", **network):
    return {"network": {"hidden": [{"units": units, "activation": activation}] * count, **network}}


def learning(rate, **training):
    return {"training": {"optimizer": {"name": "sgd", "learning_rate": rate}, **training}}


def data(name, **about):
    return {"data": {"name": name, **about}}


def scattered(few, points=200):
    """Return points without any order, so few of them of one class."""
    uniform = random.Random(1).uniform
    labels = [1] * few + [-1] * (points - few)
    points = [[uniform(-5, 5), uniform(-5, 5), label] for label in labels]
    return {"data": {"source": "points", "points": points}}


JUMPY = {"batch_size": 1, "loss": "binary_crossentropy"}
SMALL = scattered(30, points=60) | layers(3, 8)
LINE, HOT = layers(0, 1), learning(3)
FAR = data("spiral") | layers(2, 4)

CASES = {  # code: epochs, a document that brings it, one that does not
    "equal_units": (10, layers(2, 4, initializer="zeros"), layers(2, 4, initializer="he_normal")),
    "no_gradient": (10, layers(2, 4, "step"), layers(2, 4, "hard_sigmoid")),
    "dead_units": (30, HOT | layers(2, 4, "relu"), HOT | layers(2, 4, "leaky_relu")),
    "saturated_output": (60, learning(10), learning(1)),
    "vanishing_gradient": (60, layers(6, 4, "sigmoid"), layers(6, 4, "tanh")),
    "rate_too_high": (40, LINE | learning(3, **JUMPY), LINE | learning(0.01, **JUMPY)),
    "overfitting": (300, SMALL | learning(0.1), SMALL | learning(0.001)),
    "unbalanced": (40, scattered(10), scattered(100)),
    "saturated_layer": (30, FAR | {"features": ["x1*100", "x2*100"]}, FAR),
    "rate_too_low": (100, learning(0.0001), learning(0.003)),
    "standstill": (300, LINE, LINE | data("gauss")),
}  # fmt: skip


def trained(document, epochs, seed=1):
    training = {**document.get("training", {}), "seed": seed}
    settings = {**document.get("data", {}), "seed": seed}
    trainer = Trainer(
        Experiment.model_validate(document | {"training": training, "data": settings})
    )
    while trainer.epoch < epochs and not trainer.over:
        trainer.train_batches(10_000)
    return trainer


def codes(trainer):
    return [finding["code"] for finding in finish(diagnose(trainer))["findings"]]


@pytest.mark.parametrize("code", CASES)
def test_finding_comes_where_it_must_over_ten_seeds(code):
    epochs, document, _ = CASES[code]
    assert all(code in codes(trained(document, epochs, seed)) for seed in SEEDS)


@pytest.mark.parametrize("code", CASES)
def test_finding_does_not_come_for_a_document_nearly_alike(code):
    epochs, _, alike = CASES[code]
    assert not any(code in codes(trained(alike, epochs, seed)) for seed in SEEDS)


def test_every_finding_has_a_case():
    assert len(CASES) == len(CAUSES) + len(SIGNS)


@cache
def found(code):
    """Return the finding of a case, as a client gets it."""
    epochs, document, _ = CASES[code]
    findings = finish(diagnose(trained(document, epochs)))["findings"]
    return next(finding for finding in findings if finding["code"] == code)


@pytest.mark.parametrize("code", CASES)
def test_finding_tells_the_figure_that_shows_it(code):
    assert re.search(r"\d", found(code)["text"])


@pytest.mark.parametrize("code", CASES)
def test_gist_of_a_finding_is_a_line_of_a_phone_or_two(code):
    gist = found(code)["gist"]
    assert len(gist) <= LONGEST_GIST < len(found(code)["text"])
    assert gist[0].isupper() or gist[0].isdigit()
    assert gist.endswith(".")


def test_output_that_a_high_rate_has_saturated_is_told_of_after_a_lower_rate_too():
    trainer = trained(learning(10), 60)
    trainer.adopt(trainer.document.with_value("training.optimizer.learning_rate", 0.03))
    while trainer.epoch < 120:
        trainer.train_batches(10_000)
    assert codes(trainer) == ["saturated_output"]


@pytest.mark.parametrize("epochs", [0, 5, 30, 100])
def test_run_that_learns_brings_no_finding(epochs):
    assert not any(codes(trained({}, epochs, seed)) for seed in SEEDS)


@pytest.mark.parametrize("code", CASES)
def test_remedies_are_commands_that_the_run_obeys(code):
    epochs, document, _ = CASES[code]
    for remedy in found(code)["remedies"]:
        for command in remedy["commands"]:
            trainer = trained(document, epochs)
            obey(TrainingSession(trainer.document, trainer=trainer), command)


def obey(session, command):
    before = session.state()
    finish(session.do(parse_command(command)))
    assert session.state() != before


@pytest.mark.parametrize("code", ["equal_units", "dead_units", "saturated_output", "no_gradient",
                                  "vanishing_gradient", "rate_too_low"])  # fmt: skip
def test_first_remedy_lets_the_network_learn(code):
    epochs, document, _ = CASES[code]
    trainer = trained(document, epochs)
    finding = finish(diagnose(trainer))["findings"][0]
    (command,) = finding["remedies"][0]["commands"]
    mended = trained(trainer.document.with_value(command["path"], command["value"]).model_dump(
        mode="json"
    ), 600)  # fmt: skip
    assert mended.metrics.exact().loss < 0.5 * trainer.metrics.exact().loss


def test_linear_layers_that_stand_still_are_told_to_bend():
    flat = layers(3, 4, "linear")
    for seed in SEEDS:
        trainer = trained(flat, 150, seed)
        (finding,) = finish(diagnose(trainer))["findings"]
        assert (finding["code"], "Linear layers" in finding["text"]) == ("standstill", True)
        (command,) = finding["remedies"][0]["commands"]
        bent = trainer.document.with_value(command["path"], command["value"])
        assert {layer.activation for layer in bent.network.hidden} == {"tanh"}
        assert codes(trained(flat | data("gauss"), 150, seed)) == []


def penalized(rate, kind="l2"):
    return {"training": {"regularization": {"kind": kind, "rate": rate}}}


@pytest.mark.parametrize(
    ("rate", "label", "mended"),
    [
        (0.3, "Restart with regularization rate 0.03", 0.03),
        (0.003, "Restart without regularization", "none"),
    ],
)
def test_network_that_its_penalty_holds_is_told_to_lower_it(rate, label, mended):
    trainer = trained(data("xor", samples=60) | layers(2, 3) | penalized(0.3), 500)
    trainer.adopt(trainer.document.with_value("training.regularization.rate", rate))
    (finding,) = finish(diagnose(trainer))["findings"]
    assert (finding["code"], f"rate {rate:g} may keep" in finding["text"]) == ("standstill", True)
    (remedy,) = finding["remedies"]
    assert (remedy["label"], remedy["commands"][0]["value"]) == (label, mended)


def test_advice_against_learning_by_heart_lets_the_spiral_be_learned():
    (command,) = found("overfitting")["remedies"][1]["commands"]
    sines = {"features": ["x1", "x2", "sin_x1", "sin_x2"]}
    spiral = data("spiral", samples=120) | layers(2, 8) | sines
    advised = learning(0.1, regularization=command["value"])
    assert trained(spiral | advised, 400).metrics.exact().loss < 0.1


def test_network_that_learns_by_heart_with_a_penalty_is_offered_the_next_stronger_one():
    overfit = trained(SMALL | learning(0.1), 300)
    value = {"kind": "l2", "rate": 0.003}
    overfit.adopt(overfit.document.with_value("training.regularization", value))
    (finding,) = finish(diagnose(overfit))["findings"]
    assert finding["remedies"][-1]["label"] == "Restart with L2 regularization 0.01"


def test_remedy_that_the_documents_output_does_not_fit_is_not_offered():
    trainer = trained({"network": {"output_activation": "tanh"}} | learning(10), 60)
    (finding,) = finish(diagnose(trainer))["findings"]
    assert finding["code"] == "saturated_output"
    assert not [one for one in finding["remedies"] if "cross-entropy" in one["label"]]


def test_dead_units_are_named_by_their_numbers():
    trainer = trained(layers(1, 3, "relu"), 1)
    topology = trainer.training.topology
    bias = topology.layers[0].bias
    trainer.training.parameters[bias : bias + 3] = [-100, 5, -100]
    assert finish(diagnose(trainer))["layers"][0]["dead"] == [0, 2]


def test_gradient_of_a_layer_is_that_of_the_mean_loss():
    trainer = trained(layers(1, 3), 2)
    training = trainer.training
    part = training.data.train
    seen = training.model.inspect(part.inputs, part.targets).layers[0]
    every = [*seen.kernel_gradient.ravel(), *seen.bias_gradient]
    expected = (sum(g * g for g in every) / len(every)) ** 0.5
    told = finish(diagnose(trainer))["layers"][0]["gradient"]
    assert told == pytest.approx(expected, rel=1e-5)


def test_diagnosis_does_not_change_the_run():
    trainer, twin = trained({}, 3), trained({}, 3)
    finish(diagnose(trainer))
    for each in trainer, twin:
        each.train_batches(10)
    assert (trainer.training.parameters == twin.training.parameters).all()


def test_diagnosis_of_a_past_epoch_knows_nothing_of_later_ones():
    trainer = trained(SMALL | learning(0.1), 300)
    trainer.seek(5)
    assert codes(trainer) == []


def test_move_of_weights_whose_squares_float32_cannot_hold_is_finite():
    trainer = trained(layers(1, 3), 2)
    trainer.training.parameters[...] = 1e25  # all of the norm is new, in two epochs
    assert _moved(trainer) == pytest.approx(1 / 2)


def test_run_that_diverged_has_advice_of_its_own():
    wild = {"problem": "regression"} | layers(2, 8, "linear") | learning(10)
    trainer = trained(wild, 50)
    assert trainer.failure
    assert codes(trainer) == []


def test_diagnosis_is_answered_over_rest():
    with serving() as client:
        run = created(client, layers(2, 4, initializer="zeros"))
        told = client.get(f"/api/runs/{run['id']}/diagnosis").json()
    assert told["epoch"] == 0
    assert [finding["code"] for finding in told["findings"]] == ["equal_units"]
