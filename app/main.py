"""The application, assembled: the only module that knows all parts."""

import asyncio
import contextlib
import gc
import logging
from collections.abc import AsyncIterator
from functools import cache, partial

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from app.documents.checks import Checks
from app.encoding.messages import to_json
from app.http import problems
from app.http.assets import build_name
from app.http.codings import Codings
from app.http.http_services import share
from app.http.large_answers import LargeAnswers
from app.http.middleware import Heads, SecurityHeaders
from app.http.nul import Addresses
from app.http.openapi import INTRODUCTION, Described
from app.http.templates import STATIC
from app.http.trusted_hosts import Hosts, trusted_names
from app.limits.caps import (
    ASKS,
    ASKS_PER_SECOND,
    COMMANDS,
    COMMANDS_PER_SECOND,
    CREATIONS,
    CREATIONS_PER_SECOND,
    MAX_REPORTS,
    NETWORK_MEGABYTES,
    NETWORK_SHARE,
)
from app.limits.rates import RateLimiter, RateLimiters
from app.limits.unsent_budget import UnsentBudget
from app.routers import catalog as catalog_routes
from app.routers import (
    datasets,
    downloads,
    experiments,
    formulas,
    health,
    image_pages,
    images,
    lenses,
    lesson_pages,
    lessons,
    metrics,
    modules,
    networks,
    pages,
    qr,
    runs,
    stream,
    studies,
    study_pages,
)
from app.runs.runner import Runner
from app.runs.server.local_runner import MIB, LocalRunner, Options
from app.server import heap
from app.services import upkeep
from app.services.catalog_content import VERSION, catalog
from app.services.dataset_service import DatasetService
from app.services.experiment_service import ExperimentService
from app.services.lesson_service import LessonService
from app.services.persistence import RunPersister
from app.services.previews import PreviewService
from app.services.readiness import Readiness
from app.services.run_rules import RunRules
from app.services.run_service import RunService
from app.services.services import Services
from app.settings import HOME, Settings
from app.store.database import Database
from app.store.dataset_store import DatasetStore
from app.store.experiment_store import ExperimentStore
from app.store.lesson_store import LessonStore
from app.store.moderation import Moderation, Rules
from app.store.network_store import Shares
from app.store.run_store import RunStore
from app.tabular.reader import TableReader
from app.telemetry.meter import Load, Meter, sample_lag

COLLECT_SECONDS = 300.0  # between two looks for garbage among all that there is
LOOK_SECONDS = 10.0  # between two looks at how much was unsent
MUCH = 4 * MIB  # of unsent answers and frames, after which memory is given back
GZIP_LEVEL = 5  # 9 takes four times as long for 2 % less
PARTS = (
    *(catalog_routes, formulas, runs, lenses, downloads, studies, images, experiments),
    *(datasets, lessons, stream, qr, health, networks, modules, lesson_pages, study_pages),
    *(image_pages, pages),
)
ROUTERS = [part.router for part in PARTS]  # and `metrics`, where a setting asks for it

log = logging.getLogger("playground")


def create_app(settings: Settings | None = None, runner: Runner | None = None) -> FastAPI:
    """Return the application, which serves once; a given runner replaces that of the settings."""
    settings = settings or Settings()
    services = _services(settings, runner or _runner(settings))
    app = Described(
        title="Neural Playground",
        version=VERSION,
        description=INTRODUCTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # it would lead to whatever host the request names
        lifespan=partial(_lifespan, services),
    )
    share(app, services)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=GZIP_LEVEL)
    app.add_middleware(Codings)
    app.add_middleware(LargeAnswers, budget=services.unsent)
    app.add_middleware(Addresses)
    app.add_middleware(Hosts, names=trusted_names(settings))
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Heads)
    routers = [*ROUTERS, metrics.router] if settings.metrics else ROUTERS
    routes = [route for router in routers for route in router.routes]
    app.router.routes.extend(routes)  # `include_router` would make each a second time
    problems.install(app, routes)
    app.mount("/static", Static(directory=STATIC), name="static")
    return app


