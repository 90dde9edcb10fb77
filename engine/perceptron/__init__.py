"""The perceptron and its learning rule, step by step.

``perceptron`` has scikit-learn's face, ``rule`` is Rosenblatt's rule itself, ``pocket`` keeps the
best weights or their average, ``separability`` bounds the mistakes by the margin.  ``stepper``
trains a model's one layer by the rule, stopped and resumed to the bit; ``cycles`` proves that it
goes round in circles, ``orders`` counts mistakes over many orders of the examples.
"""

from engine.perceptron.perceptron import Perceptron
from engine.perceptron.rule import TLU, Step

__all__ = ["TLU", "Perceptron", "Step"]
