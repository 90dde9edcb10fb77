"""Layers: the parts that models are made of, under Keras's names."""

from engine.layers.core import ELU, Activation, Dense, LeakyReLU, ReLU, Softmax
from engine.layers.inputs import Input, InputLayer
from engine.layers.merging import (
    Add,
    Average,
    Concatenate,
    Multiply,
    Subtract,
    add,
    average,
    concatenate,
    multiply,
    subtract,
)
from engine.layers.noise import Dropout, GaussianNoise
from engine.layers.normalization import BatchNormalization, Normalization
from engine.layers.own import Layer
from engine.layers.shaping import Columns, Flatten

LAYERS = {
    layer.__name__: layer
    for layer in (
        Activation, Add, Average, BatchNormalization, Columns, Concatenate, Dense, Dropout, ELU,
        Flatten, GaussianNoise, LeakyReLU, Multiply, Normalization, ReLU, Softmax, Subtract,
    )
}  # fmt: skip

__all__ = [
    "ELU", "LAYERS", "Activation", "Add", "Average", "BatchNormalization", "Columns", "Concatenate",
    "Dense", "Dropout", "Flatten", "GaussianNoise", "Input", "InputLayer", "Layer",
    "LeakyReLU", "Multiply",
    "Normalization", "ReLU", "Softmax", "Subtract", "add", "average",
    "concatenate", "multiply", "subtract",
]  # fmt: skip
