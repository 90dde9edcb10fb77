"""All parts of one server, as one value: what main.py makes, and what routes depend on."""

from dataclasses import dataclass
from typing import Any

from app.documents.checks import Checks
from app.limits.rates import RateLimiters
from app.limits.unsent_budget import UnsentBudget
from app.runs.runner import Runner
from app.services.dataset_service import DatasetService
from app.services.experiment_service import ExperimentService
from app.services.lesson_service import LessonService
from app.services.persistence import RunPersister
from app.services.previews import PreviewService
from app.services.readiness import Readiness
from app.services.run_service import RunService
from app.settings import Settings
from app.store.database import Database
from app.telemetry.meter import Meter


@dataclass(frozen=True)
class Services:
    """The parts of a server; each is made once, and none is replaced while it serves."""

    settings: Settings
    meter: Meter
    checks: Checks
    rates: RateLimiters
    unsent: UnsentBudget
    connections: set[Any]  # to clients: uvicorn's protocols, which adds and removes them
    runner: Runner
    database: Database
    persister: RunPersister
    experiments: ExperimentService
    datasets: DatasetService
    lessons: LessonService
    runs: RunService
    previews: PreviewService
    readiness: Readiness
    catalog_json: str
    build: str  # the name of the pages' files as they are
