import numpy as np
import pytest

from app.documents.commands import SetBias, View
from app.encoding.messages import encode_frame
from app.runs.network import frames
from app.runs.network.frames import quantise
from app.runs.network.plane import FeaturePlane
from app.runs.worker.rendered_frames import drawing
from tests.app.sessions import execute, parameters, session, shown, step

DOCUMENTS = {
    "classification": {},
    "multiclass": {"problem": "multiclass"},
    "multilabel": {"problem": "multilabel"},
    "regression": {"problem": "regression"},
    "no hidden layer": {"network": {"hidden": []}},
}


def tensors(run, **view):
    return shown(run, View(**view), -1).tensors


def plane(side):
    """Return the points of a map in reading order, as the protocol says."""
    steps = [-6 + 12 * i / (side - 1) for i in range(side)]
    return [[x1, x2] for x2 in reversed(steps) for x1 in steps]


def levels(values, low, high):
    return np.rint((np.clip(values, low, high) - low) / (high - low) * 255)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_boundary_is_the_prediction_for_each_cell(name):
    run = step(session(**DOCUMENTS[name]), "epoch", 3)
    low, high = execute(run, {"type": "describe"})["topology"]["range"]
    outputs = np.array(execute(run, {"type": "predict", "inputs": plane(12)})["outputs"])
    drawn = tensors(run, resolution=12)["boundary"]
    expected = levels(outputs, low, high).T.reshape(-1, 12, 12)
    np.testing.assert_allclose(drawn.astype(float), expected, atol=1)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_small_maps_are_those_of_all_neurons_in_the_topologys_order(name):
    run = step(session(**DOCUMENTS[name]))
    neurons = execute(run, {"type": "describe"})["topology"]["neurons"]
    small = tensors(run, thumbnails=10)["neurons"]
    assert small.shape == (len(neurons), 10, 10)
    for index, neuron in enumerate(neurons):
        alone = tensors(run, resolution=10, neuron=neuron)["boundary"]
        np.testing.assert_array_equal(small[index], alone[0])


def test_first_row_is_the_upper_edge_and_first_column_the_left_one():
    drawn = {name: tensors(session(), neuron=name)["boundary"][0] for name in ("x1", "x2")}
    assert (drawn["x1"][0, 0], drawn["x1"][0, -1]) == (0, 255)
    assert (drawn["x2"][0, 0], drawn["x2"][-1, 0]) == (255, 0)


def test_neuron_that_is_not_there_any_more_is_drawn_as_the_output():
    run = session(network={"hidden": []})
    picture = shown(run, View(neuron="h1.0"), -1)
    assert picture.meta["view"] == {"neuron": "output", "resolution": 100, "thumbnails": 20}
    np.testing.assert_array_equal(picture.tensors["boundary"], tensors(run)["boundary"])


def test_one_output_of_several_may_be_looked_at():
    run = session(problem="multiclass")
    np.testing.assert_array_equal(
        tensors(run, neuron="o.2")["boundary"][0], tensors(run)["boundary"][2]
    )


def test_without_thumbnails_there_are_none():
    assert "neurons" not in tensors(session(), thumbnails=0)


def test_parameters_are_those_of_now():
    run = session()
    execute(run, {"type": "set_bias", "layer": 3, "unit": 0, "value": 0.75})
    assert tensors(run)["parameters"][-1] == 0.75


@pytest.mark.parametrize(("features", "axis"), [(["x1", "sin_x1"], 0), (["x2"], 1)])
def test_line_is_the_output_along_the_only_coordinate_unclipped(features, axis):
    run = session(problem="regression", features=features)
    execute(run, {"type": "set_bias", "layer": 3, "unit": 0, "value": 4})
    points = np.zeros((30, 2))
    points[:, axis] = np.linspace(-6, 6, 30)
    outputs = execute(run, {"type": "predict", "inputs": points.tolist()})["outputs"]
    line = tensors(run, resolution=30, neuron="h1.0")["line"]
    np.testing.assert_allclose(line, np.array(outputs).T, atol=1e-5)
    assert line.max() > 1


def test_features_of_both_coordinates_have_no_line():
    assert "line" not in tensors(session())


def test_values_are_spread_over_the_bytes_and_clipped_beyond():
    values = np.array([[-9, -1, 0, 0.5, 1, 9]], np.float32)
    assert quantise(values, (-1, 1)).tolist() == [[0, 0, 128, 191, 255, 255]]
    assert quantise(values, (0, 1)).tolist() == [[0, 0, 0, 128, 255, 255]]


