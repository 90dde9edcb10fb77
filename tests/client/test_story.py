"""A teacher's story, as a program: make, save, hand on, restart, go back, branch off, take away."""

import json
import signal
import subprocess
import sys

import numpy as np
import pytest

from playground import Client, Refused
from tests.app.test_cli import served
from tests.patience import LIMIT

EXPERIMENT = {
    "title": "Two clouds and one that went astray",
    "data": {
        "source": "points",
        "points": [[-2, -2, -1], [-3, -1, -1], [-1, -3, -1], [2, 2, 1], [3, 1, 1], [-2, -1, 1]],
    },
    "training": {"batch_size": 2},
}


def printed(program):
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_teachers_story_from_a_program():
    with served() as (process, address), Client(f"http://{address}") as server:
        saved = server.save(EXPERIMENT)
        run = server.create(experiment_id=saved.id)
        at_40 = run.step(epochs=40).status().parameters
        before = run.step(epochs=60).status()
        link, secret = run.link, run.control_token
        process.send_signal(signal.SIGTERM)
        process.wait(LIMIT)
    with served() as (_, again), Client(f"http://{again}") as server:
        guest = server.watch(link.replace(address, again))
        with pytest.raises(Refused):
            guest.start()
        assert (guest.status().epoch, guest.status().status) == (100, "paused")
        np.testing.assert_array_equal(guest.status().parameters, before.parameters)
        run = server.watch(guest.id, secret)
        branch = run.fork(40)
        np.testing.assert_array_equal(branch.status().parameters, at_40)
        np.testing.assert_array_equal(branch.step(epochs=60).status().parameters, before.parameters)
        assert guest.status().epoch == 100
        assert server.experiment(saved.id).experiment["title"] == EXPERIMENT["title"]
        program = branch.file("keras").decode().replace("import keras", "import engine as keras")
        assert len(printed(program)) == 100
