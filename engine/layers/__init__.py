"""Layers: the parts that models are made of, under Keras's names."""

from engine.layers.activity import ActivityPenalty, ActivityRegularization
from engine.layers.batch_normalization import BatchNormalization
from engine.layers.convolution import Conv1D, Conv2D
from engine.layers.core import ELU, Activation, Dense, LeakyReLU, ReLU, Softmax
from engine.layers.global_pooling import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
)
from engine.layers.inputs import Input, InputLayer
from engine.layers.lambdas import Lambda
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
from engine.layers.normalization import Normalization
from engine.layers.own import Layer
from engine.layers.pooling import (
    AveragePooling1D,
    AveragePooling2D,
    MaxPooling1D,
    MaxPooling2D,
)
from engine.layers.rescaling import Rescaling
from engine.layers.reshaping import Reshape
from engine.layers.several import Part
from engine.layers.shaping import Columns, Flatten
from engine.serialized import serialized

LAYERS = {
    layer.__name__: layer
    for layer in (
        Activation, Add, Average, BatchNormalization, Columns, Concatenate, Dense, Dropout, ELU,
        Flatten, GaussianNoise, LeakyReLU, Multiply, Normalization, ReLU, Softmax, Subtract,
        AveragePooling1D, AveragePooling2D, Conv1D, Conv2D, GlobalAveragePooling1D,
        GlobalAveragePooling2D, GlobalMaxPooling1D, GlobalMaxPooling2D, MaxPooling1D, MaxPooling2D,
        Rescaling, Reshape,
    )
}  # fmt: skip

# Keras's other names
Convolution1D, Convolution2D = Conv1D, Conv2D
MaxPool1D, MaxPool2D = MaxPooling1D, MaxPooling2D
AvgPool1D, AvgPool2D = AveragePooling1D, AveragePooling2D
GlobalAvgPool1D, GlobalAvgPool2D = GlobalAveragePooling1D, GlobalAveragePooling2D
GlobalMaxPool1D, GlobalMaxPool2D = GlobalMaxPooling1D, GlobalMaxPooling2D

BY_PROGRAM = {  # of a program's own, and what belongs to them: no other program has words for it
    layer.__name__: layer for layer in (ActivityPenalty, ActivityRegularization, Lambda, Part)
}

__all__ = [
    "BY_PROGRAM", "ELU", "LAYERS", "Activation", "ActivityRegularization", "Add", "Average",
    "AveragePooling1D", "AveragePooling2D", "AvgPool1D", "AvgPool2D", "BatchNormalization",
    "Columns", "Concatenate", "Conv1D", "Conv2D", "Convolution1D", "Convolution2D", "Dense",
    "Dropout", "Flatten", "GaussianNoise", "GlobalAveragePooling1D", "GlobalAveragePooling2D",
    "GlobalAvgPool1D", "GlobalAvgPool2D", "GlobalMaxPool1D", "GlobalMaxPool2D",
    "GlobalMaxPooling1D", "GlobalMaxPooling2D", "Input", "InputLayer", "Lambda", "Layer",
    "LeakyReLU", "MaxPool1D", "MaxPool2D", "MaxPooling1D", "MaxPooling2D", "Multiply",
    "Normalization", "ReLU", "Rescaling", "Reshape", "Softmax", "Subtract", "add", "average",
    "concatenate", "multiply", "subtract",
]  # fmt: skip

__getattr__ = serialized(__name__)
