"""Answers queries about the trials of a search."""

from typing import cast

from app.encoding.messages import Json, finite
from app.runs.blocks import Work
from app.runs.bulk import Entries
from app.runs.study.importance import importance_of, ranked
from app.runs.study.search_rows import Row
from app.runs.study.search_training import SearchTraining
from app.runs.study.trial_numbers import ROWS, checked_number
from app.runs.study_answers import ImportanceAnswer, SearchTrialAnswer, TrialsAnswer
from app.runs.training.runtime import Answering
from app.runs.wire_messages import CommandData

FIGURES = "epochs", "bracket", "round", "loss", "test_loss", "best", "status", "since"


def trials(search: SearchTraining, query: CommandData) -> Work[TrialsAnswer]:
    """Return some trials in rows, as they are at the first block."""
    first, count = cast(int, query["first"]), cast(int, query["count"])
    found, epoch, study = search.plan.rows, search.epoch, search.document
    brackets = search.plan.brackets
    columns = ["trial", *study.searched.paths, *FIGURES]
    rows = Entries()
    for row in found[first : first + count]:
        rows.append([row.number, *study.candidates.values(row.last.values), *_figures(row)])
        if len(rows) % ROWS == 0:
            yield
    return {
        "epoch": epoch,
        "total": len(found),
        "first": first,
        "columns": columns,
        "rows": rows,
        "brackets": brackets,
    }


def _figures(row: Row) -> list[Json]:
    """Return what a row has beside the settings, in the order of FIGURES."""
    last, place = row.last, row.last.place
    where = (None, None) if place is None else (place.bracket, place.round)
    lost = row.status in ("diverged", "unfit")
    losses = [None if lost else finite(one) for one in (last.loss, last.test_loss, last.best)]
    return [last.epochs, *where, *losses, row.status, row.since]


def trial(search: SearchTraining, query: CommandData) -> SearchTrialAnswer:
    """Return a trial with its document."""
    rows, study = search.plan.rows, search.document
    row = rows[checked_number(query["trial"], len(rows))]
    about = dict(zip(FIGURES, _figures(row), strict=True))
    values = study.candidates.values(row.last.values)
    settings = zip(study.searched.paths, values, strict=True)
    document = None
    if not row.last.unfit:
        made = study.candidates.document(row.last.values)
        document = made.model_dump(mode="json")
    reason = {"reason": row.reason} if row.reason else {}
    answer = {"trial": row.number, "epoch": search.epoch, **about, "settings": dict(settings)}
    return cast(SearchTrialAnswer, {**answer, **reason, "experiment": document})


def importance(search: SearchTraining, _: CommandData) -> Work[ImportanceAnswer]:
    """Return how much each setting decides by itself."""
    epoch, study = search.epoch, search.document
    over, ranks = ranked(search.plan.rows)
    shares = []
    for setting in study.searched.space:
        yield
        shares.append(importance_of(setting, over, ranks))
    return {"epoch": epoch, "metric": study.goal.metric, "trials": len(over), "importance": shares}


QUERIES: dict[str, Answering] = {"trials": trials, "trial": trial, "importance": importance}
