"""What a program takes away of a run: a film, event files, and the mean over seeds."""

import statistics

import numpy as np
import pytest

from playground.seeds import spread
from tests.engine.events import read

SMALL = {"data": {"samples": 60}}


@pytest.fixture
def study(server):
    vary = {"kind": "seeds", "count": 4}
    study = server.study(SMALL, vary, epochs=5, start=True)
    study.wait(status="finished")
    yield study
    study.delete()


def test_film_is_written_to_the_file_that_is_named(run, tmp_path):
    run.step(epochs=2)
    film = run.film(tmp_path / "x.gif")
    assert film.startswith(b"GIF89a")
    assert (tmp_path / "x.gif").read_bytes() == film == run.film()


def test_event_files_are_unpacked_into_a_folder_of_the_runs_own(run, tmp_path):
    run.step(epochs=3)
    folder = run.tensorboard(tmp_path / "logs")
    assert folder == tmp_path / "logs" / run.id
    losses = [event.value for event in read(folder).Scalars("loss")]
    assert losses == np.float32(run.history()["loss"]).tolist()


def test_event_files_of_a_study_are_a_folder_for_each_trial(study, tmp_path):
    folder = study.tensorboard(tmp_path)
    assert sorted(one.name for one in folder.iterdir()) == [f"trial-000{n}" for n in range(4)]


def test_mean_over_seeds_ends_with_that_of_the_trials(study):
    mean = study.mean()
    assert list(mean) == ["epoch", "trials", "loss", "loss_std", "test_loss", "test_loss_std"]
    assert {len(column) for column in mean.values()} == {6}
    for name in ("loss", "test_loss"):
        losses = [trial[name] for trial in study.trials()]
        assert mean[name][-1] == pytest.approx(statistics.fmean(losses))
        assert mean[f"{name}_std"][-1] == pytest.approx(statistics.stdev(losses))
    assert mean["trials"].tolist() == [4] * 6


def test_mean_is_one_over_seeds_alone(server):
    vary = {"kind": "list", "variants": [{}, {"training.batch_size": 5}]}
    study = server.study(SMALL, vary)
    with pytest.raises(ValueError, match="over seeds; this study has a list of settings"):
        study.mean()
    study.delete()


@pytest.mark.parametrize("n", [2, 3, 10, 1000])
def test_spread_of_the_first_numbers_is_the_closed_form(n):
    curves = np.arange(1.0, n + 1)[:, np.newaxis]
    found = spread(np.hstack([curves, 5 - 2 * curves]))
    assert found.trials.tolist() == [n, n]
    assert found.mean == pytest.approx([(n + 1) / 2, 5 - (n + 1)])
    deviation = np.sqrt(n * (n + 1) / 12)
    assert found.deviation == pytest.approx([deviation, 2 * deviation])


def test_trials_that_diverged_are_left_out_from_then_on():
    nan = np.nan
    found = spread(np.array([[1.0, 1, nan, nan], [3, nan, nan, nan], [5, 4, 7, nan]]))
    assert found.trials.tolist() == [3, 2, 1, 0]
    assert found.mean == pytest.approx([3, 2.5, 7, nan], nan_ok=True)
    assert found.deviation == pytest.approx([2, np.sqrt(4.5), nan, nan], nan_ok=True)
