"""A model as callbacks see it, and epochs whose figures are given by hand."""

import numpy as np

from engine import optimizers


class Double:
    """A model as callbacks see it."""

    def __init__(self):
        self.stop_training, self.saved, self.weights = False, [], [np.zeros(1)]
        self.optimizer = optimizers.SGD(0.1)

    def directions(self):
        return {"loss": "min"}

    def get_weights(self):
        return [weight.copy() for weight in self.weights]

    def set_weights(self, weights):
        self.weights = weights

    def save(self, path):
        self.saved.append(path.name)

    def save_weights(self, path):
        self.saved.append(f"weights of {path.name}")


def feed(callback, losses, name="val_loss"):
    """Feed a callback epochs with these figures, until it stops; return the model."""
    model = Double()
    callback.set_model(model)
    callback.set_params({"epochs": len(losses), "steps": 1, "metrics": None})
    callback.on_train_begin({})
    for epoch, loss in enumerate(losses):
        callback.on_epoch_begin(epoch, {})
        model.weights = [np.array([float(epoch)])]
        callback.on_epoch_end(epoch, {name: loss})
        if model.stop_training:
            break
    callback.on_train_end({})
    return model
