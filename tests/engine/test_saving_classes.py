"""Classes of one's own in files: by their constructors' arguments, and by registered names."""

import numpy as np
import pytest

import engine as keras
from engine import layers, ops
from engine.errors import EngineError, InvalidValue, UnknownChoice
from engine.serialization.registered import REGISTERED
from tests.engine.graphs import rows
from tests.engine.saving import for_the_engine_alone, own_saved_and_loaded

X, Y = rows(3, 2)


class Scaled(keras.layers.Layer):
    """Keeps none of its arguments as it was given."""

    def __init__(self, factor, shift=0.0, kernel_initializer="ones", **kwargs):
        super().__init__(**kwargs)
        self.doubled = 2 * factor
        self.offset = -shift
        self.initializer = kernel_initializer

    def build(self, input_shape):
        self.kernel = self.add_weight(
            name="kernel", shape=(input_shape[-1],), initializer=self.initializer
        )

    def call(self, inputs):
        return inputs * self.kernel * self.doubled / 2 - self.offset


class Short(keras.layers.Layer):
    """Takes no name."""

    def __init__(self, power):
        super().__init__()
        self.exponent = power

    def call(self, inputs):
        return inputs**self.exponent


class WideAndDeep(keras.Model):
    """The textbook's model, which says nothing of its configuration."""

    def __init__(self, units=30, activation="relu", **kwargs):
        super().__init__(**kwargs)
        self.hidden = [layers.Dense(units, activation=activation) for _ in range(2)]
        self.out = layers.Dense(2)

    def call(self, inputs):
        z = inputs
        for layer in self.hidden:
            z = layer(z)
        return self.out(layers.concatenate([inputs, z]))


class Tall(keras.Sequential):
    """A stack that makes its own layers."""

    def __init__(self, units):
        super().__init__([layers.Dense(size, "tanh") for size in units])


class Holder(keras.Model):
    """Is given a layer, which a file would make anew."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def call(self, inputs):
        return self.inner(inputs)


class Greedy(Scaled):
    """Takes as many arguments as come."""

    def __init__(self, *factors):
        super().__init__(factors[0])


def my_softplus(z):
    return ops.log(ops.exp(z) + 1.0)


CLASSES = {kind.__name__: kind for kind in (Scaled, Short, WideAndDeep, Tall)}
SMALL = keras.initializers.RandomNormal(stddev=0.01)


def stack(*last):
    return keras.Sequential([keras.Input((3,)), layers.Dense(2), *last], seed=1)


@pytest.mark.parametrize(
    "make",
    [
        lambda: stack(Scaled(1.5, shift=0.25)),
        lambda: stack(Scaled(3, kernel_initializer=SMALL, name="mine"), Short(2)),
        lambda: WideAndDeep(8, activation="selu", name="wide_and_deep", seed=4),
        lambda: WideAndDeep(units=5),
        lambda: Tall([4, 2]),
    ],
)
def test_class_without_a_configuration_comes_back_by_its_arguments(make, tmp_path):
    model = make()
    model.compile("adam", "mse")
    model.fit(X, Y, epochs=2, verbose=0)
    again = own_saved_and_loaded(model, tmp_path, custom_objects=CLASSES)
    assert (type(again), again.name) == (type(model), model.name)
    for one in (model, again):
        one.fit(X, Y, epochs=2, verbose=0)
    np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))


def test_configuration_of_a_layer_is_what_its_constructor_was_given():
    layer = Scaled(3, shift=np.float64(0.5), name="mine", trainable=False)
    assert layer.get_config() == {"name": "mine", "trainable": False, "factor": 3, "shift": 0.5}
    assert Short(2).get_config() == {"power": 2}
    again = Scaled.from_config(layer.get_config())
    assert (again.doubled, again.offset, again.name, again.trainable) == (6, -0.5, "mine", False)


def test_clone_of_a_class_is_made_by_its_arguments():
    model = WideAndDeep(6)
    model.build((None, 3))
    clone = keras.models.clone_model(model)
    clone.build((None, 3))
    assert clone.count_params() == model.count_params()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Holder(layers.Dense(2)), r"argument 'inner' is a part of a model.*get_config\(\)"),
        (lambda: stack(Greedy(1, 2)), r"Greedy cannot be saved .* it takes \*factors"),
        (lambda: WideAndDeep(5, activation=np.exp), "cannot be saved"),
    ],
)
def test_arguments_that_no_file_can_hold_are_told(make, words, tmp_path):
    model = make()
    model.build((None, 3))
    with pytest.raises(EngineError, match=words):
        model.save(tmp_path / "x.keras")
    assert not list(tmp_path.iterdir())


@pytest.fixture
def registry(monkeypatch):
    for name in list(REGISTERED):
        monkeypatch.delitem(REGISTERED, name)
    yield REGISTERED
    REGISTERED.clear()


def test_registered_classes_are_found_without_being_given(registry, tmp_path):
    keras.saving.register_keras_serializable()(Scaled)
    keras.saving.register_keras_serializable(package="mine", name="soft")(my_softplus)
    keras.utils.register_keras_serializable("mine")(WideAndDeep)
    model = WideAndDeep(4, activation=my_softplus)
    model.build((None, 3))
    again = own_saved_and_loaded(model, tmp_path)
    np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))
    assert keras.models.model_from_json(stack(Scaled(2)).to_json()).layers[-1].doubled == 4
    assert "mine>WideAndDeep" in model.to_json()
    assert keras.saving.get_registered_name(Scaled) == "Custom>Scaled"
    assert keras.saving.get_registered_object("mine>soft") is my_softplus
    assert keras.saving.get_registered_object("nothing") is None


def test_file_of_a_registered_class_loads_with_the_class_by_its_own_name(registry, tmp_path):
    keras.saving.register_keras_serializable("mine")(Scaled)
    with for_the_engine_alone():
        stack(Scaled(2)).save(tmp_path / "x.keras")
    registry.clear()
    with pytest.raises(UnknownChoice, match=r"custom_objects=\{'mine>Scaled'"):
        keras.models.load_model(tmp_path / "x.keras")
    again = keras.models.load_model(tmp_path / "x.keras", custom_objects={"Scaled": Scaled})
    assert again.layers[-1].doubled == 4


def test_classes_are_known_within_a_scope(registry, tmp_path):
    with for_the_engine_alone():
        stack(Scaled(2)).save(tmp_path / "x.keras")
    with keras.saving.custom_object_scope({"Scaled": Short}, {"Scaled": Scaled}):
        assert keras.models.load_model(tmp_path / "x.keras").layers[-1].doubled == 4
    with pytest.raises(UnknownChoice, match=r"load with custom_objects=\{'Scaled'"):
        keras.models.load_model(tmp_path / "x.keras")
    keras.saving.get_custom_objects()["Scaled"] = Scaled
    assert keras.models.load_model(tmp_path / "x.keras").layers[-1].doubled == 4


def test_registered_name_is_of_one_class(registry):
    keras.saving.register_keras_serializable(name="A")(Scaled)
    with pytest.raises(InvalidValue, match="Custom>A is registered already"):
        keras.saving.register_keras_serializable(name="A")(layers.Dense)
