"""Metrics for Prometheus: counters of events, and gauges that are read when Prometheus asks.

No label is made of what a client sends: statuses, codes of refusals and `read`/`write` alone.
Imported only where the setting asks for it: the library takes some 80 ms to import.
"""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from app.telemetry.meter import Load, Meter

AGES = 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5
LAGS = 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0
TIMES = 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.0


class Metrics(Meter):
    """Counts what is reported, in a registry of its own."""

    media_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._frames = Counter(
            "playground_frames_sent", "Frames sent to viewers", registry=registry
        )
        self._ages = Histogram(
            "playground_frame_age_seconds", "From a state's picture to its frame's sending",
            buckets=AGES, registry=registry,
        )  # fmt: skip
        self._lags = Histogram(
            "playground_loop_lag_seconds", "By how much the event loop was late",
            buckets=LAGS, registry=registry,
        )  # fmt: skip
        self._refusals = Counter(
            "playground_refusals", "What was refused, by reason", ["reason"], registry=registry
        )
        times = Histogram(
            "playground_database_seconds", "How long the database was used",
            ["kind"], buckets=TIMES, registry=registry,
        )  # fmt: skip
        self._times = {kind: times.labels(kind) for kind in ("read", "write")}

    def frame(self, age: float) -> None:
        """Count a frame."""
        self._frames.inc()
        self._ages.observe(age)

    def refused(self, reason: str) -> None:
        """Count a refusal."""
        self._refusals.labels(reason).inc()

    def lagged(self, seconds: float) -> None:
        """Count a sample of the loop's lag."""
        self._lags.observe(seconds)

    def stored(self, kind: str, seconds: float) -> None:
        """Count a use of the database."""
        self._times[kind].observe(seconds)

    def look_up(self, load: Callable[[], Load]) -> None:
        """Look the server's load up whenever the figures are asked for."""
        self._registry.register(_Looked(load))

    def text(self) -> bytes:
        """Return all figures as Prometheus reads them."""
        return generate_latest(self._registry)


class _Looked(Collector):
    """Turns the load into figures."""

    def __init__(self, load: Callable[[], Load]) -> None:
        self._load = load

    def describe(self) -> list[Metric]:
        """Say nothing beforehand: there is no load yet."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield the figures of this moment."""
        load = self._load()
        runs = GaugeMetricFamily("playground_runs", "Runs by status", labels=["status"])
        for status, number in load.runs.items():
            runs.add_metric([status], number)
        yield runs
        for name, (help_text, value) in _gauges(load).items():
            yield GaugeMetricFamily(f"playground_{name}", help_text, value=value)
        restarts = "Workers that were replaced"
        yield CounterMetricFamily("playground_worker_restarts", restarts, value=load.restarts)


def _gauges(load: Load) -> dict[str, tuple[str, int]]:
    return {
        "viewers": ("Viewers of all runs", load.viewers),
        "sockets": ("Streams that are open", load.sockets),
        "connections": ("Connections that are open, streams among them", load.connections),
        "tasks": ("Tasks of the event loop", load.tasks),
        "workers": ("Worker processes that there should be", load.workers),
        "workers_alive": ("Worker processes that there are", load.alive),
        "calls_waiting": ("Calls that wait for a worker", load.calls),
        "worker_unsent_bytes": ("What workers have not read yet", load.unsent),
    }
