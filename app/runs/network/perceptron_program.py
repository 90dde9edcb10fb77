"""A run that learns by the perceptron's rule, as a program that needs NumPy alone.

It meets the run's own points in the run's own order, from weights of 0, and makes its updates.
"""

from collections.abc import Iterator

import numpy as np

from app.runs.network.perceptron_training import PerceptronTraining
from engine.serialization.numpy_code import literal_parts

HEAD = '''"""The perceptron's rule: w <- w + rate * y * x wherever it is wrong."""

import numpy as np
'''
PROGRAM = """
# The rule meets the points in this order, the same in every epoch.
x, y = x[order], y[order].astype(float)
weights = np.zeros(({outputs}, {inputs} + 1), np.float32)  # the bias at the end
rows = np.column_stack([x, np.ones(len(x))])
for epoch in range({epochs}):
    mistakes = 0
    for row, target in zip(rows, y):
        wrong = target * (weights @ row) <= 0
        weights += {rate!r} * (target * wrong)[:, np.newaxis] * row
        mistakes += int(wrong.sum())
    print(epoch + 1, mistakes)
    if mistakes == 0:
        break
print(weights)
"""


def rule(training: PerceptronTraining, epochs: int) -> Iterator[str]:
    """Yield what follows the points: their order, and the rule."""
    yield "order = "
    yield from literal_parts(np.asarray(training.rule.order, np.int64))
    train = training.data.train
    yield "\n" + PROGRAM.format(
        outputs=train.targets.shape[1],
        inputs=train.inputs.shape[1],
        rate=training.document.training.optimizer.learning_rate,
        epochs=epochs,
    )
