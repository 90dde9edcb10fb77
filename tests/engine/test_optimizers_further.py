"""Adadelta and Lion walk as Keras 3.15 does: five steps in float32."""

import numpy as np
import pytest

from engine import optimizers
from tests.engine.networks import CIRCLE, LABELS, network

ENDS = [  # settings, and where p = (1, -2, 0.5) ends with gradients (0.3, -0.7, 0.1 i)
    ("adadelta", {}, [0.9999927878379822, -1.999992847442627, 0.49999210238456726]),
    ("adadelta", {"learning_rate": 0.1}, [0.9992793798446655, -1.999279499, 0.4992099404335]),
    ("lion", {}, [0.9950000643730164, -1.9949997663497925, 0.4960000514984131]),
    ("lion", {"learning_rate": 0.1}, [0.4999999105930, -1.4999998807907, 0.1000000163912]),
]


@pytest.mark.parametrize(("name", "settings", "end"), ENDS)
def test_five_steps_end_where_kerass_do(name, settings, end):
    p, g = np.array([1.0, -2.0, 0.5]), np.empty(3)
    step = optimizers.get(name, **settings).bind(p, g)
    for i in range(5):
        g[...] = 0.3, -0.7, 0.1 * i
        step()
    assert p == pytest.approx(end, rel=2e-5, abs=2e-7)


@pytest.mark.parametrize("kind", [optimizers.Adadelta, optimizers.Lion])
def test_model_trains_with_it_by_class_and_by_name(kind):
    losses = []
    for chosen in (kind(), kind.name, kind.__name__):
        model = network(2, 3, 1)
        model.compile(chosen, "mse")
        losses.append(model.fit(CIRCLE, LABELS, epochs=2, verbose=0).history["loss"])
    assert losses[0] == losses[1] == losses[2]
