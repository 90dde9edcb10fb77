import dataclasses

import numpy as np
import pytest

import engine as keras
from engine import (
    Input,
    Model,
    Sequential,
    activations,
    layers,
    losses,
    optimizers,
    regularizers,
)
from engine.activations import parametric
from engine.errors import EngineError, NotReady, UnknownChoice
from engine.initializers import Constant, HeNormal, RandomNormal
from tests.engine.saving import own_saved_and_loaded

X = np.random.default_rng(0).normal(size=(50, 4))
Y = {"r": X[:, :1] ** 2, "c": (X[:, 1] > 0).astype(int) + (X[:, 2] > 0)}


def two_headed(optimizer="adam", dtype=None):
    """Return a compiled model with a shared layer, noise, running means and two outputs."""
    wide = Input((4,), name="wide")
    shared = layers.Dense(5, "tanh", kernel_regularizer=regularizers.L2(0.01))
    hidden = shared(layers.Dense(4, "elu")(shared(layers.Dense(4, "relu")(wide))))
    hidden = layers.Dropout(0.3)(layers.BatchNormalization()(hidden))
    heads = {"r": layers.Dense(1)(hidden), "c": layers.Dense(3, "softmax")(hidden)}
    model = Model(wide, heads, seed=3, dtype=dtype)
    loss = {"r": "mse", "c": "sparse_categorical_crossentropy"}
    weights = {"r": 0.3, "c": 0.7}
    model.compile(optimizer, loss, loss_weights=weights, metrics={"c": ["accuracy"]})
    return model


def saved_and_loaded(model, folder, **options):
    model.save(folder / "model.keras")
    return keras.models.load_model(folder / "model.keras", **options)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("optimizer", ["sgd", "nesterov", "adam"])
def test_training_goes_on_to_the_same_bits(tmp_path, optimizer, dtype):
    model = two_headed(optimizer, dtype)
    model.fit(X, Y, epochs=2, verbose=0)
    again = saved_and_loaded(model, tmp_path)
    went, goes = (one.fit(X, Y, epochs=2, verbose=0) for one in (model, again))
    assert goes.history == went.history
    np.testing.assert_array_equal(again.parameters, model.parameters)
    np.testing.assert_array_equal(again.network.non_trainable, model.network.non_trainable)


def test_loaded_model_predicts_the_same_before_any_training(tmp_path):
    model = two_headed()
    again = saved_and_loaded(model, tmp_path)
    for name, outputs in model.predict(X).items():
        np.testing.assert_array_equal(again.predict(X)[name], outputs)


def test_sequential_model_comes_back_as_one(tmp_path):
    model = Sequential([Input((4,)), layers.Dense(3, "relu"), layers.Dense(1)], name="small")
    again = saved_and_loaded(model, tmp_path)
    assert type(again) is Sequential
    assert (again.name, again.seed) == (model.name, model.seed)
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


def test_model_never_compiled_comes_back_so(tmp_path):
    model = Sequential([Input((4,)), layers.Dense(1)])
    with pytest.raises(NotReady, match="compiled"):
        saved_and_loaded(model, tmp_path).fit(X, Y["r"])


def test_compiling_may_be_left_out(tmp_path):
    with pytest.raises(NotReady, match="compiled"):
        saved_and_loaded(two_headed(), tmp_path, compile=False).fit(X, Y)


def test_settings_of_layers_come_back(tmp_path):
    dense = layers.Dense(
        2, "selu", False, HeNormal(), Constant(0.3), regularizers.TruncatedL1(0.2), name="first"
    )
    model = Sequential([Input((4,), name="four"), dense, layers.GaussianNoise(0.4)])
    first, noise = saved_and_loaded(model, tmp_path).layers
    assert (first.name, first.activation.name, first.use_bias) == ("first", "selu", False)
    assert isinstance(first.kernel_initializer, HeNormal)
    assert first.bias_initializer.value == 0.3
    assert type(first.kernel_regularizer) is regularizers.TruncatedL1
    assert (first.kernel_regularizer.l1, noise.stddev) == (0.2, 0.4)


def test_initializers_keep_their_numbers(tmp_path):
    model = Sequential([Input((4,)), layers.Dense(2, kernel_initializer=RandomNormal(1, 0.3))])
    (dense,) = saved_and_loaded(model, tmp_path).layers
    assert vars(dense.kernel_initializer) == {"mean": 1, "stddev": 0.3, "seed": None}


@pytest.mark.parametrize(
    "activation", [layers.LeakyReLU(0.07), layers.ELU(0.3), parametric.leaky(1e-3), "mish"]
)
def test_activations_keep_their_number(tmp_path, activation):
    model = Sequential([Input((4,)), layers.Dense(9, activation)], seed=1)
    np.testing.assert_array_equal(saved_and_loaded(model, tmp_path).predict(X), model.predict(X))


def test_activation_that_is_called_like_another_is_refused(tmp_path):
    false = dataclasses.replace(activations.get("tanh"), value=np.sinh)
    with pytest.raises(EngineError, match="'tanh' is the engine's"):
        saved_and_loaded(Sequential([Input((4,)), layers.Dense(1, false)]), tmp_path)


