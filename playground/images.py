"""A run on a server that learns to tell pictures apart: Fashion-MNIST, or digits.

    run = server.images({"data": {"name": "digits"}}, start=True)
    run.wait(status="finished")
    worst = run.mistakes(count=5)
    pixels = run.pixels([picture["id"] for picture in worst])

It is a run: all that a run does, it does.  docs/images.md describes the answers.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.run import Run
from playground.transport import segment

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]


class Images(Run):
    """A run of images.  Without its `control_token` it can be watched and asked, not steered."""

    @property
    def link(self) -> str:
        """The address at which people watch the run."""
        return f"{self._server.address}/images/{self.id}"

    def _at(self, part: str) -> str:
        return f"/api/images/{segment(self.id)}/{part}"

    def pixels(self, ids: Sequence[int]) -> Bytes:
        """Return pictures of the data [n, side, side], by their numbers; 255 is ink."""
        kind, numbers = "application/octet-stream", ",".join(map(str, ids))
        content = self._server.read(self._at("pixels"), kind, ids=numbers)
        side = int(np.sqrt(len(content) // len(ids)))
        return np.frombuffer(content, np.uint8).reshape(-1, side, side)

    def mistakes(self, count: int = 24) -> list[dict[str, Any]]:
        """Return the worst mistakes on the pictures that validate."""
        answer = self._server.ask("GET", self._at("mistakes"), query={"count": count})
        pictures: list[dict[str, Any]] = answer["pictures"]
        return pictures

    def say(self, picture: int | ArrayLike) -> dict[str, Any]:
        """Return what the network says of a picture: its number, or bytes [side, side] drawn."""
        if isinstance(picture, int):
            body: dict[str, Any] = {"id": picture}
        else:
            content = np.asarray(picture, np.uint8).tobytes()
            body = {"pixels": b64encode(content).decode()}
        answer: dict[str, Any] = self._server.ask("POST", self._at("answer"), body)
        return answer

    def weights(self) -> Floats:
        """Return the first layer's weights as pictures [units, height, width]."""
        answer = self._server.ask("GET", self._at("weights"))
        shape = -1, answer["height"], answer["width"]
        grey = np.frombuffer(b64decode(answer["pictures"]), np.uint8).reshape(shape)
        scales = np.array(answer["scales"], np.float32)[:, np.newaxis, np.newaxis]
        result: Floats = (grey.astype(np.float32) - 128) / np.float32(127) * scales
        return result

    def cloud(self, count: int = 500, method: Literal["pca", "tsne"] = "pca") -> dict[str, Any]:
        """Return places of validation pictures: on components of their scores, or by t-SNE."""
        query = {"count": count, "method": method}
        answer: dict[str, Any] = self._server.ask("GET", self._at("cloud"), query=query)
        return answer

    def summary(self) -> str:
        """Return the model as Keras sums it up."""
        text: str = self._server.ask("GET", self._at("summary"))["text"]
        return text
