import json
import subprocess
import sys

import pytest
from safetensors.numpy import load

from app.documents.commands import View
from app.encoding.messages import decode_tensors, encode_tensors
from app.runs.training.checkpoints import save
from tests.app.sessions import (
    SLICE,
    execute,
    parameters,
    put,
    restored,
    saved,
    session,
    shown,
    step,
)

DOCUMENTS = {
    "default": {},
    "adam, l2": {
        "training": {
            "optimizer": {"name": "adam"},
            "regularization": {"kind": "l2", "rate": 0.01},
        }
    },
    "momentum, l1": {
        "training": {
            "optimizer": {"name": "momentum"},
            "regularization": {"kind": "l1", "rate": 0.01},
        }
    },
    "multilabel": {"problem": "multilabel"},
    "rules": {"training": {"stop": {"patience": 2, "restore_best": True}}},
}


def revived(run):
    return restored(save(run), seq=run.seq)


def known(run):
    """Return all that a viewer gets but `seq`, which counts slices of time."""
    return json.dumps(execute(run, {"type": "describe"}) | {"seq": 0})


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("samples", [0, 1, 13])
def test_revived_run_goes_on_to_the_same_bits_from_any_sample(name, samples):
    run = step(session(**DOCUMENTS[name]), "epoch", 2)
    run = step(run, "sample", samples) if samples else run
    twin = revived(run)
    assert known(twin) == known(run)
    for each in (run, twin):
        step(step(each, "batch", 3), "epoch", 6)
    assert known(twin) == known(run)
    assert saved(twin) == saved(run)


def test_revived_run_keeps_what_was_changed_while_it_ran():
    run = step(session(), "epoch", 2)
    put(run, "training.batch_size", 7)
    put(run, "training.optimizer.learning_rate", 0.2)
    execute(run, {"type": "set_bias", "layer": 1, "unit": 0, "value": 1.5})
    execute(run, {"type": "keep", "on": True})
    twin = revived(run)
    assert twin.kept
    assert parameters(step(twin, "epoch", 2)) == parameters(step(run, "epoch", 2))


def test_revived_run_still_knows_its_best_weights():
    run = step(session(training={"stop": {"patience": 3, "restore_best": True}}), "epoch", 20)
    put(run, "training.optimizer.learning_rate", 1e-6)
    execute(run, {"type": "set_bias", "layer": 3, "unit": 0, "value": 5})
    twin = revived(run)
    best = run.trainer.history.rows[:, 2].min()
    for each in (run, twin):
        step(each, "epoch", 10)
        assert each.status == "finished"
        assert execute(each, {"type": "status"})["metrics"]["test_loss"] == best


def test_revived_run_goes_on_running_towards_its_goal():
    run = session(network={"hidden": [{"units": 64}] * 8})
    execute(run, {"type": "step", "unit": "epoch", "count": 20})
    assert run.status == "running"
    twin = revived(run)
    while twin.status == "running":
        twin.advance(0.0, SLICE)
    assert (twin.status, twin.epoch, twin.position) == ("paused", 20, 0)


def test_revived_run_is_still_finished_or_diverged():
    run = step(session(training={"stop": {"max_epochs": 2}}), "epoch", 2)
    assert revived(run).state() == run.state()
    run.trainer.failure = {"epoch": 1, "layer": 1, "reason": "r", "advice": "a"}
    run.status = "diverged"
    assert revived(run).state() == run.state()


def test_generation_and_revision_go_on_and_seq_is_as_told():
    run = session()
    put(run, "data.noise", 0.1, reset=True)
    twin = restored(save(run), seq=1 << 32)
    assert (twin.generation, twin.revision, twin.seq) == (1, 1, 1 << 32)


def test_checkpoint_of_a_small_network_is_small_and_read_by_safetensors():
    blob = save(session())
    assert len(blob) < 3000
    assert load(blob)["stepper.parameters"].shape == (25,)


def test_checkpoint_from_before_rows_had_a_least_and_a_greatest_goes_on_as_it_was():
    run = step(session(), "epoch", 5)
    metadata, tensors = decode_tensors(save(run))
    facts = json.loads(metadata["facts"])
    del facts["epochs_per_row"]
    metrics = {"history": tensors["history"][:, :6].copy()}
    old = encode_tensors({**metadata, "facts": json.dumps(facts)}, {**tensors, **metrics})
    twin = restored(old, seq=run.seq)
    assert saved(step(twin, "epoch", 3)) == saved(step(run, "epoch", 3))


def test_another_process_comes_to_the_same_bits():
    run = step(session(), "epoch", 3)
    code = (
        "import sys; from tests.app.sessions import execute, restored\n"
        "run = restored(sys.stdin.buffer.read(), seq=0)\n"
        "execute(run, {'type': 'step', 'unit': 'batch', 'count': 40})\n"
        "while run.status == 'running': run.advance(0.0, 1.0)\n"
        "sys.stdout.buffer.write(run.training.model.parameters.tobytes())"
    )
    other = subprocess.run(
        [sys.executable, "-c", code], input=save(run), capture_output=True, check=True
    )
    assert other.stdout == step(run, "batch", 40).training.model.parameters.tobytes()


def test_picture_of_a_revived_run_is_the_same_picture():
    run = step(session(), "sample", 25)
    one, other = (shown(each, View(), -1) for each in (run, revived(run)))
    assert one.meta | {"t": 0} == other.meta | {"t": 0}
    assert all((one.tensors[name] == other.tensors[name]).all() for name in one.tensors)
