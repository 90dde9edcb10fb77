import json
import math

import numpy as np
import pytest
from safetensors.numpy import load

from app.encoding.messages import (
    FrameContent,
    encode_frame,
    pack_frame_content,
    to_json,
    unpack_frame_content,
)
from app.services import server_messages


def picture(**meta):
    tensors = {
        "boundary": np.arange(243, dtype=np.uint8).reshape(3, 9, 9),
        "parameters": np.linspace(-1, 1, 25, dtype=np.float32),
    }
    history = np.arange(14, dtype=np.float32).reshape(2, 7)
    return FrameContent({"seq": 5, "epochs_per_row": 1, **meta}, tensors, history)


def header(frame):
    return json.loads(frame[8 : 8 + int.from_bytes(frame[:8], "little")])


def test_frame_is_read_by_the_real_safetensors_library():
    made = picture()
    read = load(encode_frame(made))
    assert set(read) == {"boundary", "parameters", "history"}
    np.testing.assert_array_equal(read["boundary"], made.tensors["boundary"])
    np.testing.assert_array_equal(read["parameters"], made.tensors["parameters"])
    np.testing.assert_array_equal(read["history"], made.history)


@pytest.mark.parametrize("title", ["", "a", "ab", "äöü", "1234567"])
def test_header_is_padded_so_that_numbers_lie_at_multiples_of_their_size(title):
    frame = encode_frame(picture(title=title))
    length = int.from_bytes(frame[:8], "little")
    assert length % 8 == 0
    for name, about in header(frame).items():
        if name != "__metadata__" and about["dtype"] == "F32":
            assert about["data_offsets"][0] % 4 == 0


def test_frame_tells_its_meta_as_a_json_text_without_nan():
    frame = encode_frame(picture(loss=math.nan, metrics={"penalty": math.inf}))
    meta = json.loads(header(frame)["__metadata__"]["frame"])
    about = {"epochs_per_row": 1, "history_after": -1}
    assert meta == {"seq": 5, "loss": None, "metrics": {"penalty": None}, **about}


@pytest.mark.parametrize(("seen", "after"), [(-1, -1), (0, 0), (3, 0), (4, 4), (7, 4), (9, 8)])
def test_frame_carries_the_rows_that_a_viewer_lacks_or_that_have_grown(seen, after):
    history = np.array([[0, 1], [4, 2], [8, 3], [9, 4]], np.float32)
    frame = encode_frame(FrameContent({"epochs_per_row": 4}, {}, history), seen)
    assert json.loads(header(frame)["__metadata__"]["frame"])["history_after"] == after
    assert load(frame)["history"].tolist() == history[history[:, 0] > after].tolist()


def test_frame_without_new_epochs_has_an_empty_history():
    assert load(encode_frame(picture(), 7))["history"].shape == (0, 7)


def test_packed_picture_comes_back_whole():
    made = picture(loss=0.25)
    back = unpack_frame_content(pack_frame_content(made))
    assert back.meta == made.meta
    np.testing.assert_array_equal(back.history, made.history)
    for name, tensor in made.tensors.items():
        np.testing.assert_array_equal(back.tensors[name], tensor)
        assert back.tensors[name].dtype == tensor.dtype


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": math.nan, "b": [math.inf, -math.inf, 1.5]}, '{"a":null,"b":[null,null,1.5]}'),
        (np.array([1.0, np.nan]), "[1.0,null]"),
        ({"n": np.float32(0.5), "k": np.int64(3)}, '{"n":0.5,"k":3}'),
        ("\ud800", '"\\ud800"'),
    ],
)
def test_json_has_null_for_what_is_not_finite(value, text):
    assert to_json(value) == text


def test_json_of_anything_else_is_refused():
    with pytest.raises(TypeError, match="only plain data and arrays become JSON; got set"):
        to_json({1})


def test_status_tells_a_reason_and_the_experiment_only_if_there_are():
    state = {"status": "paused", "epoch": 3, "seq": 9, "can_undo": True, "can_redo": False}
    around = {"viewers": 2, "can_control": True, "pinned": "h1.0"}
    told = {"type": "status", **state, **around}
    assert server_messages.status(state | {"generation": 0, "revision": 1}, **around) == told
    more = server_messages.status(
        state | {"reason": "unwatched"}, **around, changed={"experiment": {"a": 1}, "marks": []}
    )
    assert more == told | {"reason": "unwatched", "experiment": {"a": 1}, "marks": []}


def test_answers_echo_the_clients_number():
    answer = {"status": "running", "epoch": 0, "seq": 1, "generation": 0}
    assert server_messages.done("start", answer, 7)["number"] == 7
    assert "number" not in server_messages.done("start", answer)
    assert server_messages.error("conflict", "no", 7) == {
        "type": "error",
        "code": "conflict",
        "detail": "no",
        "number": 7,
    }
