"""Every preset does what its title and its description say, over ten seeds."""

from dataclasses import dataclass
from functools import cache
from math import nan

import pytest

from app.documents.presets import presets
from app.runs.blocks import finish
from app.runs.network.diagnosis import diagnose
from tests.app.sessions import execute, session, step
from tests.app.starts import trained

SEEDS = range(1, 11)
LATE = 20  # epochs
NEARLY_ALL = 9  # of ten seeds: a network may find another way
OTHERS = range(11, 21)  # seeds of other points

CHANGING = [preset for preset in presets() if preset.change]
DIAGNOSED = [preset for preset in presets() if preset.finding]
REGULARIZED = [preset for preset in CHANGING if "overfitting" in preset.tags]


def title(preset):
    return preset.experiment["title"]


def named(words):
    (preset,) = (one for one in presets() if words in title(one))
    return preset


def begun(preset, seed, data_seed=None):
    """Return a run of a preset, trained for as long as it says."""
    document = preset.document.with_value("training.seed", seed)
    if data_seed is not None:
        document = document.with_value("data.seed", data_seed)
    return step(session(**document.model_dump(mode="json")), count=preset.epochs)


def findings(run):
    return finish(diagnose(run.trainer))["findings"]


def changed(run, preset):
    """Do what the description says, and train on."""
    if button := preset.change.button:
        remedies = [remedy for finding in findings(run) for remedy in finding["remedies"]]
        commands = next((one["commands"] for one in remedies if one["label"] == button), [])
    for command in commands if button else preset.change.commands:
        execute(run, command)
    return step(run, count=preset.change.epochs)


def figures(run):
    return run.trainer.metrics.exact()


@dataclass(frozen=True)
class Seen:
    """What a run of a preset shows, and what it comes to by the change."""

    loss: float
    test_loss: float
    found: tuple[str, ...] = ()
    swing: float = nan  # the greatest training loss of the last epochs by the least
    changed_loss: float = nan
    changed: float = nan  # test loss


@cache
def ends(words):
    """Return the figures that all starts of a preset come to, the first seed's first."""
    preset = named(words)
    found = trained(preset.document, OTHERS[-1], preset.epochs)
    return [one.evaluator.measure() for one in found]


@cache
def seen(words, seed, data_seed=None):
    preset = named(words)
    if preset.works and not preset.change:  # so nobody asks how it came there
        end = ends(words)[seed - SEEDS[0]]
        return Seen(end.loss, end.test_loss)
    run = begun(preset, seed, data_seed)
    first, found = figures(run), tuple(finding["code"] for finding in findings(run))
    late = [loss for _, loss, *_ in run.trainer.history.until(preset.epochs).rows[-LATE:]]
    if preset.change:
        changed(run, preset)
    last = figures(run)
    return Seen(
        first.loss, first.test_loss, found, max(late) / min(late), last.loss, last.test_loss
    )


def holds(claim, preset):
    """Say whether a claim holds as the preset is, and with nearly all of ten seeds."""
    assert preset.document.training.seed == SEEDS[0]
    held = [claim(seen(title(preset), seed)) for seed in SEEDS]
    return held[0] and sum(held) >= NEARLY_ALL


def each(some=None):
    return pytest.mark.parametrize("preset", some or presets(), ids=title)


def test_there_are_enough_of_both_kinds():
    works = [preset.works for preset in presets()]
    assert len(works) >= 16
    assert min(works.count(True), works.count(False)) >= 8


@each()
def test_preset_works_or_fails_as_it_says(preset):
    assert holds(lambda run: (run.test_loss < preset.bound) == preset.works, preset)
    assert title(preset).startswith("Why it works" if preset.works else "Why it fails")


@each(DIAGNOSED)
def test_page_says_why_a_preset_fails(preset):
    assert holds(lambda run: preset.finding in run.found, preset)


