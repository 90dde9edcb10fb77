import math

import pytest

from app.documents.commands import Boundary, Inspect, Predict, View, parse_command
from tests.app.refusing import refusals

COMMANDS = [
    {"type": "start"},
    {"type": "pause", "number": 4},
    {"type": "step", "unit": "sample", "count": 1000},
    {"type": "reset"},
    {"type": "set", "path": "title", "value": "x", "reset": True},
    {"type": "load", "experiment": {"problem": "regression"}},
    {"type": "set_weight", "layer": 1, "from": 0, "to": 3, "value": 0.5},
    {"type": "set_bias", "layer": 1, "unit": 0, "value": -1},
    {"type": "keep", "on": True},
]


@pytest.mark.parametrize("raw", COMMANDS, ids=[raw["type"] for raw in COMMANDS])
def test_command_is_read_and_an_unknown_key_is_not(raw):
    assert parse_command(raw).type == raw["type"]
    assert refusals(parse_command, raw | {"colour": 1}) == [("colour", "is not a known key; got 1")]


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "start",
        {},
        {"type": "fly"},
        {"type": ["start"]},
        {"type": "\ud800"},
        {"type": "step", "unit": "epoch", "count": 1001},
        {"type": "step", "unit": "year"},
        {"type": "set", "path": "a" * 101, "value": 1},
        {"type": "set", "path": "title"},
        {"type": "set_weight", "layer": 1, "from": 0, "to": 0, "value": math.inf},
        {"type": "set_weight", "layer": 1, "from": 0, "to": 0, "value": 1e7},
        {"type": "set_bias", "layer": 0, "unit": 0, "value": 1},
        {"type": "start", "number": 2**63},
    ],
    ids=str,
)
def test_what_is_no_command_is_refused(raw):
    assert refusals(parse_command, raw)


@pytest.mark.parametrize("neuron", ["output", "x1", "sin_x2", "h1.0", "h8.127", "o.9"])
def test_view_names_neurons(neuron):
    assert {View(neuron=neuron): 1}[View(neuron=neuron)] == 1


@pytest.mark.parametrize(
    ("model", "raw"),
    [
        (View, {"neuron": "h1"}),
        (View, {"neuron": "h1.0\n"}),
        (View, {"resolution": 201}),
        (View, {"thumbnails": -1}),
        (View, {"fps": 0}),
        (Boundary, {"resolution": 401}),
        (Predict, {"inputs": []}),
        (Predict, {"inputs": [[1, 2, 3]]}),
        (Predict, {"inputs": [[1, math.nan]]}),
        (Inspect, {"input": [1, 2]}),
        (Inspect, {"input": [1, 2], "target": "1"}),
    ],
    ids=str,
)
def test_question_out_of_range_is_refused(model, raw):
    assert refusals(model.model_validate, raw)
