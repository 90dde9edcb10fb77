"""What TensorBoard's own reader finds in the event files that a run, or a study, is had as."""

import io
import sys
import zipfile

import numpy as np
import pytest
from tensorboard import context
from tensorboard.backend.event_processing.data_provider import MultiplexerDataProvider
from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.plugins.base_plugin import TBContext
from tensorboard.plugins.hparams import api_pb2
from tensorboard.plugins.hparams.backend_context import Context
from tensorboard.plugins.hparams.list_session_groups import Handler

from app.encoding.messages import as_bytes
from app.runs.blocks import finish
from app.runs.network.run_events import event_files
from app.runs.training.event_log import EventOrder, settings_of, spread
from app.runs.worker.queries import answer
from tests.app.client import commanded, created, serving
from tests.app.sessions import execute, put, refusal, session, step
from tests.app.studies import GRID, LIST, RATE, SEEDS, studied
from tests.app.test_studies import RELU, SEVERE
from tests.engine.events import read, settings

NOW = 1_790_000_000.25
ASKED = {"type": "tensorboard", "name": "run", "time": NOW}
STATUSES = [api_pb2.STATUS_UNKNOWN, api_pb2.STATUS_SUCCESS, api_pb2.STATUS_RUNNING]


def unzipped(content, folder):
    """Unzip a download; return the only folder in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    (found,) = folder.iterdir()
    return found


def written(run, folder):
    return unzipped(as_bytes(execute(run, ASKED)["file"]), folder)


def session_groups(folder):
    """Return what TensorBoard's table of hyperparameters shows of a folder, by folders in it."""
    multiplexer = EventMultiplexer().AddRunsFromDirectory(str(folder))
    multiplexer.Reload()
    about = Context(TBContext(data_provider=MultiplexerDataProvider(multiplexer, str(folder))))
    asked = api_pb2.ListSessionGroupsRequest(slice_size=100, allowed_statuses=STATUSES)
    told = Handler(context.RequestContext(), about, "", asked).run()
    return {group.name: group for group in told.session_groups}


def metrics(group):
    return {one.name.tag: (one.training_step, one.value) for one in group.metric_values}


def hyperparameters(group):
    return {name: value.number_value for name, value in group.hparams.items()}


@pytest.fixture(scope="module")
def run():
    return step(session(title="A ring"), count=4)


@pytest.fixture(scope="module")
def folder(run, tmp_path_factory):
    return written(run, tmp_path_factory.mktemp("run"))


def test_figures_are_the_history_of_the_run(run, folder):
    events, history = read(folder), run.trainer.history
    assert set(events.Tags()["scalars"]) == {
        "loss", "test_loss", "penalty", "accuracy", "test_accuracy"
    }  # fmt: skip
    for name in events.Tags()["scalars"]:
        column = history.rows[:, history.columns.index(name)]
        assert [event.step for event in events.Scalars(name)] == [0, 1, 2, 3, 4]
        assert [event.value for event in events.Scalars(name)] == np.float32(column).tolist()


def test_weights_of_every_stored_epoch_are_histograms(run, folder):
    events, plan = read(folder), run.training.topology.layers[0]
    assert len(events.Tags()["histograms"]) == 6
    for event in events.Histograms("h1/kernel"):
        kernel = run.trainer.timeline.at(event.step).arrays["parameters"][: plan.bias]
        found = event.histogram_value
        assert (found.num, found.min, found.max) == (8, kernel.min(), kernel.max())
        assert (found.sum, sum(found.bucket)) == (pytest.approx(kernel.sum(), rel=1e-6), 8)
    assert [event.step for event in events.Histograms("h1/kernel")] == [0, 1, 2, 3, 4]


def test_times_grow_from_the_moment_of_the_download(folder):
    (file,) = folder.iterdir()
    times = [event.wall_time for event in LegacyEventFileLoader(str(file)).Load()]
    assert times == sorted(times)
    assert (times[0], len(set(times))) == (NOW, 5)
    assert times[-1] - NOW < 1


def test_settings_are_the_runs_hyperparameters_and_titles_are_none(run, folder):
    told = settings(folder)
    assert told["training.optimizer.learning_rate"] == 0.03
    assert (told["network.hidden.0.units"], told["features"]) == (4.0, "x1, x2")
    assert not {"title", "version"} & set(told)
    assert not [name for name in told if name.startswith("view")]


def test_table_of_hyperparameters_shows_the_run_with_its_last_losses(run, folder):
    (group,) = session_groups(folder.parent).values()
    last = run.trainer.history.rows[-1]
    assert group.hparams["training.batch_size"].number_value == 10
    assert metrics(group)["loss"] == (4, np.float32(last[1]))
    assert metrics(group)["test_loss"] == (4, np.float32(last[2]))


def test_diverged_run_ends_with_a_loss_that_is_no_number(tmp_path):
    severe = {"optimizer": {"learning_rate": 10}, "batch_size": 1000}
    run = step(session(**RELU, training=severe), count=30)
    assert run.status == "diverged"
    events = read(written(run, tmp_path))
    values = [event.value for event in events.Scalars("loss")]
    assert not np.isfinite(values[-1])
    assert len(values) == len(run.trainer.history.rows)
    assert session_groups(tmp_path)


