"""What can be asked about a run; nothing of it changes the run, nor needs its secret."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from os import PathLike
from pathlib import Path
from zipfile import ZipFile

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.answers import Prediction, State
from playground.frames import number
from playground.transport import Transport, segment
from playground.wire import HistoryMessage, RunAnswer
from playground.wire_answers import (
    Diagnosis,
    Form,
    Inspection,
    MapAnswer,
    PointOutputs,
    PredictionAnswer,
    RowAnswer,
    RowAnswers,
)


class Queries:
    """Asks a server about a run."""

    def __init__(self, server: Transport, run_id: str) -> None:
        self._server = server
        self._path = f"/api/runs/{segment(run_id)}"

    def status(self) -> State:
        """Return where the run stands."""
        answer: RunAnswer = self._server.ask("GET", self._path)
        return State(
            answer["status"],
            answer["epoch"],
            {name: number(value) for name, value in answer["metrics"].items()},
            answer["experiment"],
            np.array(answer["parameters"], float),
            answer["viewers"],
        )

    def history(self) -> dict[str, NDArray[np.float64]]:
        """Return the figures of every epoch that is kept, a column under each name."""
        answer: HistoryMessage = self._server.ask("GET", f"{self._path}/history")
        rows = np.array(answer["rows"], float).reshape(-1, len(answer["columns"]))
        return dict(zip(answer["columns"], rows.T, strict=True))

    def predict(self, points: ArrayLike) -> Prediction:
        """Return what the network answers for points of the plane, [n, 2]."""
        body = {"inputs": np.asarray(points, float)}
        answer: PredictionAnswer = self._server.ask("POST", f"{self._path}/predict", body)
        return Prediction(np.array(answer["outputs"], float), np.array(answer["labels"]))

    def ask(self, rows: Sequence[Mapping[str, float | str | None]]) -> list[RowAnswer]:
        """Return what the network answers for rows of its table, by the columns' names."""
        body = {"rows": [dict(row) for row in rows]}
        answer: RowAnswers = self._server.ask("POST", f"{self._path}/predict", body)
        return answer["answers"]

    def inspect(self, x: Sequence[float], target: float | Sequence[float]) -> Inspection:
        """Return one example's way through the network and back, layer by layer."""
        body = {"input": x, "target": target}
        answer: Inspection = self._server.ask("POST", f"{self._path}/inspect", body)
        return answer

    def outputs(self) -> PointOutputs:
        """Return what the network answers for its own points, beside what it should."""
        answer: PointOutputs = self._server.ask("GET", f"{self._path}/outputs")
        return answer

    def diagnosis(self) -> Diagnosis:
        """Return why the run learns badly, if it does: findings with remedies, layers' figures."""
        answer: Diagnosis = self._server.ask("GET", f"{self._path}/diagnosis")
        return answer

    def boundary(self, resolution: int = 100, neuron: str = "output") -> NDArray[np.float64]:
        """Return a neuron over the plane, [C, R, R]; `plane(resolution)` gives the cells."""
        view = {"resolution": resolution, "neuron": neuron}
        answer: MapAnswer = self._server.ask("GET", f"{self._path}/boundary", query=view)
        return np.array(answer["values"], float)

    def picture(self, resolution: int = 200, neuron: str = "output") -> bytes:
        """Return a neuron over the plane as a PNG."""
        path = f"{self._path}/boundary"
        return self._server.read(path, "image/png", resolution=resolution, neuron=neuron)

    def file(self, form: Form = "safetensors") -> bytes:
        """Return the weights (safetensors, json, onnx), or a program that trains or predicts."""
        return self._server.read(f"{self._path}/model", "*/*", format=form)

    def film(self, path: str | PathLike[str] | None = None) -> bytes:
        """Return the map at up to 60 of the run's epochs, an animated GIF; write it to a file."""
        content = self._server.read(f"{self._path}/film", "image/gif")
        if path is not None:
            Path(path).write_bytes(content)
        return content

    def tensorboard(self, folder: str | PathLike[str] = "logs") -> Path:
        """Write event files below a folder, for `tensorboard --logdir logs`; return where they are.

        Of a study there is a folder for each trial.
        """
        content = self._server.read(f"{self._path}/tensorboard", "application/zip")
        with ZipFile(BytesIO(content)) as archive:
            archive.extractall(folder)
            (name, *_) = archive.namelist()
        return Path(folder) / name.partition("/")[0]
