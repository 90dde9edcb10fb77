"""What each load has to show (the table of goals), and which figures fall short of it."""

from dataclasses import dataclass
from typing import Any

CONNECTIONS = 2525  # the cap, and those who do not know yet that they were dropped for others


@dataclass(frozen=True)
class Gate:
    """A figure and its bound; both signs include the bound."""

    figure: str
    sign: str  # "<=" or ">="
    bound: float

    def holds(self, figures: dict[str, Any]) -> bool:
        """Say whether the figure is there and within the bound; NaN is not."""
        value = figures.get(self.figure, float("nan"))
        return bool(value <= self.bound if self.sign == "<=" else value >= self.bound)

    def __str__(self) -> str:
        return f"{self.figure} {self.sign} {self.bound:g}"


def most(**bounds: float) -> tuple[Gate, ...]:
    """Return gates for figures of which less is better."""
    return tuple(Gate(figure, "<=", bound) for figure, bound in bounds.items())


def least(**bounds: float) -> tuple[Gate, ...]:
    """Return gates for figures of which more is better."""
    return tuple(Gate(figure, ">=", bound) for figure, bound in bounds.items())


def _idle(kind: str, cap: int) -> tuple[Gate, ...]:
    bounds = {"held": cap, "kib_each": 40, "join_max_ms": 200, "not_joined": 0}
    return most(**{f"{kind}_{figure}": bound for figure, bound in bounds.items()})


def _each(attacks: str, sign: str = "<=", **bounds: float) -> tuple[Gate, ...]:
    """Return the same gates for each of some attacks."""
    return tuple(
        Gate(f"{attack}_{figure}", sign, bound)
        for attack in attacks.split()
        for figure, bound in bounds.items()
    )


GATES = {
    "R1": (*least(fps_slowest=9.5), *most(age_p99_ms=100)),
    "R2-40": (*least(fps_slowest=9.5, fairness=0.95), *most(age_p99_ms=150)),
    "R2-100": least(fps_slowest=4, fairness=0.95),
    "R2-300": least(fps_slowest=1, fairness=0.95),
    "store": most(save_p99_ms=250, list_p99_ms=100, seek_p99_ms=50),
    "R3": most(
        server_slope_mb_per_hour=5,
        workers_slope_mb_per_hour=5,
        files_left=0,
        threads_left=0,
        tasks_left=0,
        processes_left=0,
        trouble_count=0,
        tracebacks=0,
    ),
    "R4": (*_idle("dumb", CONNECTIONS), *_idle("hushed", CONNECTIONS), *_idle("viewer", 1450)),
    "R5": most(age_rise_ms=20, memory_rise_mb=20, gone_s=30),
    "R5-largest": most(age_rise_ms=20, memory_rise_mb=100, gone_s=30),
    "R7": most(lost=0, ready_max_s=3, back_max_s=15, lost_seconds=2, orphans=0),
    "R8": most(exit_s=5, untold=0, lost_runs=0, lost_epochs=0),
    "R9": (
        *most(**{f"{trouble}_recovery_s": 2 for trouble in ("locked", "full", "protected")}),
        *most(**{f"{trouble}_undocumented": 0 for trouble in ("locked", "full", "protected")}),
        *least(**{f"{trouble}_fps": 9.5 for trouble in ("locked", "full", "protected")}),
    ),
    "R15": most(ready_max_s=3, server_rss_mb=120, worker_rss_mb=60),
    "seeds": most(times_alone=4),
    "map": most(times_population=0.6, first_picture_s=0.5),
    "lock-step": least(fps=30),
    "searches": (
        *least(beside_fps_slowest=9.5),
        *most(beside_age_p99_ms=150, share_over=0.02),
    ),
    "images": (*least(engine_share=0.85), *most(data_counted_mb=60)),
    "forks": _each("forks stream_forks", made=45, store_mb=60),
    "hoarded-runs": _each(
        "hoard_renamed hoard_nameless hoard_named",
        newcomer_max_s=1,
        newcomer_refused=0,
        ready_refused=0,
    ),
    "unread-answers": _each(
        "sipped_answers deaf_views sipped_views", memory_rise_mb=100, memory_left_mb=20
    ),
    "exports": (*least(fps_slowest=9.5), *most(gap_max_s=0.5)),
    "unauthorised-commands": _each("commands_of_one commands_of_many", ping_p99_ms=20),
    "nested-messages": most(ping_p99_ms=20),
    "slow-previews": most(preview_max_s=20, preview_refused=0),
    "odd-bytes": _each(
        "odd_texts bad_bytes bad_heads", server_errors=0, tracebacks=0, log_lines_a_second=5
    ),
    "class": (
        *least(fps_slowest_window=9),
        *most(pupils_refused=0, streams_closed=0, saves_lost=0, runs_lost=0, runs_moved=0),
        *most(tracebacks=0, memory_rise_mb=100),
    ),
}


def judged(name: str, figures: dict[str, Any]) -> dict[str, Any]:
    """Return a load's figures with its gates and the names of those figures that miss theirs."""
    gates = GATES.get(name, ())
    missed = [gate.figure for gate in gates if not gate.holds(figures)]
    told = {"gates": [str(gate) for gate in gates], "falls_short": missed}
    return {"name": name} | figures | told
