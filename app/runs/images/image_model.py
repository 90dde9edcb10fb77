"""Builds the network of a document of images, under the names that Keras gives its layers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.documents.image_document import LOSSES, Images
from engine import Input, Sequential, layers, losses, optimizers, summary_table

SUMMARY_WIDTH = 88  # characters of a line


@dataclass(frozen=True)
class ImageModel:
    """A network, with the layers that are asked about."""

    model: Sequential
    maps: list[Any]  # layers that make maps: convolutions and pools
    hidden: list[Any]  # of each hidden layer, the one with its activation; the output last
    lower: list[list[Any]]  # of each layer of the document, those with weights
    summary: str  # as Keras prints it before any training

    @property
    def first(self) -> Any:
        """The first layer with weights."""
        return self.lower[0][0] if self.lower else self.hidden[-1]

    def lower_weights(self, count: int) -> Iterator[Any]:
        """Yield the weights of so many layers, from the picture on."""
        for group in self.lower[:count]:
            for layer in group:
                yield from layer.own_weights


class _Stack:
    """Layers of a document, one after the other."""

    def __init__(self, document: Images) -> None:
        self._network = document.network
        self._count: Counter[str] = Counter()
        self.maps: list[Any] = []
        self.dense: list[Any] = []
        self.hidden: list[Any] = []
        self.lower: list[list[Any]] = []

    def name(self, stem: str) -> str:
        """Return the next name of a kind of layer, in Keras's way: dense, dense_1, dense_2."""
        number = self._count[stem]
        self._count[stem] += 1
        return f"{stem}_{number}" if number else stem

    def _weighted(self, stem: str) -> dict[str, Any]:
        """Return what the next layer with a kernel is told."""
        learns = not self._network.freezes(len(self.lower))
        kernel = self._network.initializer
        return {"kernel_initializer": kernel, "name": self.name(stem), "trainable": learns}

    def add_convolutions(self) -> None:
        """Add convolutions and pools."""
        for block in self._network.convolution:
            about = self._weighted("conv2d")
            made = layers.Conv2D(block.filters, block.kernel, activation="relu", **about)
            self.maps.append(made)
            self.lower.append([made])
            if block.pool > 1:
                pool = layers.MaxPooling2D(block.pool, name=self.name("max_pooling2d"))
                self.maps.append(pool)

    def add_hidden(self) -> None:
        """Add dense layers, with what comes after each."""
        for layer in self._network.hidden:
            about = self._weighted("dense")
            if self._network.batch_normalization:
                self._normalized(layer.units, layer.activation, about)
            else:
                made = layers.Dense(layer.units, activation=layer.activation, **about)
                self.dense.append(made)
                self.lower.append([made])
            self.hidden.append(self.dense[-1])
            if self._network.dropout:
                dropped = layers.Dropout(self._network.dropout, name=self.name("dropout"))
                self.dense.append(dropped)

    def _normalized(self, units: int, activation: str, about: dict[str, Any]) -> None:
        """Add a dense layer whose sums are normalized; the normalization has a shift of its own."""
        made = layers.Dense(units, use_bias=False, **about)
        normalized = layers.BatchNormalization(
            name=self.name("batch_normalization"), trainable=made.trainable
        )
        self.lower.append([made, normalized])
        self.dense += [
            made,
            normalized,
            layers.Activation(activation, name=self.name("activation")),
        ]

    def add_output(self, classes: int) -> None:
        """Add the output, which always learns."""
        about: dict[str, Any] = {"kernel_initializer": self._network.initializer}
        output = layers.Dense(classes, activation="softmax", name=self.name("dense"), **about)
        self.dense.append(output)
        self.hidden.append(self.dense[-1])


def make_image_model(document: Images) -> ImageModel:
    """Return the network with its initial weights, compiled."""
    training, side, stack = document.training, document.data.pictures.side, _Stack(document)
    stack.add_convolutions()
    stack.add_hidden()
    stack.add_output(len(document.data.class_numbers))
    shape = (side, side, 1) if stack.maps else (side, side)
    every = [Input(shape, name="input"), *stack.maps, layers.Flatten(name="flatten"), *stack.dense]
    model = Sequential(every, name="sequential", seed=training.seed)
    optimizer = optimizers.get(training.optimizer.name, **training.optimizer.settings)
    optimizer.learning_rate = training.optimizer.learning_rate
    model.compile(optimizer=optimizer, loss=losses.get(LOSSES[training.loss]))
    summary = summary_table.text(model, summary_table.Look(line_length=SUMMARY_WIDTH))
    return ImageModel(model, stack.maps, stack.hidden, stack.lower, summary)
