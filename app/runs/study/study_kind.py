"""The kinds of runs that train the trials of a study: in lock step, or one after the other."""

from app.runs.study import search_queries, trial_queries
from app.runs.study.ensemble import Ensemble
from app.runs.study.search_runs import open_search_trial
from app.runs.study.search_training import SearchTraining
from app.runs.study.trial_events import event_files
from app.runs.study.trial_runs import open_trial
from app.runs.training.runtime import Runtime

STUDY = Runtime(
    Ensemble.building, trial_queries.QUERIES, open_trial=open_trial, event_files=event_files
)
SEARCH = Runtime(SearchTraining.building, search_queries.QUERIES, open_trial=open_search_trial)
