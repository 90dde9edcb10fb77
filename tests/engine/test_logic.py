import json
import math

import pytest

from engine.errors import InvalidValue, ShapeMismatch, UnknownChoice
from engine.logic import CIRCUITS, GATES, INHIBIT, Circuit, Neuron, Wired, gate, single, truth_table
from engine.logic.circuit_data import circuit_from_data, circuit_to_data

MEANINGS = {  # the gates in Python's own words
    "identity": lambda x, k: x[0],
    "not": lambda x, k: not x[0],
    "and": lambda x, k: all(x),
    "or": lambda x, k: any(x),
    "nand": lambda x, k: not all(x),
    "nor": lambda x, k: not any(x),
    "and_not": lambda x, k: x[0] and not x[1],
    "k_of_n": lambda x, k: sum(x) >= k,
}
ADDERS = ["half_adder", "full_adder"]
FIRES = {"gate": "or", "from": ["A", "B"]}


def wired(**neurons):
    """Return a circuit of gates, each given as `name="gate source source"`."""
    parts = {name: Wired.gate(*text.split()) for name, text in neurons.items()}
    return Circuit(("A", "B"), parts, (list(neurons)[-1],))


def data(**changes):
    return {"inputs": ["A", "B"], "neurons": {"out": FIRES}, "outputs": ["out"], **changes}


@pytest.mark.parametrize("inputs", range(1, 6))
@pytest.mark.parametrize("name", GATES)
def test_gate_fires_when_its_name_says(name, inputs):
    chosen = GATES[name]
    if chosen.least <= inputs <= (chosen.most or inputs):
        for k in range(1, inputs + 1) if chosen.takes_k else [None]:
            table = truth_table(single(chosen.neuron(inputs, k)))
            assert all(out == (MEANINGS[name](x, k),) for x, out in table.rows)


def test_truth_table_counts_up_through_all_inputs():
    table = truth_table(single(gate("and", 3)))
    assert [int("".join(map(str, values)), 2) for values, _ in table.rows] == list(range(8))


def test_xor_fires_when_its_inputs_differ():
    table = truth_table(CIRCUITS["xor"])
    assert all(out == (a ^ b,) for (a, b), out in table.rows)


@pytest.mark.parametrize("name", ADDERS)
def test_adder_adds(name):
    table = truth_table(CIRCUITS[name])
    assert table.outputs == ("carry", "sum")
    assert all(sum(values) == 2 * carry + ones for values, (carry, ones) in table.rows)


def test_inhibition_is_absolute():
    neuron = Neuron((5, 5, INHIBIT), 1)
    assert neuron([1, 1, 0]) == 1
    assert neuron([1, 1, 1]) == 0
    assert neuron([0, 0, 1]) == 0


def test_neuron_on_its_threshold_fires():
    assert Neuron((2, -1), 1)([1, 1]) == 1


def test_step_answers_all_neurons_whose_sources_are_known():
    seen = list(CIRCUITS["xor"].steps({"A": 1, "B": 1}))
    assert seen[0] == {"A": 1, "B": 1}
    assert seen[1] == {"A": 1, "B": 1, "either": 1, "not both": 0}
    assert seen[2] == {"A": 1, "B": 1, "either": 1, "not both": 0, "xor": 0}


def test_levels_do_not_depend_on_the_order_of_writing():
    circuit = wired(last="and first B", first="or A B")
    assert circuit.levels == (("first",), ("last",))


def test_input_that_nothing_listens_to_is_allowed():
    assert wired(out="not A")({"A": 0, "B": 1})["out"] == 1


def test_input_may_be_an_output():
    assert truth_table(Circuit(("A",), {}, ("A",))).column("A") == (0, 1)


def test_column_of_a_truth_table_is_had_by_name():
    assert truth_table(CIRCUITS["half_adder"]).column("sum") == (0, 1, 1, 0)


@pytest.mark.parametrize("circuit", CIRCUITS.values(), ids=CIRCUITS)
def test_circuit_survives_the_way_through_json(circuit):
    assert circuit_from_data(json.loads(json.dumps(circuit_to_data(circuit)))) == circuit


