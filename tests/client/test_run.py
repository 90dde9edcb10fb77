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


def test_step_is_worked_out_for_a_point_and_for_a_row(run):
    told = run.backprop([1.0, 2.0], target=1)
    assert told["loss"] == run.inspect([1.0, 2.0], target=1)["loss"]
    told = run.backprop(row=3, of="test")
    assert told["check"]["largest_difference"] < 1e-6


def test_step_that_was_worked_out_is_the_one_that_training_does(server):
    run = server.create({"data": {"samples": 20}, "training": {"batch_size": 1000}})
    told = run.backprop(row=3, batch=True)
    assert told["batch"]["next"]
    new = run.step("batch").status().parameters
    assert told["update"]["new_parameters"] == new.tolist()
    run.delete()


def test_step_of_a_row_that_there_is_not_is_refused(run):
    with pytest.raises(Invalid, match="row must be from 0 to 249; got 300"):
        run.backprop(row=300)


def test_threshold_moves_precision_and_recall(run):
    low, high = (run.threshold(limit) for limit in (-0.5, 0.5))
    assert low["recall"] >= high["recall"]
    assert low["roc"] == high["roc"]


def test_points_that_pull_most_at_a_regression_are_told_first(server, run):
    told = server.create({"problem": "regression"}).residuals(of="test")
    shares = told["gradient_shares"]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1)
    with pytest.raises(Invalid, match="learns classes"):
        run.residuals()


def test_hidden_layer_places_the_points_by_its_answers(server, run):
    told = run.bent_space("h1")
    assert (told["layer"], len(told["points"])) == ("h1", told["of"])
    with pytest.raises(NotFound, match="layer must be one of h1"):
        run.bent_space("h9")
    with pytest.raises(Invalid, match="no hidden layer"):
        server.create({"network": {"hidden": []}}).bent_space()


def test_path_lies_in_its_landscape_and_other_weights_have_another_loss(server):
    run = server.create({"network": {"hidden": [{"units": 2}]}}).step(epochs=4)
    survey, parameters = run.landscape(), run.status().parameters
    assert survey["path"]["epochs"] == [0, 1, 2, 3, 4]
    assert run.what_if(parameters)["loss"] == pytest.approx(survey["loss"])
    assert run.what_if([0.0] * len(parameters))["loss"] != pytest.approx(survey["loss"])
    assert run.landscape((0, 1))["weights"] == [0, 1]
    with pytest.raises(Invalid, match="two different places"):
        run.landscape((1, 1))
    branch = run.fork(2).step(epochs=1)
    assert run.landscape(beside=branch)["beside"]["epochs"] == [0, 1, 2, 3]


def test_paths_of_a_network_have_shares_of_its_output_and_its_gradient(server, run):
    told = server.create({"network": {"wide": ["x1"], "auxiliary": {}}}).paths()
    assert sum(told["output"].values()) == pytest.approx(1)
    assert 0 < told["gradient"]["wide"] < 1
    assert np.shape(told["auxiliary"]) == (250, 1)
    with pytest.raises(Invalid, match="layers in a row"):
        run.paths()


def test_outputs_of_the_points_stand_beside_their_targets(run):
    told = run.step(epochs=5).outputs()["train"]
    assert np.shape(told["targets"]) == np.shape(told["outputs"]) == (250, 1)
    assert told["points"] == 250


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


def test_neuron_is_told_over_the_training_points(run):
    told = run.step(epochs=3).neuron("h1.0")
    assert sum(told["histogram"]["counts"]) == told["points"] == 250
    assert told["dead"] == 0
    assert 0 <= told["saturated"] < 1
    assert len(told["gradient"]["weights"]) == 2
    with pytest.raises(NotFound, match=r"neuron must be one of h1\.0"):
        run.neuron("h9.0")


def test_activation_is_told_along_z(server):
    curve = server.activation("tanh", -1, 1, points=3)
    np.testing.assert_allclose(curve.values, np.tanh(curve.z), atol=1e-15)
    np.testing.assert_allclose(curve.slopes, 1 - np.tanh([-1, 0, 1]) ** 2, atol=1e-15)
    with pytest.raises(NotFound, match="must be one of linear"):
        server.activation("softmax")
