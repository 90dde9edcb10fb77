"""Runs of images for tests, on some of the digits, and the same digits from scikit-learn."""

import numpy as np
from sklearn.datasets import load_digits

from app.documents.image_document import Images
from app.runs.training.training_session import TrainingSession
from tests.app.sessions import step

DATA = {"name": "digits", "count": 200, "validation": 60}
NETWORK = {"hidden": [{"units": 16}]}
TRAINING = {"optimizer": {"learning_rate": 0.1}}
SMALL = {"data": DATA, "network": NETWORK, "training": TRAINING}
FIRST = 1_500 - 60  # the first picture that validates


def images(**about):
    """Return the document of a small run."""
    return Images.model_validate({**SMALL, **about})


def pictured(epochs=0, **about):
    """Return the session of a small run that has trained so long."""
    run = TrainingSession(images(**about))
    return step(run, "epoch", epochs) if epochs else run


def digits():
    """Return the bytes of all digits [n, 8, 8], and what they are."""
    found = load_digits()
    return np.round(found.images * 255 / 16).astype(np.uint8), found.target


def parts(count=200, validation=60):
    """Return inputs and classes to train on, and those that validate, as a network takes them."""
    pixels, labels = digits()
    x, y = (pixels / 255).astype(np.float32), np.eye(10, dtype=np.float32)[labels]
    last = slice(1_500 - validation, 1_500)
    return (x[:count], y[:count]), (x[last], y[last])