def test_gate_as_data_takes_k():
    neurons = {"out": {"gate": "k_of_n", "from": ["A", "B"], "k": 2}}
    assert truth_table(circuit_from_data(data(neurons=neurons))).column("out") == (0, 0, 0, 1)


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: Neuron((), 1), InvalidValue, "neuron must have at least one weight; got none"),
        (lambda: Neuron((1,), math.inf), InvalidValue, "threshold must be finite; got inf"),
        (lambda: Neuron((math.nan,), 1), InvalidValue, "weight must be finite or INHIBIT; got nan"),
        (lambda: Neuron((1,), 1)([1, 0]), ShapeMismatch, "neuron takes 1 inputs; got 2"),
        (lambda: Neuron((1,), 1)([0.5]), InvalidValue, "input must be 0 or 1; got 0.5"),
        (lambda: gate("xor", 2), UnknownChoice, "gate must be one of identity, not, .*; got 'xor'"),
        (lambda: gate("not", 2), ShapeMismatch, "NOT takes exactly 1 input; got 2"),
        (lambda: gate("and", 1), ShapeMismatch, "AND takes at least 2 inputs; got 1"),
        (lambda: gate("k_of_n", 3), InvalidValue, "k must lie in 1 … 3; got None"),
        (lambda: gate("k_of_n", 3, 4), InvalidValue, "k must lie in 1 … 3; got 4"),
        (lambda: gate("or", 2, 1), InvalidValue, "OR takes no k; got 1"),
        (lambda: wired(C="or A Z"), UnknownChoice, "input of C must be one of A, B, C; got 'Z'"),
        (lambda: wired(A="not B"), InvalidValue, "names must differ; got A 2 times"),
        (lambda: wired(C="not C"), InvalidValue, "circuit must have no loop; got C → C"),
        (lambda: wired(C="or A D", D="not C"), InvalidValue, "no loop; got (C → D → C|D → C → D)"),
        (lambda: Circuit((), {}, ()), InvalidValue, "at least one input and one output"),
        (lambda: Circuit(("A",), {}, ("X",)), UnknownChoice, "output must be one of A; got 'X'"),
        (lambda: wired(C="not A")({"A": 1}), InvalidValue, "input B must be 0 or 1; got None"),
        (lambda: wired(C="not A")({"C": 1}), UnknownChoice, "input must be one of A, B; got 'C'"),
        (lambda: truth_table(single(gate("or", 13))), InvalidValue, "at most 12 inputs; got 13"),
    ],
)
def test_what_cannot_be_built_or_asked_is_refused(make, kind, message):
    with pytest.raises(kind, match=message):
        make()


def test_wrong_number_of_sources_names_the_neuron():
    with pytest.raises(ShapeMismatch, match="C takes 2 inputs; got 1"):
        Circuit(("A",), {"C": Wired(gate("and", 2), ("A",))}, ("C",))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], r"circuit must be an object; got \[\]"),
        ({"inputs": ["A"]}, r"circuit must have 'neurons'; got \['inputs'\]"),
        (data(colour=1), "field of circuit must be one of .*; got 'colour'"),
        (data(inputs="AB"), "inputs must be a list; got 'AB'"),
        (data(outputs=[1]), "outputs must be text; got 1"),
        (data(neurons=[]), r"neurons must be an object; got \[\]"),
        (data(neurons={"C": 1}), "C must be an object; got 1"),
        (data(neurons={"C": {**FIRES, "gate": []}}), r"gate must be one of .*; got \[\]"),
        (data(neurons={"C": {**FIRES, "k": "2"}}), "C: k must be a whole number; got '2'"),
        (data(neurons={"C": {**FIRES, "k": True}}), "C: k must be a whole number; got True"),
        (data(neurons={"C": {"weights": [1]}}), r"C must have 'from'; got \['weights'\]"),
        (
            data(neurons={"C": {"weights": ["x"], "threshold": 1, "from": ["A"]}}),
            "C: weight must be a number; got 'x'",
        ),
    ],
)
def test_data_of_no_circuit_is_refused_in_one_line(given, message):
    with pytest.raises(ValueError, match=message):
        circuit_from_data(given)
