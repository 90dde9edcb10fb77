"""Make the files beside this one: models that a real Keras has trained, saved, and trained on.

    python3 -m venv /tmp/keras && /tmp/keras/bin/pip install keras==3.15.1 jax h5py
    /tmp/keras/bin/python tests/data/keras/make.py [name …]

``maps`` was made with torch in jax's place, ``KERAS_BACKEND=torch``.

Each model is trained for three steps and saved, as ``{name}.keras`` and ``{name}.weights.h5``.
``figures.json`` holds what it predicted then, and after one more step on the same rows.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ["JAX_ENABLE_X64"] = "1"

import keras
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.engine.keras_models import MODELS

HERE = Path(__file__).parent
ROWS = 6
INPUTS = {
    "stack": [(2, 3)],
    "graph": [(4,), (3,)],
    "nested": [(3,)],
    "double": [(3,)],
    "maps": [(4, 6, 1)],
}
TARGETS = {
    "stack": ["class"],
    "graph": ["number"] * 2,
    "nested": ["number"],
    "double": ["truth"],
    "maps": ["number"],
}


def targets(kind, random):
    """Return targets for all rows."""
    if kind == "class":
        return random.integers(0, 3, ROWS)
    return random.integers(0, 2, (ROWS, 1)) if kind == "truth" else random.normal(size=(ROWS, 1))


def listed(arrays):
    """Return arrays as lists."""
    many = arrays if isinstance(arrays, list) else [arrays]
    return [np.asarray(array).tolist() for array in many]


def alone(parts):
    """Return a list of one as that one."""
    return parts if len(parts) > 1 else parts[0]


def main():
    """Write all files, or those of some models."""
    file = HERE / "figures.json"
    figures = json.loads(file.read_text()) if file.exists() else {}
    for name, make in MODELS.items():
        if name not in (sys.argv[1:] or MODELS):
            continue
        keras.utils.set_random_seed(1)
        random = np.random.default_rng(1)
        dtype = "float64" if name == "double" else "float32"
        keras.config.set_floatx(dtype)  # of the rows
        keras.config.set_dtype_policy(dtype)  # of the layers
        model = make(keras)
        xs = [random.normal(1, 2, (ROWS, *shape)).round(3) for shape in INPUTS[name]]
        ys = [targets(kind, random).round(3) for kind in TARGETS[name]]
        x, y = alone(xs), alone(ys)
        if name == "stack":
            model.layers[1].adapt(model.layers[0](x))
        model.fit(x, y, epochs=3, batch_size=ROWS, verbose=0)
        model.save(HERE / f"{name}.keras")
        model.save_weights(HERE / f"{name}.weights.h5")
        before = listed(model.predict(x, verbose=0))
        history = model.fit(x, y, epochs=1, batch_size=ROWS, verbose=0).history
        figures[name] = {
            "x": listed(xs),
            "y": listed(ys),
            "before": before,
            "loss": history["loss"][0],
            "after": listed(model.predict(x, verbose=0)),
        }
    file.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
