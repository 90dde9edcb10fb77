import json

from tests.benchmarks import bench


def test_benchmarks_run_and_print_a_line_of_json_per_figure(monkeypatch, capsys):
    monkeypatch.setattr(bench, "ROUNDS", 1)
    monkeypatch.setattr(bench.peers, "installed", list)
    monkeypatch.setattr(bench, "milliseconds", lambda work, count: (work(1), 1.0)[1])
    monkeypatch.setattr(bench, "BENCHMARKS", [bench.engine_figures])
    bench.main()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    figures = {line["name"]: line for line in lines if "value" in line}
    assert "epoch 2-4-2-1 fit" in figures
    assert all(line["unit"] == "ms" for line in figures.values())
