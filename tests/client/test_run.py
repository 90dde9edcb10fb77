"""What a program does with a run: steer it, ask it, hand it on."""

import httpx
import numpy as np
import pytest
from safetensors.numpy import load

from playground import Conflict, Invalid, NotFound, Refused, TimedOut, plane

RATE = "training.optimizer.learning_rate"
PNG = b"\x89PNG"


def test_step_goes_so_many_epochs(run):
    assert run.step(epochs=3).status().epoch == 3


def test_long_step_is_waited_for(server):
    run = server.create({"data": {"samples": 5000}, "training": {"batch_size": 1}})
    assert run.step(epochs=40).status().epoch == 40
    run.delete()


def test_longer_step_than_one_cares_to_wait_for_goes_on(run):
    with pytest.raises(TimedOut, match="not come in time"):
        run.step(epochs=1000, timeout=0)
    assert run.wait(status="paused").epoch == 1000


def test_change_is_undone_and_redone_with_what_was_trained_since(run):
    run.step(epochs=4).set(RATE, 0.5).step(epochs=2)
    assert run.undo().status().epoch == 4
    assert run.redo().status().epoch == 6
    with pytest.raises(Conflict, match="nothing to redo"):
        run.redo()


def test_one_goes_back_and_forth_between_epochs(run):
    at_3 = run.step(epochs=3).status().parameters
    at_5 = run.step(epochs=2).status().parameters
    np.testing.assert_array_equal(run.seek(3).status().parameters, at_3)
    np.testing.assert_array_equal(run.seek(5).status().parameters, at_5)


def test_fork_goes_its_own_way(run):
    branch = run.step(epochs=5).fork(2)
    assert (branch.status().epoch, run.status().epoch) == (2, 5)
    assert branch.step(epochs=1).status().epoch == 3
    branch.delete()


def test_run_is_taken_away_in_any_form(run):
    weights = load(run.step(epochs=2).file())
    np.testing.assert_array_equal(weights["h1/bias"], run.status().parameters[8:12].astype("f4"))
    assert "import keras" in run.file("keras").decode()
    with pytest.raises(Invalid):
        run.file("pickle")


def test_step_goes_by_batches_too(run):
    run.step("batch", 25)  # of ten out of 250
    assert run.status().epoch == 1
    assert run.status().status == "paused"


def test_step_in_two_ways_at_once_is_refused(run):
    with pytest.raises(ValueError, match="epochs, or unit and count; got batch, 5"):
        run.step("batch", 5, epochs=1)


def test_step_of_no_unit_is_refused(run):
    with pytest.raises(Invalid, match="fortnight"):
        run.step("fortnight")


def test_run_starts_and_pauses(run):
    assert run.start().status().status == "running"
    assert run.pause().status().status == "paused"


def test_reset_replays_the_same_start(run):
    first = run.status().parameters
    assert run.step().status().parameters.tolist() != first.tolist()
    assert run.reset().status().parameters.tolist() == first.tolist()
    assert run.status().epoch == 0


def test_learning_rate_changes_while_it_trains(run):
    run.start().set(RATE, np.float32(0.5))
    assert run.status().experiment["training"]["optimizer"]["learning_rate"] == 0.5


def test_what_needs_a_reset_says_so_and_obeys_when_allowed(run):
    with pytest.raises(Conflict) as refused:
        run.set("data.noise", 0.2)
    assert refused.value.code == "needs_reset"
    run.set("data.noise", 0.2, reset=True)
    assert run.status().experiment["data"]["noise"] == 0.2


def test_document_is_replaced(run):
    assert run.load({"data": {"name": "xor"}}).status().experiment["data"]["name"] == "xor"


def test_kept_weights_go_on_from_the_same_epoch(run):
    run.step(epochs=2)
    before = run.status().parameters
    run.load({"title": "the same network"}, weights="kept")
    assert run.status().epoch == 2
    np.testing.assert_array_equal(run.status().parameters, before)


