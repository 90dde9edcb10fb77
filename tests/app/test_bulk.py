import numpy as np
import pytest

from app.runs.blocks import finish
from app.runs.bulk import LARGE, LONG, Entries, Section, join, split
from app.runs.worker.call_replies import replying

NUMBERS = np.array([0.5, -1.0, 1e300, np.inf, np.nan] * LARGE)


@pytest.mark.parametrize(
    "array",
    [NUMBERS, np.arange(LARGE), np.ones((2, LARGE, 2), np.float32).T],
    ids=["floats", "whole numbers", "the other way round"],
)
def test_large_arrays_go_as_bytes_and_come_back_as_they_were(array):
    small, body, _ = split({"type": "predict", "inputs": array})
    assert small == {"type": "predict"}
    came = join(small, body)
    assert came["type"] == "predict"
    np.testing.assert_array_equal(came["inputs"], array)


@pytest.mark.parametrize(
    "value",
    [[1.0, 2.0] * LARGE, [True] * LARGE, [[1.0], []] * LARGE, "text" * LARGE, None],
    ids=["numbers", "booleans", "ragged", "text", "nothing"],
)
def test_everything_else_stays_as_it_is(value):
    assert split({"inputs": value}) == ({"inputs": value}, b"", {})


def test_small_array_becomes_a_list():
    assert split({"inputs": np.array([1, 2])}) == ({"inputs": [1, 2]}, b"", {})


def answer():
    """Return an answer with large arrays and long lists wherever they may be."""
    layers = [Section(name=f"h{n}", kernel=NUMBERS[n:], bias=np.array([1.0, n])) for n in range(3)]
    points = Section(train=Entries([[n, 1] for n in range(2 * LONG + 1)]), test=Entries([[0, 1]]))
    return {"layers": layers, "points": points, "values": np.arange(2**18)}


def test_large_parts_of_an_answer_come_back_to_their_places():
    small, body, lists = split(answer())
    assert len(str(small)) < 300
    came, sent = join(small, body, lists), answer()
    assert came["points"] == sent["points"]
    for one, other in zip(came["layers"], sent["layers"], strict=True):
        np.testing.assert_array_equal(one["kernel"], other["kernel"])
        assert (one["name"], one["bias"]) == (other["name"], other["bias"].tolist())


class Written(list):
    """A pair that records the messages sent."""

    def send(self, header, body=b""):
        self.append((header, bytes(body)))


def test_large_answer_is_said_in_parts_between_which_there_is_time_for_others():
    pair = Written()
    blocks = 1 + len(list(replying(pair, {"id": 7}, answer())))
    assert blocks == len(pair) > 10
    assert all(header["id"] == 7 for header, _ in pair)
    assert all(len(body) <= 2**18 for _, body in pair)
    assert all(len(header.get("entries", ())) <= LONG for header, _ in pair)
    assert [header["is"] for header, _ in pair] == ["part"] * (blocks - 1) + ["answer"]


def test_small_answer_is_said_at_once():
    pair = Written()
    finish(replying(pair, {"id": 7}, {"status": "ready"}))
    assert pair == [({"is": "answer", "value": {"status": "ready"}, "id": 7}, b"")]
