"""The application, assembled: the only module that knows all parts."""

import asyncio
import contextlib
import gc
import logging
from collections.abc import AsyncIterator
from functools import cache, partial

from fastapi import FastAPI
from fastapi.templating import Jinja2Templates
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from app.documents.checks import Checks
from app.encoding.messages import to_json
from app.http import problems
from app.http.assets import build_name, static_imports
from app.http.large_answers import LargeAnswers
from app.http.middleware import Heads, SecurityHeaders
from app.http.nul import Addresses
from app.http.openapi import Described
from app.http.trusted_hosts import Hosts, trusted_names
from app.limits.caps import (
    ASKS,
    ASKS_PER_SECOND,
    COMMANDS,
    COMMANDS_PER_SECOND,
    CREATIONS,
    CREATIONS_PER_SECOND,
    MAX_REPORTS,
)
from app.limits.rates import RateLimiter, RateLimiters
from app.limits.unsent_budget import UnsentBudget
from app.routers import catalog as catalog_routes
from app.routers import datasets, experiments, formulas, health, metrics, pages, qr, runs, stream
from app.runs.runner import Runner
from app.runs.server.local_runner import MIB, LocalRunner, Options
from app.server import heap
from app.services.catalog_content import VERSION, catalog
from app.services.dataset_service import DatasetService
from app.services.experiment_service import ExperimentService
from app.services.persistence import RunPersister
from app.services.previews import PreviewService
from app.services.readiness import Readiness
from app.services.run_rules import RunRules
from app.services.run_service import RunService
from app.settings import HOME, Settings
from app.store.database import Database
from app.store.dataset_store import DatasetStore
from app.store.experiment_store import ExperimentStore
from app.store.moderation import Moderation, Rules
from app.store.run_store import RunStore
from app.tabular.reader import TableReader
from app.telemetry.meter import Load, Meter, sample_lag

STEERED_SECONDS = 0.2  # between two times that steered runs are persisted
WRITE_SECONDS = 2.0  # between two times that runs are persisted: what a power cut may cost
COLLECT_SECONDS = 300.0  # between two looks for garbage among all that there is
SWEEP_SECONDS = 10.0  # between two looks for runs to expire
MUCH = 4 * MIB  # of unsent answers and frames, after which memory is given back
GZIP_LEVEL = 5  # 9 takes four times as long for 2 % less

log = logging.getLogger("playground")


def create_app(settings: Settings | None = None, runner: Runner | None = None) -> FastAPI:
    """Return the application; a given runner replaces the worker processes."""
    settings = settings or Settings()
    app = Described(
        title="Neural Playground",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # it would lead to whatever host the request names
        lifespan=_lifespan,
    )
    app.state.settings, app.state.runner = settings, runner
    app.state.paces = RateLimiters(
        creations=RateLimiter("makes something", CREATIONS, CREATIONS_PER_SECOND),
        commands=RateLimiter("sends commands", COMMANDS, COMMANDS_PER_SECOND),
        asks=RateLimiter("asks what costs work", ASKS, ASKS_PER_SECOND),
    )
    app.state.checks = Checks()
    app.state.version, app.state.static = VERSION, HOME / "static"
    app.state.meter, app.state.routes = _meter(settings), []
    app.state.unsent = UnsentBudget(settings.unsent_megabytes * MIB)
    app.state.unsent.meter = app.state.meter
    app.state.connections = set[object]()  # those of the server that serves it, which brings them
    app.state.templates = templates = Jinja2Templates(HOME / "templates")
    templates.env.globals["imports"] = cache(partial(static_imports, HOME))
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=GZIP_LEVEL)
    app.add_middleware(LargeAnswers, budget=app.state.unsent)
    app.add_middleware(Addresses)
    app.add_middleware(Hosts, names=trusted_names(settings))
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Heads)
    problems.install(app)
    parts = [catalog_routes, formulas, runs, experiments, datasets, stream, qr, health, pages]
    for part in [*parts, metrics] if settings.metrics else parts:
        app.include_router(part.router)
        app.state.routes += part.router.routes
    app.mount("/static", Static(directory=HOME / "static"), name="static")
    return app