def test_weight_and_bias_are_set_by_hand(run):
    run.set_weight(1, 0, 3, 0.5).set_bias(2, 1, -0.25)
    _, frame = run.look()
    assert frame.weights["h1"][0][0, 3] == 0.5
    assert frame.weights["h2"][1][1] == -0.25


def test_weight_that_is_none_is_refused(run):
    with pytest.raises(Invalid, match="layer"):
        run.set_weight(9, 0, 0, 0.5)


def test_run_that_is_kept_needs_no_viewer(run):
    assert run.keep().start().status().viewers == 0


def test_history_is_a_column_under_each_name(run):
    history = run.step(epochs=4).history()
    assert history["epoch"].tolist() == [0, 1, 2, 3, 4]
    assert history["loss"][-1] == run.status().metrics["loss"]


def test_prediction_has_outputs_and_labels(run):
    outputs, labels = run.predict(np.array([[1.0, 2.0], [-3.0, 0.5], [0.0, 0.0]]))
    assert outputs.shape == (3, 1)
    assert labels.tolist() == [1 if output >= 0 else -1 for output in outputs[:, 0]]


def test_run_of_a_table_answers_in_its_own_terms(server):
    document = {"problem": "multiclass", "data": {"source": "builtin", "name": "iris"}}
    run = server.create(document).step(epochs=60)
    names = ["sepal length", "sepal width", "petal length", "petal width"]
    rows = [[5.1, 3.5, 1.4, 0.2], [7.0, 3.2, 6.0, 2.2]]
    answers = run.ask([dict(zip(names, row, strict=True)) for row in rows])
    assert [answer["label"] for answer in answers] == ["setosa", "virginica"]
    assert sum(answers[0]["probabilities"].values()) == pytest.approx(1)
    run.delete()


def test_points_that_are_no_pairs_are_refused(run):
    with pytest.raises(Invalid, match="inputs"):
        run.predict([[1.0, 2.0, 3.0]])


def test_example_is_laid_open_with_its_loss(run):
    told = run.inspect([1.0, 2.0], target=1)
    assert told["loss"] == pytest.approx((told["outputs"][0] - 1) ** 2 / 2)
    assert [layer["name"] for layer in told["layers"]] == ["h1", "h2", "o"]


def test_boundary_is_the_prediction_at_the_cells(run):
    outputs, _ = run.step(epochs=5).predict(plane(20))
    assert np.allclose(run.boundary(20).ravel(), outputs[:, 0], atol=1e-6)


def test_boundary_of_an_unknown_neuron_names_the_known_ones(run):
    with pytest.raises(NotFound, match=r"must be one of output, x1, x2, h1\.0"):
        run.boundary(neuron="h9.0")


def test_picture_is_a_png_and_what_a_notebook_shows(run):
    assert run.picture().startswith(PNG)
    assert run._repr_png_() == run.picture()


def test_link_shows_the_run_and_steer_link_holds_the_secret(run):
    assert httpx.get(run.link).status_code == 200
    assert run.steer_link == f"{run.link}#{run.control_token}"
    assert run.control_token not in repr(run)


def test_watcher_reads_all_and_steers_nothing(server, run):
    watcher = server.watch(run.id)
    assert watcher.status().epoch == 0
    for forbidden in (watcher.start, watcher.delete, lambda: watcher.steer_link):
        with pytest.raises(Refused, match="control token"):
            forbidden()


def test_wrong_token_is_refused_by_the_server(server, run):
    with pytest.raises(Refused, match="not the control token") as refused:
        server.watch(run.id, "wrong").start()
    assert refused.value.status == 403


def test_links_lead_to_the_run(server, run):
    assert server.watch(run.link).control_token is None
    assert server.watch(run.steer_link).step().status().epoch == 1


def test_deleted_run_is_not_found(server):
    run = server.create()
    run.delete()
    with pytest.raises(NotFound, match="no such run"):
        run.status()
    with pytest.raises(NotFound):
        server.watch(run.id)
