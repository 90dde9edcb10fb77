"""How a program follows a run: frames without gaps, waits that end, cuts that are mended."""

from itertools import islice, pairwise
from time import sleep

import numpy as np
import pytest

from playground import Client, ConnectionFailed, Ended, Invalid, NotFound, TimedOut, plane
from tests.client.relay import Relay

SHORT = {"training": {"stop": {"max_epochs": 30}}, "view": {"speed": 0.5}}
HALF_STEP = 2 / 255 / 2  # of the bytes, for a range of -1…1


@pytest.fixture
def relay(address):
    relay = Relay(address)
    yield relay
    relay.close()


@pytest.fixture
def short(server):
    """A run of 30 epochs, a second long."""
    run = server.create(SHORT)
    yield run
    run.delete()


def test_frames_end_where_the_run_has_finished(short):
    frames = list(short.start().frames(fps=20))
    assert (frames[-1].status, frames[-1].epoch) == ("finished", 30)
    assert len(frames) > 2
    assert all(a.seq < b.seq for a, b in pairwise(frames))


def test_history_of_a_frame_is_the_history_of_the_run_up_to_there(short):
    short.step(epochs=4).start()
    frames = list(short.frames())
    history = np.array(list(short.history().values()), np.float32).T
    assert all(frame.history.tolist() == history[: frame.epoch + 1].tolist() for frame in frames)
    assert frames[-1].history[:, 0].tolist() == list(range(31))


def test_boundary_agrees_with_the_predictions_at_the_cells(run):
    _, frame = run.step(epochs=20).look(resolution=40)
    outputs, _ = run.predict(plane(40))
    assert frame.boundary.shape == (1, 40, 40)
    assert np.abs(frame.boundary.ravel() - outputs[:, 0]).max() <= HALF_STEP + 1e-5


def test_boundary_of_probabilities_is_scaled_to_them(server):
    run = server.create({"problem": "multiclass", "data": {"name": "blobs"}})
    _, frame = run.step(epochs=5).look(resolution=20)
    outputs, labels = run.predict(plane(20))
    assert np.allclose(frame.boundary.reshape(3, -1).T, outputs, atol=1 / 510 + 1e-5)
    assert frame.confusion.sum() == 250
    assert set(labels) <= {0, 1, 2}
    run.delete()


def test_neuron_is_shown_and_its_small_map_agrees(run):
    _, frame = run.look("h1.2", resolution=20, thumbnails=20)
    assert frame.neuron == "h1.2"
    assert frame.boundary[0].tolist() == frame.neurons["h1.2"].tolist()
    assert list(frame.neurons) == list(frame.topology.neurons)


def test_maps_are_left_out_where_they_are_not_wanted(run):
    assert run.look(thumbnails=0)[1].neurons == {}


def test_parameters_are_the_ones_of_the_run(run):
    _, frame = run.look()
    assert np.allclose(frame.parameters, run.status().parameters)
    assert [kernel.shape for kernel, _ in frame.weights.values()] == [(2, 4), (4, 2), (2, 1)]


def test_run_of_one_coordinate_has_a_line(server):
    run = server.create({"problem": "regression", "data": {"name": "sine1d"}, "features": ["x1"]})
    assert run.look(resolution=30)[1].line.shape == (1, 30)
    run.delete()


@pytest.mark.parametrize("neuron", ["h9.0", "nonsense"])
def test_unknown_neuron_is_refused_though_the_server_shows_the_output(run, neuron):
    with pytest.raises(Invalid, match="neuron"):
        run.look(neuron)


def test_view_out_of_range_is_refused_in_the_words_of_the_server(run):
    with pytest.raises(Invalid, match="resolution"):
        run.look(resolution=1000)


def test_frames_may_be_left_at_any_time(run):
    assert len(list(islice(run.start().frames(), 3))) == 3
    assert run.status().status == "running"


def test_frames_go_on_over_a_reset(run):
    run.step(epochs=2)
    frames = run.frames()
    assert next(frames).history[:, 0].tolist() == [0, 1, 2]
    run.reset()
    again = next(frame for frame in frames if frame.generation == 1)
    assert (again.epoch, again.history[:, 0].tolist()) == (0, [0])


def test_frames_end_with_a_deleted_run(server):
    run = server.create()
    frames = run.frames()
    next(frames)
    run.delete()
    assert list(frames) == []


def test_run_that_stands_still_is_not_waited_for_for_ever(run):
    frames = run.frames(timeout=1.0)
    next(frames)
    with pytest.raises(TimedOut, match="the run is ready at epoch 0"):
        next(frames)


def test_wait_ends_with_the_run(short):
    assert short.start().wait().epoch == 30


def test_wait_ends_at_an_epoch(run):
    assert run.start().wait(epoch=10).epoch >= 10


def test_wait_ends_at_a_status(run):
    assert run.step().wait(status="paused").epoch == 1


def test_wait_ends_where_the_caller_says(run):
    first = run.status().metrics["loss"]
    assert run.start().wait(until=lambda frame: frame.loss < first / 2).loss < first / 2


def test_wait_says_what_came_instead(short):
    with pytest.raises(Ended, match="finished at epoch 30, before what was waited for"):
        short.start().wait(epoch=40)


def test_wait_has_an_end_though_frames_go_on_coming(run):
    with pytest.raises(TimedOut, match="the run is running at epoch"):
        run.start().wait(status="finished", timeout=0.5)


def test_wait_has_an_end_though_the_next_frame_is_always_there(run):
    seen = []
    with pytest.raises(TimedOut):
        run.start().wait(until=lambda frame: sleep(0.1) or seen.append(frame), timeout=0.5)
    assert len(seen) <= 6


def test_divergence_is_a_result(server):
    wild = {"name": "sgd", "learning_rate": 10}
    document = {"problem": "regression", "data": {"name": "plane"}, "training": {"optimizer": wild}}
    document["network"] = {"hidden": [{"units": 8, "activation": "linear"}]}
    run = server.create(document, start=True)
    assert run.wait().status == "diverged"
    run.delete()


def test_run_that_is_not_there_has_no_frames(server):
    run = server.create()
    run.delete()
    with pytest.raises(NotFound, match="no such run"):
        next(run.frames())


def test_cut_connection_is_taken_up_without_gap_or_repetition(relay, short):
    with Client(relay.address) as server:
        frames = server.watch(short.id).frames(fps=20)
        seen = [next(frames)]
        short.start()
        seen += [next(frames)]
        relay.cut()
        seen += frames
    assert relay.carried == 3  # one of them for HTTP
    assert all(frame.history[:, 0].tolist() == list(range(frame.epoch + 1)) for frame in seen)
    assert seen[-1].epoch == 30


def test_frame_that_was_seen_does_not_come_again_after_a_cut(relay, run):
    with Client(relay.address) as server:
        frames = server.watch(run.id).frames(timeout=1.0)
        next(frames)
        relay.cut()
        with pytest.raises(TimedOut):  # the run stands still
            next(frames)
    assert relay.carried == 3


def test_server_that_stays_away_is_told(relay, run):
    with Client(relay.address) as server:
        frames = server.watch(run.id).frames()
        next(frames)
        relay.close()
        with pytest.raises(ConnectionFailed, match="no playground answers at ws://127"):
            list(frames)
