"""Models as scikit-learn's estimators, so that its searches and validations work on them.

    KerasRegressor(build, model__units=30, epochs=20)

The names are SciKeras's; ``scikit_learn`` has those of older Kerases.  Not imported with the
engine: it needs scikit-learn.
"""

from engine.wrappers import scikit_learn
from engine.wrappers.scikeras import KerasClassifier, KerasRegressor

__all__ = ["KerasClassifier", "KerasRegressor", "scikit_learn"]
