import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.errors import InvalidValue
from engine.random import streams
from tests.engine.networks import CIRCLE, LABELS, playground

PROGRAM = """
from tests.engine.networks import CIRCLE, LABELS, playground
model = playground("adam")
model.fit(CIRCLE, LABELS, batch_size=10, epochs=20, verbose=0)
print(model.parameters.tobytes().hex())
"""


def test_another_process_gets_the_same_bits():
    root = Path(__file__).parent.parent.parent
    command = [sys.executable, "-c", PROGRAM]
    found = subprocess.run(
        command, cwd=root, capture_output=True, check=True, timeout=60, text=True
    )
    model = playground("adam")
    model.fit(CIRCLE, LABELS, batch_size=10, epochs=20, verbose=0)
    assert found.stdout.strip() == model.parameters.tobytes().hex()


def test_streams_of_one_seed_are_independent_and_depend_on_their_names_alone():
    weights, shuffles = streams(1, "weights", "shuffles")
    (again,) = streams(1, "shuffles")
    assert shuffles.integers(2**60) == again.integers(2**60)
    assert weights.integers(2**60) != shuffles.integers(2**60)
    assert streams(2, "weights")[0].random() != streams(1, "weights")[0].random()


def test_numpys_global_generator_is_left_alone():
    np.random.seed(5)
    expected = np.random.RandomState(5).random_sample()
    playground().fit(CIRCLE, LABELS)
    assert np.random.random_sample() == expected


def test_negative_seed_is_refused():
    with pytest.raises(InvalidValue, match="seed must be at least 0; got -1"):
        streams(-1, "data")
