"""Frames as bytes become arrays, and nothing else becomes a frame."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from safetensors.numpy import save

from playground.frames import Snapshot, decode_frame, plane, scale

LAYER = {"units": 1, "activation": "tanh", "inputs": 1, "kernel": 0, "bias": 1}
TOLD = {
    "generation": 0,
    "experiment": {},
    "points": {"train": [], "test": []},
    "history": {"columns": ["epoch", "loss"]},
    "topology": {
        "layers": [{"name": "o", **LAYER}],
        "neurons": ["x1", "o.0"],
        "range": [0, 1],
        "line": None,
        "classes": [],
        "news": "of a later server",
    },
}
SNAPSHOT = Snapshot.parse(TOLD)
FACTS = {
    **{"run": "r", "seq": 3, "generation": 0, "epoch": 2, "position": 0, "status": "running"},
    **{"loss": 0.5, "test_loss": None, "metrics": {"penalty": 0.0}, "confusion": None, "t": 1.5},
    "history_after": -1,
    "view": {"neuron": "output", "resolution": 2, "thumbnails": 2},
    "news": "of a later server",
}
BYTES = arrays.arrays(np.uint8, st.tuples(st.integers(1, 3), st.just(4), st.just(4)))


def written(facts=FACTS, **tensors):
    some = {
        "boundary": np.array([[[0, 255], [51, 102]]], np.uint8),
        "neurons": np.full((2, 2, 2), 255, np.uint8),
        "parameters": np.array([0.25, -0.5], np.float32),
        "history": np.empty((0, 2), np.float32),
    }
    return save({**some, **tensors}, {"frame": json.dumps(facts)})


def test_frame_is_read():
    frame = decode_frame(written(), SNAPSHOT)
    assert (frame.run, frame.seq, frame.epoch, frame.status, frame.loss) == (
        *("r", 3, 2, "running"),
        0.5,
    )
    assert frame.boundary == pytest.approx(np.array([[[0, 1], [0.2, 0.4]]]))
    assert frame.weights["o"][0].tolist() == [[0.25]]
    assert frame.weights["o"][1].tolist() == [-0.5]


def test_null_stands_for_what_is_not_finite():
    assert np.isnan(decode_frame(written(), SNAPSHOT).test_loss)


def test_each_map_has_its_own_range():
    facts = {**FACTS, "view": {"neuron": "x1"}}
    frame = decode_frame(written(facts, boundary=np.zeros((1, 2, 2), np.uint8)), SNAPSHOT)
    assert frame.boundary.min() == -1
    assert frame.neurons["x1"].max() == frame.neurons["o.0"].max() == 1


@given(BYTES, st.sampled_from([(-1.0, 1.0), (0.0, 1.0)]))
def test_scaling_keeps_every_byte(levels, span):
    low, high = span
    values = scale(levels, span)
    assert ((values - low) / (high - low) * 255).round().astype(
        np.uint8
    ).tolist() == levels.tolist()


@given(BYTES, arrays.arrays(np.float32, (3, 2)))
def test_tensors_come_through_to_the_bit(levels, rows):
    frame = decode_frame(written(boundary=levels, history=rows), SNAPSHOT)
    assert frame.boundary_bytes.tobytes() == levels.tobytes()
    assert frame.history.tobytes() == rows.tobytes()


@given(st.binary(max_size=300))
def test_other_bytes_are_no_frame(blob):
    with pytest.raises(ValueError, match="not a frame"):
        decode_frame(blob, SNAPSHOT)


@given(st.integers(0, len(written()) - 1))
def test_cut_frame_is_no_frame(length):
    with pytest.raises(ValueError, match="not a frame"):
        decode_frame(written()[:length], SNAPSHOT)


@pytest.mark.parametrize("key", ["seq", "view", "loss"])
def test_frame_without_a_fact_is_none(key):
    facts = {name: value for name, value in FACTS.items() if name != key}
    with pytest.raises(ValueError, match=f"it has no '{key}'"):
        decode_frame(written(facts), SNAPSHOT)


def test_plane_begins_at_the_top_left():
    assert plane(3)[[0, 1, -1]].tolist() == [[-6, 6], [0, 6], [6, -6]]
