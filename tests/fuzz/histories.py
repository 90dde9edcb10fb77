"""Random histories of runs, over the real application and in a small model of it side by side.

The model of a run is the learning rate of every epoch that it was trained for, and where it stands.
Whatever came before, two runs of one document with the same rates have the same parameters, to
the bit: after a reset, on a fork, after going back and on, over a line that was cut, and when the
worker was killed: then of the past only what a checkpoint carries can be gone back to.
"""

import os
import signal
from itertools import groupby

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
)

from app.limits.caps import MAX_STEPS
from tests.app.client import bearer, commanded, created
from tests.fuzz.model import USUAL_RATE, Run, batched

SMALL = {"data": {"samples": 60, "name": "xor"}, "training": {"batch_size": 7}}
DOCUMENTS = [
    {},
    SMALL,
    {**SMALL, "features": ["x1", "x2", "x1*x2-1"], "network": {"hidden": []}},
    {"data": {"samples": 40}, "training": {"optimizer": {"name": "adam", "learning_rate": 0.03}}},
]
MOST_LOOKS = 5000  # at a run that still steps
MOST_KILLS = 2  # of a worker in one history: each costs half a second
MOST_RUNS = 3  # at a time: more are looked at more slowly, and no two of them meet
RATE = "training.optimizer.learning_rate"
RATES = st.sampled_from([0.001, USUAL_RATE, 0.1])

NONSENSE = [
    {"type": "set", "path": "data.noise", "value": 0.4},
    *({"type": "step", "unit": "epoch", "count": n} for n in (0, -1, MAX_STEPS + 1, 0.5, "1")),
    {"type": "seek", "epoch": 99_999},
    {"type": "fork", "epoch": 99_999},
    {"type": "set_weight", "layer": 99, "from": 0, "to": 0, "value": 1},
    {"type": "jump"},
]