def test_what_is_no_number_is_drawn_as_the_middle():
    values = np.array([[np.nan, np.inf, -np.inf, 3e38]], np.float32)
    assert quantise(values, (-1, 1)).tolist() == [[128, 255, 0, 255]]


def test_network_that_overflows_is_drawn_all_the_same():
    layers = [{"units": 4, "activation": "relu"}] * 8
    run = session(problem="regression", network={"hidden": layers})
    run.training.model.parameters[:] = 1e30
    run.trainer.edit(SetBias.model_construct(layer=1, unit=0, value=1e30))
    picture = shown(run, View(), -1)
    assert picture.meta["loss"] > 1e38 or not np.isfinite(picture.meta["loss"])
    assert encode_frame(picture)


def test_picture_tells_where_the_run_stands():
    run = step(step(session(), "epoch", 2), "sample", 13)
    meta = shown(run, View(), -1).meta
    state = run.state()
    for key in ("seq", "generation", "epoch", "position", "status"):
        assert meta[key] == state[key]
    figures = execute(run, {"type": "status"})
    assert meta["loss"] == figures["metrics"]["loss"]
    assert set(meta["metrics"]) == {"penalty", "accuracy", "test_accuracy"}
    assert np.sum(meta["confusion"]) == 250


def test_history_begins_after_the_epoch_that_the_viewer_has():
    run = step(session(), "epoch", 5)
    assert shown(run, View(), 3).history[:, 0].tolist() == [4, 5]
    assert shown(run, View(), -1).history[:, 0].tolist() == [0, 1, 2, 3, 4, 5]
    assert shown(run, View(), 5).history.shape == (0, 16)


def test_default_frame_is_small():
    picture = shown(step(session()), View(), 0)
    assert len(encode_frame(picture)) <= 16 * 1024


@pytest.mark.parametrize("view", [View(), View(neuron="h1.2", thumbnails=0), View(resolution=30)])
def test_picture_drawn_in_blocks_is_the_one_drawn_at_once(view, monkeypatch):
    run = step(session(features=["x1", "x1_squared"]))
    at_once = shown(run, view, -1).tensors
    monkeypatch.setattr("app.runs.network.passes.BLOCK_COST", 200_000)
    in_blocks = shown(run, view, -1).tensors
    for name, tensor in at_once.items():
        np.testing.assert_allclose(in_blocks[name], tensor, atol=1e-5, err_msg=name)


def result_to(take, work):
    """Yield after each block, and hand in at the end what has come of them."""
    take((yield from work))


def test_drawing_shows_one_state_though_training_goes_on_between_its_blocks(monkeypatch):
    monkeypatch.setattr("app.runs.network.passes.BLOCK_COST", 200_000)
    run, twin, drawn = session(), session(), []
    for _ in result_to(drawn.append, drawing(run, View(), -1)):
        step(run)
    [picture], whole = drawn, shown(twin, View(), -1)
    assert (picture.meta["epoch"], run.epoch > 2) == (0, True)
    np.testing.assert_array_equal(picture.tensors["boundary"], whole.tensors["boundary"])
    assert parameters(run) == parameters(step(twin, "epoch", run.epoch)), "nothing was disturbed"


def drawn_by(grids, monkeypatch, run, side):
    """Draw a run and return how many points its inputs were worked out at."""
    counted = []
    inputs = FeaturePlane.inputs
    with monkeypatch.context() as patch:
        patch.setattr(frames, "GRIDS", grids)
        patch.setattr(FeaturePlane, "inputs", lambda *of: counted.append(len(of[1])) or inputs(*of))
        tensors(run, resolution=side, thumbnails=0)
    return sum(counted)


def test_inputs_of_a_grid_are_worked_out_once(monkeypatch):
    grids, run = frames.Grids(), session(features=["x1", "x1^3+x2^3"])
    assert [drawn_by(grids, monkeypatch, run, 50) for _ in range(2)] == [2500, 0]


def test_grids_that_are_kept_are_bounded(monkeypatch):
    monkeypatch.setattr(frames, "GRID_BYTES", 100_000)
    grids, run = frames.Grids(), session()
    for side in range(50, 60):
        drawn_by(grids, monkeypatch, run, side)  # 20 kB and more
    assert drawn_by(grids, monkeypatch, run, 59) == 0
    assert drawn_by(grids, monkeypatch, run, 50) == 2500