def test_every_preset_that_fails_is_diagnosed_and_says_what_to_change():
    failing = [preset for preset in presets() if not preset.works]
    assert failing == DIAGNOSED == [preset for preset in CHANGING if not preset.works]


@each(CHANGING)
def test_change_that_a_description_tells_turns_the_result_round(preset):
    assert holds(lambda run: (run.changed < preset.change.bound) != preset.works, preset)


@each(REGULARIZED)
def test_regularization_helps_with_other_points_too(preset):
    runs = [seen(title(preset), 1, other) for other in OTHERS]
    assert sum((run.changed < run.test_loss) != preset.works for run in runs) >= NEARLY_ALL


@each()
def test_result_and_change_are_there_in_a_few_seconds(preset):
    epochs = preset.epochs, preset.change.epochs if preset.change else 0
    assert max(epochs) / 60 / preset.document.view.speed <= 5


@each()
def test_preset_says_what_to_look_at_in_a_sentence_or_three(preset):
    look = preset.experiment["description"]
    assert 40 < len(look) < 250
    assert look.endswith(".")


@each(CHANGING)
def test_description_names_the_change(preset):
    assert told(preset.change) in preset.experiment["description"]


def told(change):
    """Return the words by which a description names a change."""
    if change.button:
        return f"“{change.button}”"
    (command,) = change.commands
    match command["path"].rpartition(".")[2], command["value"]:
        case "learning_rate", rate:
            return f"Set the learning rate to {rate:g} while it runs"
        case "regularization", {"kind": "none"}:
            return "Set Regularization to None while it runs"
        case "regularization", {"kind": "l2", "rate": rate}:
            return f"Set Regularization to L2 and its rate to {rate:g} while it runs"
        case "features", [*_, "x1_x2"]:
            return "Add the feature x₁x₂"
    raise AssertionError(command)


def test_high_rate_makes_the_loss_jump_about():
    assert holds(lambda run: run.swing > 3, named("too high"))


def test_low_rate_keeps_the_loss_where_it_is():
    preset = named("too low")
    rate = preset.document.training.optimizer.learning_rate
    assert holds(lambda run: run.swing < 1.01, preset)
    assert f"{0.03 / rate:g} times too short" in preset.experiment["description"]


def test_squares_find_the_circle_from_all_initial_weights():
    preset = named("by squares")
    runs = [seen(title(preset), seed) for seed in (*SEEDS, *OTHERS)]
    assert max(run.test_loss for run in runs) < preset.bound


def test_learning_by_heart_is_a_low_training_loss_and_a_high_test_loss():
    assert holds(lambda run: run.loss < 0.1 < 0.3 < run.test_loss, named("by heart"))


def test_half_of_the_test_loss_is_learned_by_heart():
    assert holds(lambda run: run.changed < 0.55 * run.test_loss, named("by heart"))


def test_test_loss_nearly_doubles_without_the_penalty():
    preset = named("penalty")
    assert holds(lambda run: 1.6 < run.changed / run.test_loss < 2.1, preset)
    assert holds(lambda run: run.changed_loss < 0.02 < 0.15 < run.loss, preset)


def test_dead_neurons_stay_dead_at_a_lower_rate():
    preset = named("dead")
    run = begun(preset, 1)
    dead = finish(diagnose(run.trainer))["layers"]
    execute(run, {"type": "set", "path": "training.optimizer.learning_rate", "value": 0.03})
    later = finish(diagnose(step(run, count=200).trainer))["layers"]
    assert any(layer["dead"] for layer in dead)
    for before, after in zip(dead, later, strict=True):
        assert set(before["dead"]) <= set(after["dead"])


def test_steps_leave_all_weights_but_the_last_layers_as_they_were():
    preset = named("steps")
    run = begun(preset, 1)
    learned = run.training.parameters.copy()
    run.trainer.seek(0)
    moved = learned != run.training.parameters
    last = run.training.topology.layers[-1].kernel
    assert moved[last:].all()
    assert not moved[:last].any()
