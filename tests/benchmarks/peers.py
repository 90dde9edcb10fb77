"""The libraries to compare with, as far as they are installed: same network, same batches."""

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
    """A library and how it trains (shape, x, y, batch size, learning rate) -> trainer."""

    name: str
    version: str
    trainer: Callable[..., Trainer]


def scikit_learn(shape, x, y, batch, rate) -> Trainer:
    """Return a trainer by scikit-learn's MLP (linear output, half squared error)."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPRegressor

    def train(epochs):
        peer = MLPRegressor(
            hidden_layer_sizes=shape[1:-1],
            activation="tanh",
            solver="sgd",
            alpha=0,
            batch_size=batch,
            learning_rate_init=rate / 10,  # its linear output would diverge at the full rate
            momentum=0,
            max_iter=epochs,
            tol=0,
            n_iter_no_change=epochs + 1,
            random_state=1,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            peer.fit(x, y[:, 0])

    return train


def torch(shape, x, y, batch, rate) -> Trainer:
    """Return a trainer by PyTorch on tensors, without its slower data loader."""
    import torch as peer

    peer.set_num_threads(1)
    stack = []
    for inputs, units in pairwise(shape):
        stack += [peer.nn.Linear(inputs, units), peer.nn.Tanh()]
    model = peer.nn.Sequential(*stack)
    optimizer = peer.optim.SGD(model.parameters(), lr=rate)
    inputs, targets = peer.from_numpy(x), peer.from_numpy(y)

    def train(epochs):
        for _ in range(epochs):
            order = peer.randperm(len(inputs))
            for start in range(0, len(inputs), batch):
                rows = order[start : start + batch]
                optimizer.zero_grad()
                loss = 0.5 * peer.nn.functional.mse_loss(model(inputs[rows]), targets[rows])
                loss.backward()
                optimizer.step()

    return train


PEERS = {"scikit-learn": ("sklearn", scikit_learn), "torch": ("torch", torch)}


@cache
def installed() -> list[Peer]:
    """Return the peers that are there."""
    found = {name: entry for name, entry in PEERS.items() if importlib.util.find_spec(entry[0])}
    return [Peer(name, version(name), trainer) for name, (_, trainer) in found.items()]


def absent() -> list[str]:
    """Return the names of those that are not."""
    return [name for name in PEERS if name not in {peer.name for peer in installed()}]
