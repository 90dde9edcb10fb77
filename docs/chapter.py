"""The programs of a textbook's introduction to neural networks, run by this engine.

    python docs/chapter.py              all of them, Fashion-MNIST for 3 epochs
    python docs/chapter.py housing tune some of them
    python docs/chapter.py --epochs 30 images

Each is what one would write with Keras; the first line below is all that is different.  Every
program prints its figures as `name: value`, and docs/chapter.md says what they should be.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np

import engine as keras

CLASSES = (
    *("T-shirt", "Trouser", "Pullover", "Dress", "Coat"),
    *("Sandal", "Shirt", "Sneaker", "Bag", "Boot"),
)


def say(**figures):
    """Print figures."""
    for name, value in figures.items():
        print(f"{name}: {value:.4f}" if isinstance(value, float) else f"{name}: {value}")


def neuron(_):
    """One neuron learns y = 2x - 1 from six points."""
    x = np.array([[-1.0], [0.0], [1.0], [2.0], [3.0], [4.0]])
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.01), loss="mse")
    model.fit(x, 2 * x - 1, epochs=500, verbose=0)
    kernel, bias = model.get_weights()
    say(prediction_at_10=float(model.predict(np.array([[10.0]]))[0, 0]))
    say(weight=float(kernel[0, 0]), bias=float(bias[0]))


def perceptron(_):
    """A perceptron tells one iris from the others by its petals."""
    iris = keras.datasets.iris.load()
    petals, setosa = iris.x[:, 2:], iris.y == 0
    learner = keras.Perceptron(random_state=42).fit(petals, setosa)
    say(accuracy=float(learner.score(petals, setosa)))
    say(predictions=learner.predict([[2, 0.5], [3, 1]]).tolist())


def fashion(seed=42):
    """Return Fashion-MNIST as the chapter splits it, pixels from 0 to 1, and a classifier."""
    keras.utils.set_random_seed(seed)
    (x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
    x, x_test = (images.astype("float32") / 255 for images in (x, x_test))
    parts = (x[:-5000], y[:-5000]), (x[-5000:], y[-5000:]), (x_test, y_test)
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(300, activation="relu", kernel_initializer="he_normal"),
            keras.layers.Dense(100, activation="relu", kernel_initializer="he_normal"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    return parts, model


def images(options):
    """A classifier of clothes: summary, fit, evaluate, predict."""
    (train, valid, test), model = fashion()
    model.summary()
    model.compile(
        loss="sparse_categorical_crossentropy",
        optimizer=keras.optimizers.SGD(learning_rate=0.01),
        metrics=["accuracy"],
    )
    history = model.fit(*train, epochs=options.epochs, validation_data=valid)
    loss, accuracy = model.evaluate(*test)
    three = model.predict(test[0][:3]).argmax(axis=1)
    say(parameters=model.count_params(), val_accuracy=history.history["val_accuracy"][-1])
    say(test_loss=loss, test_accuracy=accuracy, three=[CLASSES[i] for i in three])


def houses(seed=42):
    """Return California housing in three parts."""
    keras.utils.set_random_seed(seed)
    (x, y), test = keras.datasets.california_housing.load_data(seed=seed)
    cut = len(x) // 4
    return (x[cut:], y[cut:]), (x[:cut], y[:cut]), test


def housing(_):
    """House prices: a regression whose inputs are normalized by a layer that has seen them."""
    train, valid, test = houses()
    norm = keras.layers.Normalization()
    dense = [keras.layers.Dense(50, activation="relu") for _ in range(3)]
    model = keras.Sequential([keras.Input((8,)), norm, *dense, keras.layers.Dense(1)])
    model.compile(
        loss="mse",
        optimizer=keras.optimizers.Adam(learning_rate=1e-3),
        metrics=["RootMeanSquaredError"],
    )
    norm.adapt(train[0])
    model.fit(*train, epochs=20, validation_data=valid, verbose=0)
    say(rmse=model.evaluate(*test)[1])


def small_housing(_):
    """The smaller network, 8-30-100-1, on inputs that were standardised beforehand."""
    (x, y), _, (x_test, y_test) = houses()
    mean, deviation = x.mean(axis=0), x.std(axis=0)
    layers = [keras.layers.Dense(30, "relu"), keras.layers.Dense(100, "relu")]
    model = keras.Sequential([keras.Input((8,)), *layers, keras.layers.Dense(1)])
    model.compile(loss="mse", optimizer="sgd")
    model.fit((x - mean) / deviation, y, epochs=20, verbose=0)
    say(parameters=model.count_params())
    say(test_mse=model.evaluate((x_test - mean) / deviation, y_test))


def graph():
    """Return Wide & Deep with two inputs and two outputs, as a graph."""
    wide = keras.Input((5,), name="wide")
    deep = keras.Input((6,), name="deep")
    hidden = keras.layers.Dense(30, activation="relu")(deep)
    hidden = keras.layers.Dense(100, activation="relu")(hidden)
    both = keras.layers.concatenate([wide, hidden])
    price = keras.layers.Dense(1, name="price")(both)
    aside = keras.layers.Dense(1, name="aside")(hidden)
    return keras.Model(inputs=[wide, deep], outputs=[price, aside])


class WideAndDeep(keras.Model):
    """The same as a class: its `call` is any Python."""

    def __init__(self, **options):
        super().__init__(**options)
        self.hidden = [keras.layers.Dense(n, activation="relu") for n in (30, 100)]
        self.price, self.aside = keras.layers.Dense(1), keras.layers.Dense(1)

    def call(self, inputs):
        """Return the outputs for tensors."""
        wide, deep = inputs
        for layer in self.hidden:
            deep = layer(deep)
        both = keras.layers.concatenate([wide, deep])
        return self.price(both), self.aside(deep)


def wide_and_deep(_):
    """Wide & Deep three ways: a graph by position, the graph by name, a subclass."""
    (x, y), _, (x_test, y_test) = houses()
    mean, deviation = x.mean(axis=0), x.std(axis=0)
    x, x_test = (x - mean) / deviation, (x_test - mean) / deviation
    sides, test = (x[:, :5], x[:, 2:]), (x_test[:, :5], x_test[:, 2:])
    settings = {"optimizer": "sgd", "loss_weights": [0.9, 0.1]}
    for name, model in (("graph", graph()), ("subclass", WideAndDeep())):
        model.compile(loss=["mse", "mse"], metrics=[["mae"], ["mae"]], **settings)
        model.fit(sides, (y, y), epochs=10, verbose=0)
        say(**{f"{name}_parameters": model.count_params()})
        say(**{f"{name}_test_loss": model.evaluate(test, (y_test, y_test))[1]})
    named = graph()
    named.compile(optimizer="sgd", loss={"price": "mse", "aside": "mse"})
    inputs, targets = {"wide": sides[0], "deep": sides[1]}, {"price": y, "aside": y}
    history = named.fit(inputs, targets, epochs=1, verbose=0)
    say(by_name=sorted(history.history))


def saving(_):
    """A model is saved, loaded, and goes on as if nothing had been."""
    (x, y), _, _ = houses()
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    layers = [keras.layers.Dense(30, "relu"), keras.layers.Dense(1)]
    model = keras.Sequential([keras.Input((8,)), *layers])
    model.compile(loss="mse", optimizer="adam")
    model.fit(x, y, epochs=2, verbose=0)
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder) / "model.keras")
        again = keras.models.load_model(Path(folder) / "model.keras")
    for one in (model, again):
        one.fit(x, y, epochs=1, verbose=0)
    say(same_bits=bool((model.parameters == again.parameters).all()))


def callbacks(_):
    """Training is watched: the best model kept, an end when it gets no better, files to look at."""
    train, valid, _ = houses()
    norm = keras.layers.Normalization()
    norm.adapt(train[0])
    layers = [norm, keras.layers.Dense(30, "relu"), keras.layers.Dense(1)]
    model = keras.Sequential([keras.Input((8,)), *layers])
    model.compile(loss="mse", optimizer=keras.optimizers.Adam(0.01))
    with tempfile.TemporaryDirectory() as folder:
        best = Path(folder) / "best.keras"
        watchers = [
            keras.callbacks.ModelCheckpoint(best, save_best_only=True),
            keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True),
            keras.callbacks.TensorBoard(Path(folder) / "logs"),
        ]
        history = model.fit(*train, epochs=30, validation_data=valid, callbacks=watchers, verbose=0)
        kept = keras.models.load_model(best).evaluate(*valid)
        say(event_files=len(list(Path(folder).rglob("events*"))))
    say(epochs=len(history.epoch), best=min(history.history["val_loss"]), kept=kept)
    say(restored=model.evaluate(*valid))


def build(hp):
    """Return a classifier with depth, width, rate and optimizer to be chosen."""
    model = keras.Sequential([keras.Input((5,))])
    for _ in range(hp.Int("layers", 0, 3, default=1)):
        model.add(keras.layers.Dense(hp.Int("units", 8, 64, step=8), "relu"))
    model.add(keras.layers.Dense(7, "softmax"))
    rate = hp.Float("rate", 1e-3, 1e-1, sampling="log")
    optimizer = hp.Choice("optimizer", ["sgd", "adam"])
    model.compile(
        optimizer=keras.optimizers.get(
            {"class_name": optimizer, "config": {"learning_rate": rate}}
        ),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def blobs():
    """Return seven clouds in five dimensions."""
    x, y = keras.datasets.synthetic.blobs(1500, dimensions=5, centres=7, spread=3.0, seed=42)
    return (x[:1000], y[:1000]), (x[1000:], y[1000:])


def tune(_):
    """The same model's numbers, searched in three ways."""
    train, valid = blobs()
    searches = {
        "random": (keras.tuners.RandomSearch, {"max_trials": 5}),
        "hyperband": (keras.tuners.Hyperband, {"max_epochs": 9, "factor": 3}),
        "bayesian": (keras.tuners.BayesianOptimization, {"max_trials": 5}),
    }
    for name, (search, budget) in searches.items():
        with tempfile.TemporaryDirectory() as folder:
            tuner = search(build, objective="val_accuracy", seed=42, directory=folder, **budget)
            tuner.search(*train, epochs=5, validation_data=valid, verbose=0)
            best = tuner.get_best_hyperparameters(1)[0]
            score = tuner.get_best_models(1)[0].evaluate(*valid)[1]
        say(**{f"{name}_best": best.values, f"{name}_val_accuracy": score})


PROGRAMS = {
    program.__name__: program
    for program in (
        neuron, perceptron, images, small_housing, housing, wide_and_deep, saving, callbacks, tune,
    )
}  # fmt: skip


def main():
    """Run the programs that are named, or all."""
    parser = argparse.ArgumentParser(description="The chapter's programs")
    parser.add_argument("programs", nargs="*", choices=[[], *PROGRAMS], default=[])
    parser.add_argument("--epochs", type=int, default=3, help="of Fashion-MNIST")
    options = parser.parse_args()
    for name in options.programs or PROGRAMS:
        print(f"\n== {name}: {PROGRAMS[name].__doc__}")
        PROGRAMS[name](options)


if __name__ == "__main__":
    main()