class Histories(RuleBasedStateMachine):
    """Runs that are made, steered, shared, left and forgotten; `client` is set from outside."""

    client = None
    runs = Bundle("runs")

    def __init__(self):
        super().__init__()
        self.alive: list[Run] = []
        self.known: dict[tuple, list[float]] = {}  # parameters
        self.kills = 0

    def address(self, run, what=""):
        return f"/api/runs/{run.made['id']}{what}"

    def told(self, run, **command):
        """Give a command; return the answer, having looked that it does not contradict itself."""
        answer = self.client.post(
            self.address(run, "/commands"), json=command, headers=bearer(run.made)
        )  # before a long step is done, on a busy machine: `rested` waits for its end
        told = answer.json()
        if answer.status_code == 202:
            assert told["seq"] >= run.seq
            run.seq, run.status = told["seq"], told["status"]
        return answer.status_code, told

    def added(self, run):
        self.alive.append(run)
        return run

    @initialize(target=runs, document=st.sampled_from(range(len(DOCUMENTS))))
    def first(self, document):
        return self.create(document)

    @precondition(lambda self: len(self.alive) < MOST_RUNS)
    @rule(target=runs, document=st.sampled_from(range(len(DOCUMENTS))))
    def another(self, document):
        return self.create(document)

    def create(self, document):
        return self.added(Run(created(self.client, DOCUMENTS[document]), document))

    @rule(run=runs)
    def start(self, run):
        assert self.told(run, type="start")[0] == 202
        assert run.status == "running"

    @rule(run=runs)
    def pause(self, run):
        was = run.status
        status, told = self.told(run, type="pause")
        assert (status, run.status) == (202, "ready" if was == "ready" else "paused")
        if told["position"]:  # on a busy machine a slice may end within an epoch
            assert self.told(run, type="step", unit="epoch")[0] == 202
            told, run.status = self.rested(run), "paused"
        run.trained(told["epoch"])

    @rule(run=runs, count=st.integers(1, 12))
    def step(self, run, count):
        if run.status == "running":
            self.pause(run)
        status, told = self.told(run, type="step", unit="epoch", count=count)
        assert (status, run.status in ("running", "paused")) == (202, True), told
        told = self.rested(run)
        assert (told["epoch"], told["status"]) == (run.epoch + count, "paused")
        run.status = "paused"
        run.trained(told["epoch"])

    def rested(self, run):
        """Return what is told of a run once it rests: a long step is answered before it is done."""
        for _ in range(MOST_LOOKS):
            told = self.client.get(self.address(run)).json()
            if told["status"] != "running":
                break
        return told

    @rule(run=runs, rate=RATES)
    def set_rate(self, run, rate):
        if run.status == "running":
            self.pause(run)  # or nobody could say which epochs had which rate
        assert self.told(run, type="set", path=RATE, value=rate)[0] == 202
        run.rate = rate

    @rule(run=runs, command=st.sampled_from(NONSENSE))
    def say_nonsense(self, run, command):
        status, _ = self.told(run, **command)
        assert status == (409 if command["type"] == "set" else 422)

    @rule(run=runs)
    def reset(self, run):
        status, told = self.told(run, type="reset")
        assert (status, told["epoch"], run.status) == (202, 0, "ready")
        run.rates, run.epoch = [], 0

    @rule(run=runs, share=st.floats(0, 1))
    def seek(self, run, share):
        if run.status == "running":
            self.pause(run)
        epoch = round(share * len(run.rates))
        status, told = self.told(run, type="seek", epoch=epoch)
        assert status == 202, told
        run.epoch = self.gone_to(run, told, epoch)

    def gone_to(self, run, told, epoch):
        """Return the epoch that was gone to: the one that was asked for, if it is not lost."""
        assert told["epoch"] <= epoch if run.sparse else told["epoch"] == epoch
        return told["epoch"]

    @rule(run=runs, share=st.floats(0, 1), count=st.integers(1, 4))
    def seek_and_go_on(self, run, share, count):
        self.seek(run, share)
        self.step(run, count)

    @precondition(lambda self: len(self.alive) < MOST_RUNS)
    @rule(target=runs, run=runs, share=st.floats(0, 1))
    def fork(self, run, share):
        if run.status == "running":
            self.pause(run)
        epoch = round(share * len(run.rates))
        answer = commanded(self.client, run.made, type="fork", epoch=epoch)
        made = answer.json()
        assert answer.status_code == 202, made
        epoch = self.gone_to(run, made, epoch)
        assert made["control_token"] != run.made["control_token"]
        rates = run.rates[:epoch]
        twin = Run(made, run.document, run.rate, rates, epoch, made["status"], sparse=run.sparse)
        return self.added(twin)

    @rule(run=runs)
    def repeat(self, run):
        """Another run, led to the same place without a pause, a reset or a way back."""
        if run.status == "running":
            self.pause(run)
        twin = Run(created(self.client, DOCUMENTS[run.document]), run.document)
        for rate, epochs in groupby(run.rates[: run.epoch]):
            self.set_rate(twin, rate)
            for count in batched(len([*epochs])):
                self.step(twin, count)
        parameters = self.client.get(self.address(twin)).json()["parameters"]
        self.same_as_known(run, parameters)
        self.client.delete(self.address(twin), headers=bearer(twin.made))

    @rule(run=runs)
    def share(self, run):
        document = self.client.get(self.address(run)).json()["experiment"]
        first, again = (
            self.client.post("/api/experiments", json={"experiment": document}) for _ in range(2)
        )
        assert first.status_code in (200, 201)
        assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
        kept = self.client.get(f"/api/experiments/{first.json()['id']}").json()
        assert kept["experiment"] == document

    @rule(run=runs)
    def take_back_control(self, run):
        old = bearer(run.made)
        run.made |= self.client.post(self.address(run, "/control"), headers=old).json()
        body = {"type": "reset"}
        refused = self.client.post(self.address(run, "/commands"), json=body, headers=old)
        assert refused.status_code == 403

    @rule(run=runs, may=st.booleans())
    def reconnect(self, run, may):
        token = {"token": run.made["control_token"]} if may else {}
        with self.client.websocket_connect(run.made["stream_url"]) as socket:
            socket.send_json({"type": "hello", "after": run.seq, **token})
            told = socket.receive_json()
        assert (told["type"], told["run"], told["can_control"]) == ("snapshot", run.made["id"], may)
        assert told["seq"] >= run.seq
        run.seq = told["seq"]
        if run.status != "running":
            assert (told["status"], told["epoch"]) == (run.status, run.epoch)
            self.same_as_known(run, told["parameters"])

    @precondition(lambda self: self.kills < MOST_KILLS and self.alive)
    @rule()
    def kill_the_worker(self):
        self.kills += 1
        for run in self.alive:
            if run.status == "running":
                self.pause(run)  # or what it learnt last is learnt again, and nobody knows how far
        runner = self.client.app.state.services.runs.runner
        (worker,) = runner.pids()
        os.kill(worker, signal.SIGKILL)
        for run in self.alive:
            run.sparse = True
            assert self.found_again(run)["epoch"] == run.epoch

    def found_again(self, run):
        """Return what is told of a run once another worker has it."""
        for _ in range(MOST_LOOKS):
            answer = self.client.get(self.address(run))
            if answer.status_code != 503:
                break
        return answer.json()

    @rule(run=consumes(runs))
    def delete(self, run):
        self.alive.remove(run)
        for expected in (204, 404):
            answer = self.client.delete(self.address(run), headers=bearer(run.made))
            assert answer.status_code == expected, answer.text
        gone = self.client.get(self.address(run))
        assert gone.status_code == 404, gone.text

    def same_as_known(self, run, parameters):
        assert self.known.setdefault(run.key, parameters) == parameters

    @invariant()
    def every_run_is_as_it_should_be(self):
        for run in self.alive:
            told = self.client.get(self.address(run)).json()
            assert told["status"] == run.status
            assert told["experiment"]["training"]["optimizer"]["learning_rate"] == run.rate
            if run.status == "running":
                assert told["epoch"] >= run.epoch
                continue
            assert told["epoch"] == run.epoch
            assert None not in told["metrics"].values()
            self.same_as_known(run, told["parameters"])

    @invariant()
    def every_history_has_each_epoch_once(self):
        for run in self.alive:
            rows = self.client.get(self.address(run, "/history")).json()["rows"]
            epochs = [row[0] for row in rows]
            if run.status == "running":
                assert epochs == sorted(set(epochs))
            else:
                assert epochs == list(range(len(run.rates) + 1))

    def teardown(self):
        for run in self.alive:
            self.client.delete(self.address(run), headers=bearer(run.made))