def test_activation_of_ones_own_comes_back_by_custom_objects(tmp_path):
    own = dataclasses.replace(activations.get("tanh"), name="sinh", value=np.sinh)
    model = Sequential([Input((4,)), layers.Dense(3, own)])
    again = own_saved_and_loaded(model, tmp_path, custom_objects={"sinh": own})
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


def test_what_normalization_has_adapted_to_comes_back(tmp_path):
    normalization = layers.Normalization()
    normalization.adapt(X)
    model = Sequential([Input((4,)), normalization, layers.Dense(1)])
    again = saved_and_loaded(model, tmp_path)
    assert again.layers[0].adapted
    np.testing.assert_array_equal(again.layers[0].get_weights()[0], normalization.get_weights()[0])


def test_losses_metrics_and_optimizers_keep_their_settings(tmp_path):
    model = Sequential([Input((4,)), layers.Dense(1)])
    optimizer = optimizers.get("sgd", learning_rate=0.2, momentum=0.7, nesterov=True)
    model.compile(optimizer, losses.Huber(0.4), metrics=["mae", keras.metrics.get("r2")])
    again = saved_and_loaded(model, tmp_path)
    assert again.settings.loss.delta == 0.4
    found = again.optimizer
    assert (found.learning_rate, found.momentum, found.nesterov) == (0.2, 0.7, True)
    assert again.metrics_names == ["loss", "mae", "r2_score"]


def test_learning_rate_changed_in_training_comes_back(tmp_path):
    model = two_headed()
    model.optimizer.learning_rate = 0.025
    assert saved_and_loaded(model, tmp_path).optimizer.learning_rate == 0.025


def test_frozen_layers_stay_frozen(tmp_path):
    model = two_headed()
    model.network.layers[0].trainable = False
    assert [layer.trainable for layer in saved_and_loaded(model, tmp_path).layers] == [
        layer.trainable for layer in model.layers
    ]


def test_layer_frozen_since_compile_still_learns_until_the_next_compile(tmp_path):
    model = two_headed()
    model.fit(X, Y, verbose=0)
    model.layers[0].trainable = False
    again = saved_and_loaded(model, tmp_path)
    for one in (model, again):
        one.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(again.parameters, model.parameters)


def test_inputs_by_name_come_back_by_name(tmp_path):
    parts = {"a": Input((2,)), "b": Input((3,))}
    both = layers.Concatenate()([parts["a"][:, 0:1], parts["b"]])
    model = Model(parts, [layers.Dense(1, name="one")(both), layers.Dense(2, name="two")(both)])
    given = {"a": X[:, :2], "b": X[:, 1:]}
    again = own_saved_and_loaded(model, tmp_path)
    for here, there in zip(again.predict(given), model.predict(given), strict=True):
        np.testing.assert_array_equal(here, there)
    assert again.output_structure == model.output_structure


def test_calls_that_are_always_or_never_training_come_back_so(tmp_path):
    one = Input((4,))
    hidden = layers.BatchNormalization()(layers.Dropout(0.5)(one, training=True), training=False)
    again = saved_and_loaded(Model(one, layers.Dense(1)(hidden)), tmp_path)
    assert [call.training for call in again.graph.calls] == [True, False, None]


def test_same_model_gives_the_same_bytes(tmp_path):
    model = two_headed()
    for name in ("one.keras", "two.keras"):
        model.save(tmp_path / name)
    assert (tmp_path / "one.keras").read_bytes() == (tmp_path / "two.keras").read_bytes()


def test_file_that_is_there_is_replaced_only_if_allowed(tmp_path):
    two_headed().save(tmp_path / "model.keras")
    with pytest.raises(EngineError, match="is there already"):
        two_headed().save(tmp_path / "model.keras", overwrite=False)


def test_failed_writing_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    (tmp_path / "model.keras").write_bytes(b"old")
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        two_headed().save(tmp_path / "model.keras")
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"old"]


def test_file_of_another_ending_is_refused(tmp_path):
    with pytest.raises(EngineError, match=r"must end in \.keras; got '.*model\.pkl'"):
        two_headed().save(tmp_path / "model.pkl")


def test_model_without_inputs_cannot_be_saved(tmp_path):
    with pytest.raises(NotReady, match="add an Input"):
        Sequential([layers.Dense(1)]).save(tmp_path / "model.keras")


class Doubled(layers.Dense):
    def __init__(self, units, *, name=None):
        super().__init__(2 * units, name=name)
        self.half = units

    def get_config(self):
        return {"name": self.name, "units": self.half}


def test_layers_of_ones_own_come_back_by_custom_objects(tmp_path):
    model = Sequential([Input((4,)), Doubled(3)])
    again = own_saved_and_loaded(model, tmp_path, custom_objects={"Doubled": Doubled})
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


def test_layers_of_ones_own_must_be_given(tmp_path):
    with pytest.raises(UnknownChoice, match=r"load with custom_objects=\{'Doubled'"):
        own_saved_and_loaded(Sequential([Input((4,)), Doubled(3)]), tmp_path)
