import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine import utils
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


@pytest.fixture
def _global_states():
    """Put the global generators back to where they were."""
    states = random.getstate(), np.random.get_state()
    yield
    random.setstate(states[0])
    np.random.set_state(states[1])


@pytest.mark.usefixtures("_global_states")
@pytest.mark.parametrize("seed", [42, np.int64(42)])
def test_random_seed_is_that_of_python_and_numpy_too(seed):
    utils.set_random_seed(seed)
    assert random.random() == 0.6394267984578837  # what each of them draws after 42
    assert np.random.random_sample() == 0.3745401188473625


def test_random_seed_that_numpy_cannot_take_is_refused():
    with pytest.raises(InvalidValue, match="seed must be at most 4294967295; got 4294967296"):
        utils.set_random_seed(2**32)


def test_negative_seed_is_refused():
    with pytest.raises(InvalidValue, match="seed must be at least 0; got -1"):
        streams(-1, "data")
