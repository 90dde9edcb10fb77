"""A kind of run that is none of the product's: a counter, which learns to be a hundred.

All that the product knows of it is its line in RUN_KINDS.
"""

from typing import Literal

import numpy as np

from app.documents.document import Document, ViewSettings
from app.documents.run_kinds import RUN_KINDS, RunKind
from app.errors import Unprocessable
from app.runs.training.runtime import Runtime
from app.runs.training.training import State
from app.runs.training.training_session import TrainingSession

GOAL, SAMPLES = 100.0, 10


class CounterDocument(Document):
    kind: Literal["counter"] = "counter"
    stride: float = 1.0
    view: ViewSettings = ViewSettings()

    LIVE_PATHS = ("view.speed", "stride", *Document.LIVE_PATHS)

    @property
    def run_kind(self):
        return "counter"

    @property
    def settings(self):
        return self.view

    @property
    def learning(self):
        return self.stride


class CounterMetrics:
    def __init__(self, count):
        self.loss = self.test_loss = abs(GOAL - count)

    def row(self):
        return self.loss, self.test_loss

    def message(self):
        losses = {"loss": self.loss, "test_loss": self.test_loss}
        return {**losses, "metrics": {}, "confusion": None}


class CounterEvaluator:
    columns = "loss", "test_loss"

    def __init__(self, count):
        self._count = count

    def measure(self):
        return CounterMetrics(float(self._count[0]))

    def measuring(self):
        yield
        return self.measure()

    measuring_new = measuring


class CounterScreen:
    def __init__(self, count):
        self._count = count.copy()

    def topology(self):
        return {"numbers": ["count"]}

    def points(self):
        yield
        return {}

    def shown(self, view):
        return {"resolution": view.resolution}

    def drawing(self, view):
        yield
        return {"count": self._count}


class CounterTraining:
    """A sample is a stride; ten of them are an epoch."""

    epoch_arrays, epoch_values, ended = ("count",), ("epoch",), None
    stores_epochs = False

    def __init__(self, document):
        self.document = document
        self.parameters = np.zeros(1, np.float32)
        self.evaluator = CounterEvaluator(self.parameters)
        self.samples, self.batch, self.epoch, self.position = SAMPLES, 1, 0, 0

    @classmethod
    def building(cls, document):
        yield
        return cls(document)

    @property
    def screen(self):
        return CounterScreen(self.parameters)

    def advance(self, unit, count):
        for _ in range(count):
            self.parameters += np.float32(self.document.stride)
            self.position += 1
        if self.position == SAMPLES:
            self.epoch, self.position = self.epoch + 1, 0

    def failure(self):
        return None

    def failure_of_loss(self):
        return {"epoch": self.epoch, "layer": 1, "reason": "lost count", "advice": "smaller steps"}

    def recover(self): ...

    def adopt(self, document):
        self.document = document
        return False

    def edit(self, edit):
        raise Unprocessable("a counter has no weights")

    def snapshot(self):
        values = {"epoch": self.epoch, "position": self.position}
        return State({"count": self.parameters.copy()}, values)

    def restore(self, state):
        self.parameters[:] = state.arrays["count"]
        self.epoch, self.position = state.values["epoch"], state.values["position"]

    def at_epoch(self, state):
        return State(state.arrays, {**state.values, "position": 0})


def count_of(training, _):
    return {"count": float(training.parameters[0])}


COUNTER = Runtime(CounterTraining.building, {"count": count_of})
RUN_KINDS["counter"] = RunKind(CounterDocument, "tests.app.counter:COUNTER")


class CounterSession(TrainingSession):
    """By its import a worker has the line, too."""
