import asyncio
import csv
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.encoding.large_json import NUMBERS, Written, csv_chunks, write_json
from app.encoding.messages import to_json

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
)
LARGE = {"values": [[[0.5] * 100] * 100], "rows": [{}] * 9000, "n": float("nan"), "none": []}


@settings(max_examples=50)
@given(PLAIN)
def test_parts_make_the_same_json(value):
    assert asyncio.run(write_json(value)) == to_json(value)


def test_parts_of_a_large_value_make_the_same_json():
    assert json.loads(asyncio.run(write_json(LARGE))) == json.loads(to_json(LARGE))


def test_what_is_written_already_is_not_written_again():
    told = {"type": "snapshot", "points": Written("[1, 2]"), "viewers": 1}
    assert asyncio.run(write_json(told)) == '{"type":"snapshot","points":[1, 2],"viewers":1}'


def test_array_is_written_as_its_list_and_what_is_no_number_as_null():
    array = np.array([[0.5, np.nan]] * NUMBERS)
    assert json.loads(asyncio.run(write_json({"values": array}))) == {
        "values": [[0.5, None]] * NUMBERS
    }


@pytest.mark.anyio
async def test_others_have_their_turn_while_a_large_answer_is_written():
    writing = asyncio.ensure_future(write_json([[0.5] * 100] * 1000))
    turns = 0
    while not writing.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns >= 100_000 / NUMBERS


def test_table_has_its_names_first_and_nothing_for_none():
    rows = [[epoch, None] for epoch in range(5000)]

    async def whole():
        return "".join([chunk async for chunk in csv_chunks(["epoch", "loss"], rows)])

    header, *told = csv.reader(asyncio.run(whole()).splitlines())
    assert header == ["epoch", "loss"]
    assert (told[0], told[-1], len(told)) == (["0", ""], ["4999", ""], 5000)