def test_long_run_has_all_rows_and_50_histograms_at_most(tmp_path):
    run = step(session(data={"samples": 10}, network={"hidden": []}), count=300)
    events = read(written(run, tmp_path))
    steps = [event.step for event in events.Histograms("o/bias")]
    assert (steps[0], steps[-1], len(steps)) == (0, 300, 50)
    assert len(events.Scalars("loss")) == 301


def test_run_after_a_change_of_its_network_has_the_whole_history(tmp_path):
    run = step(session(), count=3)
    put(run, "network.hidden.0.units", 6, reset=True, weights="kept")
    events = read(written(step(run, count=2), tmp_path))
    assert [event.step for event in events.Scalars("loss")] == [0, 1, 2, 3, 4, 5]
    assert [event.step for event in events.Histograms("h1/bias")] == [3, 4, 5]
    assert events.Histograms("h1/bias")[0].histogram_value.num == 6


def test_file_is_of_the_run_as_it_was_when_it_was_asked_for():
    run, order = step(session(), count=2), EventOrder("run", NOW)
    whole, work = finish(event_files(run.trainer, order)), event_files(run.trainer, order)
    next(work)
    execute(run, {"type": "seek", "epoch": 1})
    put(run, "training.optimizer.learning_rate", 0.3)
    step(run, count=3)
    assert finish(work) == whole


@pytest.mark.parametrize("vary", [LIST, SEEDS, GRID], ids=lambda vary: vary["kind"])
def test_study_has_a_folder_for_each_trial_with_its_losses(vary, tmp_path):
    run = studied(vary, epochs=3)
    found, history = written(run, tmp_path), run.trainer.history
    assert len(list(found.iterdir())) == run.document.trials.count
    for number in range(run.document.trials.count):
        events = read(found / f"trial-{number:04}")
        for name in ("loss", "test_loss"):
            column = history.rows[:, history.columns.index(f"{name}.{number}")]
            assert [event.step for event in events.Scalars(name)] == [0, 1, 2, 3]
            assert [event.value for event in events.Scalars(name)] == np.float32(column).tolist()


def test_trials_are_compared_by_what_differs_alone(tmp_path):
    groups = session_groups(written(studied(GRID, epochs=2), tmp_path))
    assert sorted(groups) == [f"trial-{number:04}" for number in range(12)]
    assert hyperparameters(groups["trial-0002"]) == {
        RATE: 0.01, "network.hidden.0.units": 4.0, "training.seed": 1.0
    }  # fmt: skip
    assert all(metrics(group)["test_loss"][0] == 2 for group in groups.values())


def test_trial_that_diverged_ends_there_while_others_go_on(tmp_path):
    run = studied(SEVERE, RELU, epochs=30)
    found = written(run, tmp_path)
    lost, sound = (read(found / f"trial-000{n}").Scalars("loss") for n in (1, 0))
    since = int(run.training.states.records["diverged"][1])
    assert np.isnan(lost[-1].value)
    assert lost[-1].step == since
    assert np.isfinite([event.value for event in lost[:-1]]).all()
    assert sound[-1].step == 30
    assert len(session_groups(found)) == 3


def test_large_study_has_the_losses_of_its_epoch(tmp_path):
    axes = [{"path": RATE, "from": 0.01, "to": 1, "steps": 11, "log": True}]
    vary = {"kind": "grid", "axes": axes, "seeds": 6}
    run = studied(vary, {"data": {"samples": 20}}, epochs=2)
    found = written(run, tmp_path)
    (event,) = read(found / "trial-0065").Scalars("test_loss")
    record = run.training.states.records[65]
    assert (event.step, event.value) == (2, np.float32(record["test_loss"]))
    assert len(list(found.iterdir())) == 66


def test_missing_library_is_named_with_the_way_to_get_it(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorboardX", None)
    error = refusal(run, **ASKED)
    assert error.status == 422
    assert "pip install 'neural-playground[tensorboard]'" in error.detail


def test_long_lists_are_no_settings():
    document = {"data": {"points": [[0, 0, 1]] * 3, "name": "x"}, "parameters": [0.5] * 17}
    assert settings_of({**document, "empty": [], "stop": None}) == {"data.name": "x"}


def test_epochs_are_spread_evenly_over_time_with_both_ends():
    assert spread(range(5), 9) == [0, 1, 2, 3, 4]
    assert spread([0, 100, 200, *range(300, 400)], 5) == [0, 100, 200, 300, 399]


def test_work_is_cut_into_blocks():
    run = step(session(data={"samples": 10}, network={"hidden": []}), count=120)
    work = answer(run, ASKED)
    assert sum(1 for _ in work) > 50


def test_downloads_are_zips_named_by_the_run(tmp_path):
    with serving() as client:
        run = created(client)
        commanded(client, run, type="step", unit="epoch", count=2)
        told = client.get(f"/api/runs/{run['id']}/tensorboard")
        assert (told.status_code, told.headers["content-type"]) == (200, "application/zip")
        assert 'filename="playground-tensorboard.zip"' in told.headers["content-disposition"]
        found = unzipped(told.content, tmp_path)
        assert found.name == run["id"]
        assert len(read(found).Scalars("loss")) == 3
        assert client.get("/api/runs/nothing/tensorboard").status_code == 404
