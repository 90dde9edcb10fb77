"""A program for each kind of call that readers of the textbook type, old spellings too.

They only have to run: what they come to is tested where it is made.
"""

import numpy as np
import pytest

import engine as keras
from engine import layers, ops

pytestmark = pytest.mark.filterwarnings("ignore")  # what to write today

X = np.random.default_rng(1).random((60, 8)).astype("float32")
Y, CLASSES = X.sum(axis=1), np.arange(60) % 3


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def classifier():
    model = keras.Sequential(
        [layers.Input((8,)), layers.Dense(5, "relu"), layers.Dense(3, "softmax")]
    )
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def regressor(learning_rate=0.01):
    model = keras.models.Sequential()
    model.add(layers.InputLayer(input_shape=[8]))
    model.add(layers.Dense(5, activation="relu"))
    model.add(layers.Dense(1))
    model.compile(loss="mse", optimizer=keras.optimizers.SGD(lr=learning_rate))
    return model


def test_files():
    model = classifier()
    for name in ("my_keras_model.h5", "my_model.hdf5", "my_model.keras", "my_model", "folder/"):
        model.save(name)
        keras.models.load_model(name)
    for name in ("my.weights.h5", "my_weights.h5", "my_keras_weights.ckpt", "my_checkpoints"):
        model.save_weights(name)
        model.load_weights(name)
    model.save("tf_model", save_format="tf")
    checkpoint = keras.callbacks.ModelCheckpoint("best.h5", save_best_only=True)
    model.fit(X, CLASSES, validation_split=0.2, callbacks=[checkpoint], verbose=0)
    assert keras.models.load_model("best.h5").count_params() == model.count_params()


def test_session_and_rates():
    keras.backend.clear_session()
    model = regressor()
    assert model.name == "sequential"
    assert model.layers[0].name == "dense"
    keras.backend.set_value(model.optimizer.learning_rate, 0.5)
    assert keras.backend.get_value(model.optimizer.learning_rate) == 0.5
    model.optimizer.learning_rate.assign(0.25)
    assert float(model.optimizer.learning_rate) == 0.25
    model.optimizer.learning_rate = 0.0
    assert keras.__version__


def test_ways_to_begin_a_stack():
    model = keras.Sequential([layers.Dense(3, input_dim=8), layers.Dense(1)])
    model.pop()
    model.add(layers.Dense(2))
    assert model.output_shape == (None, 2)
    bare = keras.Sequential([layers.Dense(3), layers.Dense(1)])
    bare.build(input_shape=[None, 8])
    assert bare.count_params() == 27 + 4
    dense = layers.Dense(3)
    dense.build(input_shape=(None, 8))
    assert dense.kernel.shape == (8, 3)
    with pytest.raises(TypeError, match=r"Sequential\.build\(\)"):
        bare.build(shape=(None, 8))


def test_functions_beside_classes():
    assert keras.losses.mean_squared_error(X, X).tolist() == [0] * 60
    for loss in ("mape", "msle", "kl_divergence", "poisson", keras.losses.huber):
        model = regressor()
        model.compile(keras.optimizers.Ftrl(), loss)
        model.fit(X, Y, verbose=0)
    layers.Dense(3, "swish", kernel_regularizer=keras.regularizers.l1_l2(l1=0.1, l2=0.1))
    scaled = keras.initializers.VarianceScaling(scale=2.0, mode="fan_avg", distribution="uniform")
    layers.Dense(3, "selu", kernel_initializer=scaled, kernel_constraint=keras.constraints.max_norm)
    classes = classifier().predict_classes(X)
    assert classes.shape == classifier().predict_proba(X)[:, 0].shape


