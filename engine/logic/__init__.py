"""McCulloch–Pitts neurons, their gates and circuits, with truth tables.

``gates`` are single neurons, ``circuits`` wires them by name, ``circuit_data`` reads and writes
circuits as plain data.
"""

from engine.logic.circuits import (
    CIRCUITS,
    MOST_INPUTS,
    Circuit,
    TruthTable,
    Wired,
    single,
    truth_table,
)
from engine.logic.gates import GATES, INHIBIT, Gate, Neuron, gate

__all__ = [
    "CIRCUITS", "GATES", "INHIBIT", "MOST_INPUTS", "Circuit", "Gate", "Neuron", "TruthTable",
    "Wired", "gate", "single", "truth_table",
]  # fmt: skip
