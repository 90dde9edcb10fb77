"""Tuners: search for good hyperparameters, under Keras Tuner's names, or by ask and tell.

Bayesian search needs Optuna.
"""

from engine.tuners.hypermodels import HyperModel, Objective
from engine.tuners.hyperparameters import HyperParameters, Space
from engine.tuners.methods import Proposal
from engine.tuners.oracle import Oracle
from engine.tuners.proposer import Proposer
from engine.tuners.searches import BayesianOptimization, GridSearch, Hyperband, RandomSearch
from engine.tuners.trials import Trial, TrialFailed
from engine.tuners.tuner import Tuner

__all__ = [
    "BayesianOptimization",
    "GridSearch",
    "HyperModel",
    "HyperParameters",
    "Hyperband",
    "Objective",
    "Oracle",
    "Proposal",
    "Proposer",
    "RandomSearch",
    "Space",
    "Trial",
    "TrialFailed",
    "Tuner",
]
