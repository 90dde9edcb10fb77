"""The libraries to compare with, as far as they are installed: same network, same batches.

A regressor is a stack of tanh with half squared errors, a classifier one of ReLU with a softmax;
both learn by plain gradient descent.
"""

import importlib.util
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import pairwise

Trainer = Callable[[int], object]  # trains that many epochs


@dataclass(frozen=True)
class Peer:
    """A library and how it trains: (shape, x, y, batch size, learning rate) -> trainer."""

    name: str
    version: str
    regressor: Callable[..., Trainer]
    classifier: Callable[..., Trainer]
    maps: Callable[..., Trainer] | None = None  # (x, y, batch size, learning rate) -> trainer


def _scikit_learn(kind, batch, x, y, **settings) -> Trainer:
    from sklearn import neural_network
    from sklearn.exceptions import ConvergenceWarning

    def train(epochs):
        peer = getattr(neural_network, kind)(
            solver="sgd",
            alpha=0,
            batch_size=batch,
            momentum=0,
            max_iter=epochs,
            tol=0,
            n_iter_no_change=epochs + 1,
            random_state=1,
            **settings,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            peer.fit(x, y)

    return train


def scikit_learn(shape, x, y, batch, rate) -> Trainer:
    """Return a trainer by scikit-learn's regressor, whose output is linear."""
    settings = {"hidden_layer_sizes": shape[1:-1], "activation": "tanh"}
    slow = rate / 10  # its linear output would diverge at the full rate
    return _scikit_learn("MLPRegressor", batch, x, y[:, 0], learning_rate_init=slow, **settings)


def scikit_learn_classes(shape, x, y, batch, rate) -> Trainer:
    """Return a trainer by scikit-learn's classifier."""
    settings = {"hidden_layer_sizes": shape[1:-1], "learning_rate_init": rate}
    return _scikit_learn("MLPClassifier", batch, x, y, **settings)


def _torch(stack, loss, data, batch, rate) -> Trainer:
    """Return a trainer by PyTorch on tensors, without its slower data loader."""
    import torch as peer

    peer.set_num_threads(1)
    model = peer.nn.Sequential(*stack)
    optimizer = peer.optim.SGD(model.parameters(), lr=rate)
    inputs, targets = map(peer.from_numpy, data)

    def train(epochs):
        for _ in range(epochs):
            order = peer.randperm(len(inputs))
            for start in range(0, len(inputs), batch):
                rows = order[start : start + batch]
                optimizer.zero_grad()
                loss(model(inputs[rows]), targets[rows]).backward()
                optimizer.step()

    return train


def torch(shape, x, y, batch, rate) -> Trainer:
    """Return a trainer by PyTorch."""
    from torch import nn

    stack = [part for pair in pairwise(shape) for part in (nn.Linear(*pair), nn.Tanh())]
    return _torch(stack, lambda p, t: 0.5 * nn.functional.mse_loss(p, t), (x, y), batch, rate)


def torch_classes(shape, x, y, batch, rate) -> Trainer:
    """Return a trainer by PyTorch; its loss takes logits."""
    from torch import nn

    stack = [part for pair in pairwise(shape) for part in (nn.Linear(*pair), nn.ReLU())][:-1]
    return _torch(stack, nn.CrossEntropyLoss(), (x, y), batch, rate)


def torch_maps(x, y, batch, rate) -> Trainer:
    """Return a trainer by PyTorch, which has the channels first; its loss takes logits."""
    from torch import nn

    stack = [nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2)]
    stack += [nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(1600, 10)]
    data = x.transpose(0, 3, 1, 2).copy(), y
    return _torch(stack, nn.CrossEntropyLoss(), data, batch, rate)


def _keras(shape, activations, loss, rate):
    import keras as peer

    dense = [peer.layers.Dense(*pair) for pair in zip(shape[1:], activations, strict=True)]
    model = peer.Sequential([peer.Input((shape[0],)), *dense])
    model.compile(peer.optimizers.SGD(rate), loss)
    return model


def keras(shape, x, y, batch, rate) -> Trainer:
    """Return a trainer by Keras, whose squared error is not halved."""
    model = _keras(shape, ["tanh"] * (len(shape) - 1), "mse", rate / 2)
    return lambda epochs: model.fit(x, y, batch_size=batch, epochs=epochs, verbose=0)


def keras_classes(shape, x, y, batch, rate) -> Trainer:
    """Return a trainer by Keras."""
    activations = ["relu"] * (len(shape) - 2) + ["softmax"]
    model = _keras(shape, activations, "sparse_categorical_crossentropy", rate)
    return lambda epochs: model.fit(x, y, batch_size=batch, epochs=epochs, verbose=0)


def keras_maps(x, y, batch, rate) -> Trainer:
    """Return a trainer by Keras."""
    import keras as peer

    model = peer.Sequential([peer.Input(x.shape[1:])])
    for filters in (32, 64):
        model.add(peer.layers.Conv2D(filters, 3, activation="relu"))
        model.add(peer.layers.MaxPooling2D())
    model.add(peer.layers.Flatten())
    model.add(peer.layers.Dense(10, "softmax"))
    model.compile(peer.optimizers.SGD(rate), "sparse_categorical_crossentropy")
    return lambda epochs: model.fit(x, y, batch_size=batch, epochs=epochs, verbose=0)


PEERS = {
    "scikit-learn": ("sklearn", scikit_learn, scikit_learn_classes),
    "torch": ("torch", torch, torch_classes, torch_maps),
    "keras": ("keras", keras, keras_classes, keras_maps),
}


@cache
def installed() -> list[Peer]:
    """Return the peers that are there."""
    found = {name: entry for name, entry in PEERS.items() if importlib.util.find_spec(entry[0])}
    return [Peer(name, version(name), *trainers) for name, (_, *trainers) in found.items()]


def absent() -> list[str]:
    """Return the names of those that are not."""
    return [name for name in PEERS if name not in {peer.name for peer in installed()}]
