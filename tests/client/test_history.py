"""The curves of a run are the same for all that read them, from a server with a real worker."""

import csv

import httpx
import numpy as np
import pytest

from playground import Client

EPOCHS = 2_300  # four a row at the end, after two merges
SMALL = {
    "data": {"samples": 20},
    "network": {"hidden": []},
    "training": {"batch_size": 20, "stop": {"max_epochs": EPOCHS}},
    "view": {"speed": "max"},
}
MAPS = {"resolution": 10, "thumbnails": 0}


def last(frames):
    *_, frame = frames
    return frame


@pytest.fixture(scope="module")
def tables(address):
    with Client(address) as server:
        yield read_by_all(server, f"{address}/api/runs")


def read_by_all(server, runs):
    """Return the rows that each reader has of a finished run, and those of REST."""
    run = server.create(SMALL)
    early = run.frames(**MAPS)
    next(early)
    run.start()
    while next(early).epoch < EPOCHS // 3:
        pass
    midway = server.watch(run.id).frames(fps=5, **MAPS)
    next(midway)
    run.wait()
    found = {"early": last(early).history, "midway": last(midway).history}
    found["late"] = last(server.watch(run.id).frames(**MAPS)).history
    at = f"{runs}/{run.id}/history"
    header, *rows = csv.reader(httpx.get(at, params={"format": "csv"}).text.splitlines())
    found["CSV"] = np.array(rows, float)
    found["client"] = np.array(list(run.history().values())).T
    answer = httpx.get(at).json()
    assert header == answer["columns"] == list(run.history())
    run.delete()
    return found, np.array(answer["rows"])


@pytest.mark.parametrize("reader", ["early", "midway", "late", "CSV", "client"])
def test_reader_has_the_rows_of_the_run(tables, reader):
    found, rows = tables
    assert found[reader].astype(np.float32).tolist() == rows.astype(np.float32).tolist()


def test_rows_are_few_and_go_from_the_first_epoch_to_the_last(tables):
    _, rows = tables
    assert 500 < len(rows) <= 1000
    assert rows[[0, 1, -1], 0].tolist() == [0, 1, EPOCHS]