def test_grid_of_a_wrapper():
    selection = pytest.importorskip("sklearn.model_selection")

    def build_model(n_hidden=1, n_neurons=5, learning_rate=1e-3):
        model = keras.Sequential([layers.InputLayer(input_shape=[8])])
        for _ in range(n_hidden):
            model.add(layers.Dense(n_neurons, activation="relu"))
        model.add(layers.Dense(1))
        model.compile(loss="mse", optimizer=keras.optimizers.SGD(learning_rate=learning_rate))
        return model

    wrapper = keras.wrappers.scikit_learn.KerasRegressor(build_model)
    search = selection.RandomizedSearchCV(wrapper, {"n_hidden": [0, 1]}, n_iter=2, cv=2)
    search.fit(X, Y, epochs=1, verbose=0, callbacks=[keras.callbacks.EarlyStopping("loss")])
    assert set(search.best_params_) == {"n_hidden"}


def test_two_outputs_and_what_a_model_says():
    wide, deep = layers.Input(shape=[5], name="wide"), layers.Input(shape=[3], name="deep")
    hidden = layers.Dense(4, activation="relu")(deep)
    main = layers.Dense(1, name="main_output")(layers.concatenate([wide, hidden]))
    model = keras.Model(inputs=[wide, deep], outputs=[main, layers.Dense(1, name="aux")(hidden)])
    model.compile(loss=["mse", "mse"], loss_weights=[0.9, 0.1], optimizer="sgd", metrics=["mae"])
    model.fit([X[:, :5], X[:, 5:]], [Y, Y], verbose=0)
    assert model.output_names == ["main_output", "aux"]
    assert model.input_shape == [(None, 5), (None, 3)]
    assert len(model.trainable_variables) == len(model.weights) == 6
    assert model.history.history.keys() >= {"loss", "aux_mae"}
    keras.utils.plot_model(model, "my_model.png", show_shapes=True)


def test_callbacks_of_each_kind():
    seen = []

    class Printing(keras.callbacks.Callback):
        def on_test_batch_end(self, batch, logs=None):
            seen.append("test")

        def on_predict_begin(self, logs=None):
            seen.append("predict")

    model, backup = classifier(), keras.callbacks.BackupAndRestore("backup")
    model.fit(X, CLASSES, validation_split=0.5, callbacks=[Printing(), backup], verbose=0)
    model.evaluate(X, CLASSES, callbacks=[Printing()], verbose=0)
    model.predict(X, callbacks=[Printing()], verbose=0)
    assert (seen.count("test"), seen.count("predict")) == (1 + 2, 1)
    stopping = keras.callbacks.EarlyStopping(patience=10, restore_best_weights=True)
    model.fit(X, CLASSES, callbacks=[stopping, keras.callbacks.TerminateOnNaN()], verbose=0)


def test_hooks_come_in_the_order_of_keras():
    heard = []

    class Listener(keras.callbacks.Callback):
        def __getattribute__(self, name):
            if name.startswith("on_"):
                return lambda *_, **__: heard.append(name)
            return super().__getattribute__(name)

    model, data = regressor(), {"callbacks": [Listener()], "verbose": 0}
    model.fit(X, Y, batch_size=60, validation_data=(X, Y), **data)
    test = ["on_test_begin", "on_test_batch_begin", "on_test_batch_end", "on_test_end"]
    assert heard == [
        "on_train_begin", "on_epoch_begin", "on_train_batch_begin", "on_train_batch_end", *test,
        "on_epoch_end", "on_train_end",
    ]  # fmt: skip
    heard.clear()
    model.evaluate(X, Y, batch_size=60, **data)
    assert heard == test
    heard.clear()
    model.predict(X, batch_size=60, **data)
    assert heard == [one.replace("test", "predict") for one in test]


