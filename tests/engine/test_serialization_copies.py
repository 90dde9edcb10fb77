"""Clones, JSON, and models that are classes of their own."""

import json

import numpy as np
import pytest

import engine as keras
from engine import Input, Model, Sequential, layers, regularizers
from engine.errors import DamagedModel, EngineError, UnknownChoice
from engine.serialization.copies import clone_layer
from tests.engine.saving import own_saved_and_loaded
from tests.engine.test_serialization import X, Y, two_headed


class Tower(Model):
    """A program: as many hidden layers as it is told."""

    def __init__(self, units, depth=2, **rest):
        super().__init__(**rest)
        self.units, self.depth = units, depth
        self.hidden = [layers.Dense(units, "relu") for _ in range(depth)]
        self.drop, self.head = layers.Dropout(0.2), layers.Dense(1)

    def call(self, inputs, training=False):
        for layer in self.hidden:
            inputs = layer(inputs)
        return self.head(self.drop(inputs, training=training))


class SavedTower(Tower):
    def get_config(self):
        return {**super().get_config(), "units": self.units, "depth": self.depth}


class BareTower(Tower):
    """Says nothing of name, seed and type of numbers."""

    def get_config(self):
        return {"units": self.units, "depth": self.depth}


def trained(kind):
    model = kind(3, seed=2)
    model.compile("adam", "mse")
    model.fit(X, Y["r"], verbose=0)
    return model


def test_class_with_a_configuration_goes_on_to_the_same_bits(tmp_path):
    model = trained(SavedTower)
    again = own_saved_and_loaded(model, tmp_path, custom_objects={"SavedTower": SavedTower})
    for one in (model, again):
        one.fit(X, Y["r"], epochs=2, verbose=0)
    np.testing.assert_array_equal(again.parameters, model.parameters)


def test_class_gets_back_what_its_configuration_leaves_out(tmp_path):
    model = BareTower(3, seed=2, dtype="float64", name="bare")
    model.build((None, 4))
    again = own_saved_and_loaded(model, tmp_path, custom_objects={"BareTower": BareTower})
    assert (again.name, again.seed, again.dtype) == ("bare", 2, np.float64)
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


def test_class_made_of_json_starts_with_the_weights_of_its_seed():
    model = BareTower(3, seed=2)
    model.build((None, 4))
    again = keras.models.model_from_json(model.to_json(), {"BareTower": BareTower})
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


def test_class_without_one_saves_its_weights(tmp_path):
    model, other = trained(Tower), Tower(3, seed=9)
    model.save_weights(tmp_path / "tower.safetensors")
    other.build((None, 4))
    other.load_weights(tmp_path / "tower.safetensors")
    np.testing.assert_array_equal(other.predict(X), model.predict(X))


def test_class_must_be_given_to_be_loaded(tmp_path):
    with pytest.raises(UnknownChoice, match=r"custom_objects=\{'SavedTower'"):
        own_saved_and_loaded(trained(SavedTower), tmp_path)


def test_clone_has_the_architecture_and_fresh_weights():
    model = two_headed()
    clone = keras.models.clone_model(model)
    assert [one.name for one in clone.layers] == [one.name for one in model.layers]
    assert clone.count_params() == model.count_params()
    assert not np.array_equal(clone.network.layers[0].kernel, model.network.layers[0].kernel)


def test_clone_shares_what_the_model_shares():
    clone = keras.models.clone_model(two_headed())
    uses = [call.layer for call in clone.graph.calls]
    assert len(uses) == len(set(uses)) + 1


def test_clone_of_a_stack_is_a_stack_with_the_same_predictions_for_the_same_weights():
    model = Sequential([Input((4,)), layers.Dense(3, layers.LeakyReLU(0.1)), layers.Dense(1)])
    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    assert type(clone) is Sequential
    np.testing.assert_array_equal(clone.predict(X), model.predict(X))


def test_clone_is_not_compiled():
    with pytest.raises(EngineError, match="compiled first"):
        keras.models.clone_model(two_headed()).fit(X, Y)


def test_rates_of_a_clone_are_its_own():
    model = Sequential([Input((4,)), layers.Dense(1, kernel_regularizer=regularizers.L2(0.1))])
    keras.models.clone_model(model).layers[0].kernel_regularizer.l2 = 9
    assert model.layers[0].kernel_regularizer.l2 == 0.1


def test_clone_of_a_model_that_knows_no_inputs_yet():
    clone = keras.models.clone_model(Sequential([layers.Dense(2), layers.Dense(1)]))
    clone.build((None, 4))
    assert clone.count_params() == 13


def test_clone_may_replace_layers():
    def wider(layer):
        return layers.Dense(6) if layer.name == "dense" else clone_layer(layer)

    model = Sequential([Input((4,)), layers.Dense(2), layers.Dense(1)])
    assert keras.models.clone_model(model, clone_function=wider).count_params() == 37


def test_json_holds_the_architecture_without_weights():
    model = two_headed()
    again = keras.models.model_from_json(model.to_json())
    assert again.to_json() == model.to_json()
    assert set(json.loads(model.to_json())) == {"class_name", "config"}


def test_configuration_makes_the_model_again():
    model = two_headed()
    assert Model.from_config(model.get_config()).get_config() == model.get_config()


def test_json_of_something_else_is_refused():
    with pytest.raises(DamagedModel, match="'class_name' is missing"):
        keras.models.model_from_json("{}")
