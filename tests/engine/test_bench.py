import json

import pytest

from tests.benchmarks import bench, peers, timing


@pytest.fixture(autouse=True)
def _once_and_alone(monkeypatch):
    once = timing.milliseconds
    monkeypatch.setattr(timing, "ROUNDS", 1)
    monkeypatch.setattr(timing, "milliseconds", lambda work, count: once(work, 1))
    monkeypatch.setattr(peers, "installed", list)


@pytest.mark.parametrize("benchmark", bench.BENCHMARKS)
def test_every_benchmark_yields_figures(benchmark):
    figures = list(benchmark())
    assert figures
    assert {figure.unit for figure in figures} <= {"ms", "bytes", "times", "exponent"}


def test_benchmarks_print_a_line_of_json_per_figure(monkeypatch, capsys):
    monkeypatch.setattr(bench, "BENCHMARKS", [bench.engine_figures])
    bench.main(full=False)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"name": "torch", "skipped": "not installed"} in lines
    assert "epoch 2-4-2-1 fit" in {line["name"] for line in lines}


def test_growth_is_the_power_of_the_size():
    assert timing.growth([1, 2, 4], [3, 12, 48]) == pytest.approx(2)
