"""Answers queries about the trials of a study."""

from typing import Any, cast

from app.encoding.messages import finite
from app.runs.blocks import Work
from app.runs.bulk import Entries
from app.runs.study.ensemble import Ensemble
from app.runs.study.trial_numbers import ROWS, checked_number
from app.runs.study.trial_states import NEVER
from app.runs.study_answers import TrialAnswer, TrialsAnswer, TrialStatus
from app.runs.training.runtime import Answering
from app.runs.wire_messages import CommandData

AROUND = ("trial",), ("loss", "test_loss", "status", "since")  # columns beside the settings


def checked_trial(ensemble: Ensemble, trial: object) -> int:
    """Return a trial's number.  Raises NoSuchTrial."""
    return checked_number(trial, ensemble.document.trials.count)


def trials(ensemble: Ensemble, query: CommandData) -> Work[TrialsAnswer]:
    """Return some trials in rows, as they are at the first block."""
    found = ensemble.document.trials
    first, count = cast(int, query["first"]), cast(int, query["count"])
    records, epoch = ensemble.states.records.copy(), ensemble.epoch
    over = epoch >= ensemble.document.budget.epochs
    rows = Entries()
    for number in range(first, min(first + count, found.count)):
        rows.append([number, *found.values(number), *_figures(records[number], over)])
        if len(rows) % ROWS == 0:
            yield
    before, after = AROUND
    columns = [*before, *ensemble.document.vary.paths, *after]
    return {
        "epoch": epoch,
        "total": found.count,
        "first": first,
        "columns": columns,
        "rows": rows,
    }


def trial(ensemble: Ensemble, query: CommandData) -> TrialAnswer:
    """Return a trial with its document."""
    number = checked_trial(ensemble, query["trial"])
    study = ensemble.document
    over = ensemble.epoch >= study.budget.epochs
    loss, test_loss, status, since = _figures(ensemble.states.records[number], over)
    settings = zip(study.vary.paths, study.trials.values(number), strict=True)
    answer: TrialAnswer = {
        "trial": number,
        "epoch": ensemble.epoch,
        "status": status,
        "since": since,
        "loss": loss,
        "test_loss": test_loss,
        "settings": dict(settings),
        "experiment": ensemble.networks.documents[number].model_dump(mode="json"),
    }
    if status == "diverged":
        answer["reason"] = ensemble.failures[number]["reason"]
    return answer


def _figures(record: Any, over: bool) -> tuple[float | None, float | None, TrialStatus, int | None]:
    """Return a trial's losses, its status, and the epoch from which on it has that."""
    losses = finite(float(record["loss"])), finite(float(record["test_loss"]))
    if (epoch := int(record["diverged"])) != NEVER:
        return *losses, "diverged", epoch
    if (epoch := int(record["converged"])) != NEVER:
        return *losses, "converged", epoch
    return *losses, "slow" if over else "training", None


QUERIES: dict[str, Answering] = {"trials": trials, "trial": trial}
