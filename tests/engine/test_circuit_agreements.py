"""The logic lab's boards answer as the engine's circuits do (tests/js/logic.test.js).

Both read `tests/data/circuits.json`, whose truth tables were worked out by hand.
"""

import json
from pathlib import Path

import pytest

from engine.logic import CIRCUITS, INHIBIT, gate, single, truth_table
from engine.logic.circuit_data import circuit_from_data

AGREED = json.loads((Path(__file__).parents[1] / "data/circuits.json").read_text())
MEANT = {  # what the engine has under the name of a goal
    "not": single(gate("not", 1)),
    "and": single(gate("and", 2)),
    "or": single(gate("or", 2)),
    "and-not": single(gate("and_not", 2)),
    "xor": CIRCUITS["xor"],
    "half-adder": CIRCUITS["half_adder"],
    "majority": single(gate("k_of_n", 3, 2)),
}


@pytest.mark.parametrize("one", AGREED["gates"], ids=lambda one: one["gate"])
def test_gate_has_the_weights_agreed_on(one):
    made = gate(one["gate"], one["inputs"], one.get("k"))
    assert (list(made.weights), made.threshold) == (one["weights"], one["threshold"])


@pytest.mark.parametrize("name", AGREED["goals"])
def test_goal_wants_the_table_of_the_engines_circuit(name):
    table, wanted = truth_table(MEANT[name]), AGREED["goals"][name]
    columns = [list(table.column(output)) for output in table.outputs]
    assert columns == list(wanted["outputs"].values())
    assert list(table.inputs) == wanted["inputs"]


@pytest.mark.parametrize("board", AGREED["boards"], ids=lambda board: board["case"])
def test_circuit_of_a_board_has_the_table_agreed_on(board):
    table = truth_table(circuit_from_data(board["circuit"]))
    columns = [[row[1][at] for row in table.rows] for at in range(len(board["columns"]))]
    assert columns == board["columns"]


def test_inhibition_of_a_board_is_absolute():
    board = next(one for one in AGREED["boards"] if "inhibits" in one["case"])
    assert circuit_from_data(board["circuit"]).neurons["n2"].neuron.weights[-1] == INHIBIT
