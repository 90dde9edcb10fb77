"""What a program does with a study: make it, wait for it, list its trials, open one."""

import csv
import io

import pytest

from playground import Invalid, NotFound

RATE = "training.optimizer.learning_rate"
BASE = {"data": {"samples": 60}}
VARY = {"kind": "list", "variants": [{}, {RATE: 0.3}]}


@pytest.fixture(scope="module")
def study(module_server):
    study = module_server.study(BASE, VARY, epochs=5, target=0.01, start=True)
    study.wait(status="finished")
    yield study
    study.delete()


@pytest.fixture(scope="module")
def module_server(address):
    from playground import Client

    with Client(address) as server:
        yield server


def test_trials_are_rows_with_the_difference_alone(study):
    first, second = study.trials()
    assert (first[RATE], second[RATE]) == (0.03, 0.3)
    assert list(first) == ["trial", RATE, "loss", "test_loss", "status", "since"]
    assert {first["status"], second["status"]} == {"slow"}


def test_csv_has_the_same_trials(study):
    rows = list(csv.DictReader(io.StringIO(study.trials_csv())))
    assert [float(row["loss"]) for row in rows] == [row["loss"] for row in study.trials()]


def test_trial_opens_as_a_run_that_stands_where_it_stands(study):
    run = study.open(1)
    assert run.status().epoch == 5
    assert run.status().metrics["loss"] == study.trials()[1]["loss"]
    run.delete()


def test_trial_is_read_with_its_experiment(study):
    trial = study.trial(1)
    assert trial["experiment"]["training"]["optimizer"]["learning_rate"] == 0.3
    with pytest.raises(NotFound, match="there is no trial 2"):
        study.trial(2)


def test_link_of_a_study_is_watched_as_one(study, module_server):
    assert module_server.watch(study.link).trials() == study.trials()


def test_study_that_cannot_be_is_refused(module_server):
    vary = {"kind": "grid", "axes": [{"path": RATE, "from": -1, "to": 1, "steps": 3, "log": True}]}
    with pytest.raises(Invalid, match="above 0 at both ends"):
        module_server.study(BASE, vary)


def test_search_tells_its_best_trial_and_what_its_settings_decide(module_server):
    space = [{"path": RATE, "float": {"from": 0.01, "to": 1, "log": True}}]
    vary = {"kind": "search", "trials": 8, "space": space}
    search = module_server.study(BASE, vary, epochs=3, start=True)
    search.wait(status="finished")
    best, (rate,) = search.best(), search.importance()["importance"]
    assert best["best"] == min(trial["best"] for trial in search.trials())
    assert (rate["path"], rate["trials"]) == (RATE, 8)
    search.guess({RATE: 0.5}).wait(status="finished")
    assert [trial[RATE] for trial in search.trials()][8:] == [0.5]
    run = search.open(best["trial"])
    assert run.status().metrics["test_loss"] == best["test_loss"]
    run.delete()
    search.delete()


def test_study_that_is_no_search_has_no_best_trial(study):
    with pytest.raises(ValueError, match="once one has trained"):
        study.best()
