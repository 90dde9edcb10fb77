"""Tuners: search for good hyperparameters, under Keras Tuner's names; they need Optuna."""

from engine.tuners.hyperparameters import HyperParameters
from engine.tuners.searches import BayesianOptimization, GridSearch, Hyperband, RandomSearch
from engine.tuners.tuner import HyperModel, Objective, Tuner

__all__ = [
    "BayesianOptimization",
    "GridSearch",
    "HyperModel",
    "HyperParameters",
    "Hyperband",
    "Objective",
    "RandomSearch",
    "Tuner",
]