def _meter(settings: Settings) -> Meter:
    """Return the meter: the one of Prometheus where settings ask for it."""
    if not settings.metrics:
        return Meter()
    from app.telemetry.prometheus import (
        Metrics,  # imported on demand: its library is slow to import
    )

    return Metrics()


class Static(StaticFiles):
    """Static files, which a browser caches and revalidates before each use."""

    def file_response(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        """Return a file, to be revalidated by its tag."""
        answer = super().file_response(*args, **kwargs)
        answer.headers["Cache-Control"] = "no-cache"
        return answer


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    options = Options(
        workers=settings.workers,
        unwatched_seconds=settings.unwatched_seconds,
        memory_bytes=settings.memory() * MIB,
    )
    runner: Runner = app.state.runner or LocalRunner(options)
    meter: Meter = app.state.meter
    database = Database(settings.database(), meter.stored, megabytes=settings.store_megabytes)
    persister = RunPersister(runner, RunStore(database, settings.runs_bytes()))
    rules = Rules(settings.listing == "approval", settings.hide_after, MAX_REPORTS)
    app.state.experiments = ExperimentService(
        ExperimentStore(database, rules),
        Moderation(database, rules),
        lists=settings.listing != "none",
    )
    app.state.datasets = DatasetService(DatasetStore(database), TableReader())
    app.state.runs = RunService(
        runner, RunRules(settings, app.state.paces.creations), persister, app.state.datasets.columns
    )
    app.state.runs.meter, app.state.runs.unsent = meter, app.state.unsent
    app.state.runs.checks = app.state.checks
    app.state.readiness = Readiness(app.state.runs, persister, database.try_out)
    app.state.previews = PreviewService(runner, app.state.experiments, app.state.runs.provide)
    try:
        await asyncio.gather(runner.start(), database.start(), asyncio.to_thread(_prepare, app))
        tasks = [asyncio.create_task(part(app.state.runs)) for part in (_sweep, _write_down)]
        parts = (_write_steered(persister), _collect(), _give_back(app.state.unsent))
        tasks += [asyncio.create_task(part) for part in parts]
        meter.look_up(lambda: _load(app))
        if settings.metrics:
            tasks.append(asyncio.create_task(sample_lag(meter)))
        yield
        for task in tasks:
            task.cancel()
        await app.state.runs.write_down()
    finally:
        await app.state.previews.stop()
        await runner.stop()
        await database.stop()


def _load(app: FastAPI) -> Load:
    """Return the server's present load."""
    runs: RunService = app.state.runs
    stats = runs.runner.stats()
    names = "viewers", "workers", "alive", "restarts", "calls", "unsent"
    figures = {name: stats[name] for name in names}
    figures |= {"tasks": len(asyncio.all_tasks()), "connections": len(app.state.connections)}
    return Load(runs.runner.statuses(), sockets=runs.seats.taken, **figures)


def _prepare(app: FastAPI) -> None:
    """Make what all visitors need before the first one comes."""
    app.state.catalog_json = to_json(catalog(app.state.settings))
    app.state.runs.build = app.state.build = build_name(HOME)
    app.openapi()


async def _sweep(runs: RunService) -> None:
    """Expire old runs, again and again."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            await runs.forget_old()
        except Exception:
            log.exception("some old runs could not be forgotten; they are tried again")


async def _write_down(runs: RunService) -> None:
    """Persist the runs, again and again."""
    while True:
        await asyncio.sleep(WRITE_SECONDS)
        try:
            await runs.write_down()
        except Exception:
            log.exception("some runs could not be written down; they are tried again")


async def _write_steered(persister: RunPersister) -> None:
    """Persist steered runs soon after each step, but several steps at once."""
    while True:
        try:
            await persister.write_steered()
        except Exception:
            log.exception("some runs could not be written down; they are tried again")
        await asyncio.sleep(STEERED_SECONDS)


async def _give_back(unsent: UnsentBudget) -> None:
    """Return freed memory to the machine after large answers, again and again."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        if unsent.peak() > MUCH:
            await asyncio.to_thread(heap.give_back)


async def _collect() -> None:
    """Collect garbage in cycles, again and again.

    Each stream leaves some kilobytes of it.  A look at all objects of two thousand streams takes a
    quarter of a second, so its time is chosen here and does not depend on how fast streams come.
    """
    while True:
        await asyncio.sleep(COLLECT_SECONDS)
        gc.collect()
