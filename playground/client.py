"""A playground as a program sees it: make runs, watch others', keep and find experiments.

    with Client("http://127.0.0.1:8000") as server:
        run = server.create({"data": {"name": "spiral"}}, start=True)
        print(run.wait(epoch=100).loss)

Left out: what can be done with a run (run), and the page that people use.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import Any
from urllib.parse import urldefrag

import numpy as np

from playground.answers import ActivationCurve, Experiment
from playground.images import Images
from playground.run import Run
from playground.study import Study
from playground.transport import Transport, segment
from playground.wire import (
    Catalog,
    CommandAnswer,
    CurveAnswer,
    ExperimentAnswer,
    GalleryPage,
    RunRequest,
)

TIMEOUT = 30.0  # seconds that an answer may take
KINDS: dict[str, type[Run]] = {"/studies/": Study, "/images/": Images}  # by their links


@dataclass(frozen=True)
class SavedExperiment:
    """A document that the server keeps, and the address at which people open it.

    `epochs` is how long its network has trained, if it was saved from a run.
    """

    id: str
    url: str
    experiment: Experiment
    epochs: int | None = None


class Client:
    """One server.  Close it, or use it with `with`; it may be shared by threads."""

    def __init__(self, address: str = "http://127.0.0.1:8000", *, timeout: float = TIMEOUT) -> None:
        self._transport = Transport(address, timeout)

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Client {self._transport.address}>"

    def close(self) -> None:
        """Close the connections; runs go on."""
        self._transport.close()

    # --- runs -----------------------------------------------------------------------------------

    def create(
        self,
        experiment: Experiment | None = None,
        *,
        experiment_id: str | None = None,
        start: bool = False,
    ) -> Run:
        """Make a run of a document (`{}`: the default), or of a saved experiment.

        One that was saved from a run goes on from there, paused unless it is to `start`.
        """
        body: RunRequest = {"autostart": start}
        if experiment is not None:
            body["experiment"] = experiment
        if experiment_id is not None:
            body["experiment_id"] = experiment_id
        answer: CommandAnswer = self._transport.ask("POST", "/api/runs", body)
        return Run(self._transport, answer["id"], answer["control_token"])

    def study(
        self,
        base: Experiment,
        vary: Mapping[str, Any],
        *,
        epochs: int | None = None,
        target: float | None = None,
        start: bool = False,
        **about: Any,
    ) -> Study:
        """Make a study of an experiment: what is varied, in its document's words, and for how long.

        `target` is the test loss that a trial is to come below; `about` are other parts of the
        document, such as `goal` or `title`.
        """
        study: dict[str, Any] = {"base": base, "vary": vary, **about}
        if epochs is not None:
            study["budget"] = {"epochs": epochs}
        if target is not None:
            study["goal"] = {"metric": "test_loss", "target": target}
        body = {"study": study, "autostart": start}
        answer: CommandAnswer = self._transport.ask("POST", "/api/studies", body)
        return Study(self._transport, answer["id"], answer["control_token"])

    def images(self, document: Mapping[str, Any] | None = None, *, start: bool = False) -> Images:
        """Make a run that learns to tell pictures apart, of a document (docs/images.md)."""
        body = {"images": document or {}, "autostart": start}
        answer: CommandAnswer = self._transport.ask("POST", "/api/images", body)
        return Images(self._transport, answer["id"], answer["control_token"])

    def watch(self, run: str, token: str | None = None) -> Run:
        """Return a run that is there already, by its id or by a link to watch or to steer it.

        By the link of a study it is a Study, by that of a run of images Images.
        """
        link, secret = urldefrag(run)
        kind = next((kind for part, kind in KINDS.items() if part in link), Run)
        found = kind(self._transport, link.rsplit("/", 1)[-1], token or secret or None)
        found.status()  # raises NotFound
        return found

    # --- experiments ----------------------------------------------------------------------------

    def save(self, what: Experiment | Run, *, listed: bool = False) -> SavedExperiment:
        """Keep a document, or a run as it stands: its document with what it has learned.

        The same document, or run, has the same id.  `listed` shows it in the gallery.
        """
        source = {"run_id": what.id} if isinstance(what, Run) else {"experiment": what}
        body = {**source, "listed": listed}
        return self._saved(self._transport.ask("POST", "/api/experiments", body))

    def experiment(self, experiment_id: str) -> SavedExperiment:
        """Return a saved experiment.  Raise NotFound."""
        path = f"/api/experiments/{segment(experiment_id)}"
        return self._saved(self._transport.ask("GET", path))

    def experiments(
        self, search: str = "", *, limit: int | None = None
    ) -> Iterator[SavedExperiment]:
        """Yield the gallery, page after page: presets, then what is listed, the newest first."""
        return islice(self._gallery(search), limit)

    def _gallery(self, search: str) -> Iterator[SavedExperiment]:
        cursor: dict[str, str] = {}
        while True:
            page: GalleryPage = self._transport.ask(
                "GET", "/api/experiments", query={"q": search, **cursor}
            )
            yield from map(self._saved, page["items"])
            if page["next"] is None:
                return
            cursor = {"cursor": page["next"]}

    def _saved(self, answer: ExperimentAnswer) -> SavedExperiment:
        return SavedExperiment(
            answer["id"],
            self._transport.address + answer["url"],
            answer["experiment"],
            answer["epochs"],
        )

    def catalog(self) -> Catalog:
        """Return every choice with its label, formula and limits, and the caps of this server."""
        catalog: Catalog = self._transport.ask("GET", "/api/catalog")
        return catalog

    def activation(
        self, name: str, low: float = -6.0, high: float = 6.0, points: int = 241
    ) -> ActivationCurve:
        """Return an activation and its slope at evenly spaced z.  Raise NotFound, Invalid."""
        path, view = f"/api/activations/{segment(name)}", {"low": low, "high": high}
        answer: CurveAnswer = self._transport.ask("GET", path, query={**view, "points": points})
        z, values, slopes = answer["z"], answer["values"], answer["slopes"]
        return ActivationCurve(np.array(z), np.array(values), np.array(slopes))