def test_model_of_the_dynamic_kind():
    class WideAndDeep(keras.Model):
        def __init__(self, units=5, activation="relu", **kwargs):
            super().__init__(**kwargs)
            self.hidden = layers.Dense(units, activation=activation)
            self.main_output, self.aux_output = layers.Dense(1), layers.Dense(1)

        def call(self, inputs):
            wide, deep = inputs
            hidden = self.hidden(deep)
            joined = ops.concatenate([wide, hidden, deep[:, :2] * 2 - 1])
            return self.main_output(joined), self.aux_output(hidden)

    model = WideAndDeep(6, activation="elu")
    model.compile(loss="mse", loss_weights=[0.9, 0.1], optimizer="adam")
    model.fit((X[:, :5], X[:, 5:]), (Y, Y), epochs=2, verbose=0)
    model.save("my_model")
    again = keras.models.load_model("my_model", custom_objects={"WideAndDeep": WideAndDeep})
    main, _ = again.predict([X[:, :5], X[:, 5:]], verbose=0)
    assert main.shape == (60, 1)


def test_models_within_models_and_summaries():
    inner, x = classifier(), keras.Input((8,))
    model = keras.Model(x, inner(x))
    assert model.get_layer(inner.name) is inner
    lines = []
    model.summary(print_fn=lines.append, expand_nested=True, line_length=100, show_trainable=True)
    assert "Total params: 63" in "".join(lines)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: classifier().get_layer("dense_99"), r"No such layer: dense_99\."),
        (lambda: classifier().get_layer(), "Provide either a layer name or layer index"),
        (lambda: keras.Sequential([layers.Dense(1)]).fit(X, Y), r"You must call `compile\(\)`"),
        (lambda: classifier().save(), r"Model\.save\(\)"),
        (lambda: classifier().fit(X, CLASSES, epoch=1), r"Model\.fit\(\)"),
    ],
)
def test_errors_have_words_that_readers_look_for(call, words):
    with pytest.raises((ValueError, TypeError), match=words):
        call()


def test_data_that_come_batch_by_batch():
    def batches():
        while True:
            yield X[:10], Y[:10]

    class Batches(keras.utils.Sequence):
        def __len__(self):
            return 2

        def __getitem__(self, index):
            return X[index * 5 : index * 5 + 5], Y[index * 5 : index * 5 + 5]

    model = regressor()
    data = {"validation_data": batches(), "validation_steps": 2, "verbose": 0}
    model.fit(batches(), steps_per_epoch=3, **data)
    model.fit(Batches(), verbose=0)
    model.compile("sgd", "mse", weighted_metrics=["mae"], run_eagerly=True)
    model.fit(X, Y, validation_data=(X, Y), validation_freq=2, epochs=2, verbose=0)
    assert np.isfinite([*model.test_on_batch(X, Y), *model.predict_on_batch(X)[:, 0]]).all()


def test_search_of_the_chapter():
    pytest.importorskip("optuna")
    kt = keras.tuners

    def build_model(hp):
        model = keras.Sequential([layers.Flatten()])
        for _ in range(hp.Int("n_hidden", min_value=0, max_value=2, default=1)):
            model.add(layers.Dense(hp.Int("n_neurons", min_value=4, max_value=8)))
        model.add(layers.Dense(3, activation="softmax"))
        rate = hp.Float("learning_rate", min_value=1e-4, max_value=1e-2, sampling="log")
        model.compile("sgd" if hp["n_hidden"] else keras.optimizers.Adam(rate),
                      "sparse_categorical_crossentropy", metrics=["accuracy"])  # fmt: skip
        return model

    tuner = kt.BayesianOptimization(
        build_model, objective="val_accuracy", max_trials=2, alpha=1e-4, beta=2.6, seed=None,
        overwrite=True, directory="my_fashion_mnist", project_name="bayesian_opt",
    )  # fmt: skip
    tuner.search(X, CLASSES, epochs=1, validation_split=0.2)
    best = tuner.oracle.get_best_trials(num_trials=1)[0]
    best.summary()
    assert best.metrics.get_last_value("val_accuracy") == best.score
    tuner.get_best_models(num_models=1)[0].evaluate(X, CLASSES, verbose=0)
    tuner.results_summary()
    tuner.search_space_summary()
