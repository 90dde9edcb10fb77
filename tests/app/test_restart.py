"""A run survives its server, killed or stopped: it waits where it was, equal to the bit."""

import json
import os
import signal
import sqlite3
import urllib.request
from time import monotonic

import pytest
from websockets.sync.client import connect

from app.documents.commands import Experiment
from app.runs.training.training_session import TrainingSession
from tests.app.sessions import execute, restored
from tests.app.test_cli import new_run, served
from tests.patience import LIMIT


def looked_at(address, run):
    with urllib.request.urlopen(f"http://{address}/api/runs/{run['id']}", timeout=LIMIT) as answer:
        return json.load(answer)


def stepped(address, run, count):
    """Train so many epochs, with the run's secret; return what the run says then."""
    hello = {"type": "hello", "token": run["control_token"]}
    with connect(f"ws://{address}/api/runs/{run['id']}/stream", compression=None) as viewer:
        viewer.send(json.dumps(hello))
        viewer.send(json.dumps({"type": "step", "unit": "epoch", "count": count}))
        began = False
        while True:
            message = viewer.recv(LIMIT)
            told = {} if isinstance(message, bytes) else json.loads(message)
            began |= told.get("status") == "running" or told.get("type") == "done"
            if began and told.get("status") == "paused":
                return looked_at(address, run)


def until_written(run):
    """Wait until the run's newest checkpoint is in the database."""
    file = os.environ["PLAYGROUND_DATABASE_URL"].split("///")[1]
    begun = monotonic()
    while monotonic() < begun + LIMIT:
        with sqlite3.connect(file, timeout=LIMIT) as database:
            rows = database.execute("SELECT checkpoint FROM runs WHERE id = ?", [run["id"]])
            for (blob,) in rows:
                if restored(blob, seq=0).epoch == 7:
                    return
    raise TimeoutError


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_run_goes_on_bit_equal_under_the_next_server(how):
    with served() as (process, address):
        run = new_run(address)
        before = stepped(address, run, 7)
        if how == signal.SIGKILL:
            until_written(run)
        process.send_signal(how)
        process.wait(LIMIT)
    with served() as (_, address):
        back = looked_at(address, run)
        after = stepped(address, run, 5)
    assert (back["status"], back["epoch"]) == ("paused", 7)
    assert back["parameters"] == before["parameters"]
    undisturbed = TrainingSession(Experiment())
    execute(undisturbed, {"type": "step", "unit": "epoch", "count": 12})
    while undisturbed.status == "running":
        undisturbed.advance(0.0, 1.0)
    assert after["epoch"] == 12
    assert after["parameters"] == execute(undisturbed, {"type": "describe"})["parameters"]


def test_training_run_stands_still_when_its_server_comes_back():
    with served() as (process, address):
        run = new_run(address)
        with connect(f"ws://{address}{run['stream_url']}", compression=None) as viewer:
            viewer.send(json.dumps({"type": "hello", "token": run["control_token"]}))
            viewer.send('{"type": "start"}')
            while isinstance(viewer.recv(LIMIT), str):
                pass  # until there is a frame
            process.send_signal(signal.SIGTERM)
            process.wait(LIMIT)
    with served() as (_, address):
        assert looked_at(address, run)["status"] == "paused"