def _runner(settings: Settings) -> Runner:
    options = Options(
        workers=settings.slots,
        unwatched_seconds=settings.unwatched_seconds,
        memory_bytes=settings.memory() * MIB,
    )
    if settings.runner == "local":
        return LocalRunner(options)
    from app.runs.cluster.cluster_runner import ClusterRunner  # imported on demand, as Ray is
    from app.runs.cluster.ray_cells import RayCells

    return ClusterRunner(options, RayCells(settings.ray_address))


def _services(settings: Settings, runner: Runner) -> Services:
    """Make all parts of a server, and have them know each other; none is started."""
    meter, checks = _meter(settings), Checks()
    unsent = UnsentBudget(settings.unsent_megabytes * MIB)
    unsent.meter = meter
    database = Database(settings.database(), meter.stored, megabytes=settings.store_megabytes)
    persister = RunPersister(runner, RunStore(database, settings.runs_bytes()))
    rates = _rates()
    rules = Rules(settings.listing == "approval", settings.hide_after, MAX_REPORTS)
    experiments = ExperimentService(
        ExperimentStore(database, rules, _shares(settings)),
        Moderation(database, rules),
        lists=settings.listing != "none",
    )
    datasets = DatasetService(DatasetStore(database), TableReader())
    runs = RunService(runner, RunRules(settings, rates.creations), persister, datasets.columns)
    runs.meter, runs.unsent, runs.checks, runs.build = meter, unsent, checks, _build()
    return Services(
        settings=settings,
        meter=meter,
        checks=checks,
        rates=rates,
        unsent=unsent,
        connections=set(),
        runner=runner,
        database=database,
        persister=persister,
        experiments=experiments,
        datasets=datasets,
        lessons=LessonService(LessonStore(database), experiments, checks),
        runs=runs,
        previews=PreviewService(runner, experiments, runs.provide),
        readiness=Readiness(runs, persister, database.try_out),
        catalog_json=to_json(catalog(settings)),
        build=runs.build,
    )


def _shares(settings: Settings) -> Shares:
    return Shares(settings.store_megabytes * MIB // NETWORK_SHARE, NETWORK_MEGABYTES * MIB)


@cache
def _build() -> str:
    """Return the build name of the pages' files, which stay as they are while the server runs."""
    return build_name(HOME)


def _rates() -> RateLimiters:
    return RateLimiters(
        creations=RateLimiter("makes something", CREATIONS, CREATIONS_PER_SECOND),
        commands=RateLimiter("sends commands", COMMANDS, COMMANDS_PER_SECOND),
        asks=RateLimiter("asks what costs work", ASKS, ASKS_PER_SECOND),
    )


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
async def _lifespan(services: Services, _: FastAPI) -> AsyncIterator[None]:
    runs, meter = services.runs, services.meter
    start_runner, start_database = services.runner.start, services.database.start
    try:
        await asyncio.gather(start_runner(), start_database())
        loops = *upkeep.loops(runs, services.persister), _collect(), _give_back(services.unsent)
        tasks = [asyncio.create_task(loop) for loop in loops]
        meter.look_up(lambda: _load(services))
        if services.settings.metrics:
            tasks.append(asyncio.create_task(sample_lag(meter)))
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)  # so that none holds the store's lock
        await upkeep.write_at_last(runs)
    finally:
        await services.previews.stop()
        await services.runner.stop()
        await services.database.stop()


def _load(services: Services) -> Load:
    """Return the server's present load."""
    stats = services.runner.stats()
    names = "viewers", "workers", "alive", "restarts", "calls", "unsent"
    figures = {name: stats[name] for name in names}
    figures |= {"tasks": len(asyncio.all_tasks()), "connections": len(services.connections)}
    return Load(services.runner.statuses(), sockets=services.runs.seats.taken, **figures)


async def _give_back(unsent: UnsentBudget) -> None:
    """Return freed memory to the machine after large answers, again and again."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
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
