"""Train the chapter's networks from ten seeds, with this engine or with Keras, and print how well.

Run it as `PYTHONPATH=. .venv/bin/python scripts/chapter_seeds.py small_housing housing images`;
with `--keras` it trains the same with the Keras that is installed, on the same rows.  Each line is
a program, a seed and its figure on the test rows; docs/chapter.md has the ranges.
"""

import argparse
import importlib
import statistics
import time

from docs.chapter import fashion, houses

SEEDS = range(10)


def stack(keras, *layers):
    """Return a stack of layers behind an input of eight numbers."""
    return keras.Sequential([keras.Input((8,)), *layers])


def small_housing(keras, seed, _):
    """8-30-100-1 on standardised inputs: the test MSE."""
    (x, y), _, (x_test, y_test) = houses(seed)
    keras.utils.set_random_seed(seed)
    mean, deviation = x.mean(axis=0), x.std(axis=0)
    dense = [keras.layers.Dense(units, "relu") for units in (30, 100)]
    model = stack(keras, *dense, keras.layers.Dense(1))
    model.compile(loss="mse", optimizer="sgd")
    model.fit((x - mean) / deviation, y, epochs=20, verbose=0)
    return model.evaluate((x_test - mean) / deviation, y_test, verbose=0)


def housing(keras, seed, _):
    """50-50-50 with Adam behind a normalization: the test RMSE."""
    train, _, (x_test, y_test) = houses(seed)
    keras.utils.set_random_seed(seed)
    norm = keras.layers.Normalization()
    norm.adapt(train[0])
    dense = [keras.layers.Dense(50, activation="relu") for _ in range(3)]
    model = stack(keras, norm, *dense, keras.layers.Dense(1))
    model.compile(loss="mse", optimizer=keras.optimizers.Adam(learning_rate=1e-3))
    model.fit(*train, epochs=20, verbose=0)
    return model.evaluate(x_test, y_test, verbose=0) ** 0.5


def images(keras, seed, epochs):
    """784-300-100-10 on Fashion-MNIST: the test accuracy."""
    (train, _, test), _ = fashion(seed)
    keras.utils.set_random_seed(seed)
    dense = [
        keras.layers.Dense(units, activation="relu", kernel_initializer="he_normal")
        for units in (300, 100)
    ]
    output = keras.layers.Dense(10, activation="softmax")
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), *dense, output])
    model.compile(loss="sparse_categorical_crossentropy", optimizer="sgd", metrics=["accuracy"])
    model.fit(*train, epochs=epochs, verbose=0)
    return model.evaluate(*test, verbose=0)[1]


PROGRAMS = {program.__name__: program for program in (small_housing, housing, images)}


def main():
    """Print each figure, and the range and mean of each program."""
    parser = argparse.ArgumentParser(description="The chapter's figures from ten seeds")
    parser.add_argument("programs", nargs="+", choices=PROGRAMS)
    parser.add_argument("--keras", action="store_true", help="train with Keras")
    parser.add_argument("--epochs", type=int, default=30, help="of Fashion-MNIST")
    parser.add_argument("--seeds", type=int, default=len(SEEDS))
    options = parser.parse_args()
    keras = importlib.import_module("keras" if options.keras else "engine")
    for name in options.programs:
        found = []
        for seed in range(options.seeds):
            start = time.process_time()
            found.append(float(PROGRAMS[name](keras, seed, options.epochs)))
            seconds = time.process_time() - start
            line = f"{name} {keras.__name__} seed {seed}: {found[-1]:.4f} ({seconds:.0f} s)"
            print(line, flush=True)
        low, high, mean = min(found), max(found), statistics.fmean(found)
        print(f"{name} {keras.__name__}: {low:.4f} … {high:.4f}, mean {mean:.4f}", flush=True)


if __name__ == "__main__":
    main()
