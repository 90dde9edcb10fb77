"""How long studies take, beside one network alone and beside `engine.population`.

Each is watched all the while, with a picture of every trial that a page would show.  The engine's
population trains the same networks in this process, without pictures, once the server rests.
"""

import asyncio
import tempfile
from dataclasses import dataclass
from statistics import median
from time import monotonic
from typing import Any

import numpy as np

from engine import Input, Sequential, layers, optimizers, regularizers
from engine.population import Population
from tests.benchmarks.networks import BATCH, data, playground
from tests.load.moments import moments
from tests.load.server import Server, serving
from tests.load.store import store_file

WORKERS = 2
FULL = {"speed": "max"}
RATES, PENALTIES = (0.001, 1.0), (0.0001, 0.1)  # of the map: learning rates up, L2 along
LEARNING_RATE, PENALTY = "training.optimizer.learning_rate", "training.regularization.rate"


@dataclass(frozen=True)
class Study:
    """How large the studies are; the figures are those of the goals."""

    seeds: int = 32
    epochs: int = 300  # of the seeds
    side: int = 24  # of the map, in cells
    map_epochs: int = 200
    seconds: float = 10.0  # that the lock step is watched
    fps: int = 30
    alone: int = 5  # networks of which the median time is taken


async def seeds(study: Study | None = None) -> dict[str, Any]:
    """Train one network, then as many seeds of it; return both times and their ratio."""
    study = study or Study()
    with tempfile.TemporaryDirectory() as folder:
        async with serving(WORKERS, store_file(folder)) as server:
            stop = {"stop": {"max_epochs": study.epochs}}
            run = {"experiment": {"training": stop, "view": FULL}}
            ones = [
                (await _trained(server, "/api/runs", run, study.fps)).seconds
                for _ in range(study.alone)
            ]
            vary = {"kind": "seeds", "count": study.seeds}
            body = {"vary": vary, "budget": {"epochs": study.epochs}, "view": FULL}
            all_of_them = await _trained(server, "/api/studies", {"study": body}, study.fps)
    one = median(ones)
    (x, y), model = data(2), playground((2, 4, 2, 1))
    together = Population.of_seeds(model, range(study.seeds), x, y, batch_size=BATCH)
    return {
        "seeds": study.seeds,
        "epochs": study.epochs,
        "alone_s": round(one, 4),
        "study_s": round(all_of_them.seconds, 4),
        "times_alone": round(all_of_them.seconds / one, 2),
        "population_s": round(_taken(together, study.epochs), 4),
    }


async def phase_map(study: Study | None = None) -> dict[str, Any]:
    """Train a map of learning rate × L2; return its time, the first pictures' and the ratio."""
    study = study or Study()
    vary = {
        "kind": "grid",
        "axes": [_axis(PENALTY, PENALTIES, study.side), _axis(LEARNING_RATE, RATES, study.side)],
    }
    base = {"training": {"regularization": {"kind": "l2", "rate": PENALTIES[0]}}}
    body = {"base": base, "vary": vary, "budget": {"epochs": study.map_epochs}, "view": FULL}
    with tempfile.TemporaryDirectory() as folder:
        async with serving(WORKERS, store_file(folder)) as server:
            taken = await _trained(server, "/api/studies", {"study": body}, study.fps)
    together = _map_population(study.side)
    alone = _taken(together, study.map_epochs)
    return {
        "cells": study.side**2,
        "epochs": study.map_epochs,
        "first_frame_s": round(taken.first_frame, 4),
        "first_picture_s": round(taken.first_epoch, 4),
        "study_s": round(taken.seconds, 4),
        "population_s": round(alone, 4),
        "times_population": round(taken.seconds / alone, 2),
    }


async def lock_step(study: Study | None = None) -> dict[str, Any]:
    """Watch eight settings in lock step; return how many frames and epochs a second there are."""
    study = study or Study()
    variants = [{LEARNING_RATE: rate} for rate in np.geomspace(0.003, 0.3, 8).round(4).tolist()]
    body = {"vary": {"kind": "list", "variants": variants}, "budget": {"epochs": 100_000}}
    with tempfile.TemporaryDirectory() as folder:
        async with serving(WORKERS, store_file(folder)) as server:
            made = await _made(server, "/api/studies", {"study": body})
            seen = []
            async for moment in moments(server, made, fps=60):
                if moment.epoch:
                    seen.append(moment)
                if seen and moment.at > seen[0].at + study.seconds:
                    break
    seconds = seen[-1].at - seen[0].at
    return {
        "variants": len(variants),
        "fps": round((len(seen) - 1) / seconds, 2),
        "epochs_per_second": round((seen[-1].epoch - seen[0].epoch) / seconds, 2),
    }


@dataclass(frozen=True)
class Taken:
    """Seconds from the request on: to the first frame, to that of a trained epoch, to the end."""

    first_frame: float
    first_epoch: float
    seconds: float


async def _made(server: Server, path: str, document: dict[str, Any]) -> dict[str, Any]:
    body = {**document, "autostart": True}
    made: dict[str, Any] = await asyncio.to_thread(server.post, path, body)
    return made


async def _trained(server: Server, path: str, document: dict[str, Any], fps: int) -> Taken:
    """Make a run or a study, and watch it to its end."""
    begun = monotonic()
    made = await _made(server, path, document)
    seen = [(moment.at - begun, moment.epoch) async for moment in moments(server, made, fps=fps)]
    return Taken(seen[0][0], next(at for at, epoch in seen if epoch), seen[-1][0])


def _axis(path: str, ends: tuple[float, float], steps: int) -> dict[str, Any]:
    return {"path": path, "from": ends[0], "to": ends[1], "steps": steps, "log": True}


def _map_population(side: int) -> Population:
    """Return the networks of the map as one population."""
    members = [
        _network(rate, penalty)
        for penalty in np.geomspace(*PENALTIES, side).tolist()
        for rate in np.geomspace(*RATES, side).tolist()
    ]
    return Population(members, *data(2), batch_size=BATCH)


def _network(rate: float, penalty: float) -> Sequential:
    start = {"kernel_initializer": "playground", "bias_initializer": "playground"}
    paid = {**start, "kernel_regularizer": regularizers.L2(penalty)}
    dense = [layers.Dense(units, "tanh", **paid) for units in (4, 2, 1)]
    model = Sequential([Input((2,)), *dense], seed=1)
    model.compile(optimizers.SGD(rate), "half_squared_error")
    return model


def _taken(together: Population, epochs: int) -> float:
    """Return how many seconds a population takes for so many epochs."""
    begun = monotonic()
    for _ in range(epochs):
        together.step_epoch()
    return monotonic() - begun
