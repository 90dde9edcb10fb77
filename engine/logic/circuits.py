"""Circuits of McCulloch–Pitts neurons: wired by name, answered step by step, tabulated.

``Circuit.steps`` shows what is known after each synaptic delay: all neurons whose sources have
answered answer together.  There are no loops, so no memory; and nothing here learns: see
``engine.perceptron``.  The neurons and gates themselves are in ``engine.logic.gates``,
reading circuits from plain data in ``engine.logic.circuit_data``.

Source: McCulloch & Pitts, "A logical calculus of the ideas immanent in nervous activity" (1943).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import product
from string import ascii_uppercase

from engine.choices import choose
from engine.errors import InvalidValue, ShapeMismatch
from engine.logic.gates import Neuron, binary, gate

MOST_INPUTS = 12  # of a truth table, whose rows double with each: 4096


@dataclass(frozen=True)
class Wired:
    """A neuron and the names, in the order of its weights, of the wires it listens to."""

    neuron: Neuron
    sources: tuple[str, ...]

    @classmethod
    def gate(cls, name: str, *sources: str, k: int | None = None) -> "Wired":
        """Return the gate called ``name``, listening to ``sources``."""
        return cls(gate(name, len(sources), k), sources)


@dataclass(frozen=True)
class Circuit:
    """Named neurons between named inputs and outputs; a wire has the name of what drives it."""

    inputs: tuple[str, ...]
    neurons: Mapping[str, Wired]
    outputs: tuple[str, ...]
    label: str = ""
    formula: str = ""

    def __post_init__(self) -> None:
        self._check_names()
        for name, wired in self.neurons.items():
            weights, sources = len(wired.neuron.weights), len(wired.sources)
            if weights != sources:
                raise ShapeMismatch(f"{name} takes {weights} inputs; got {sources}")
        _ = self.levels  # refuses loops

    def _check_names(self) -> None:
        """Raise InvalidValue if a name is used twice, UnknownChoice if one is of no wire."""
        if not self.inputs or not self.outputs:
            raise InvalidValue("circuit must have at least one input and one output")
        wires = Counter([*self.inputs, *self.neurons])
        (name, times), *_ = wires.most_common(1)
        if times > 1:
            raise InvalidValue(f"names must differ; got {name} {times} times")
        for name, wired in self.neurons.items():
            for source in wired.sources:
                choose(f"input of {name}", wires, source)
        for output in self.outputs:
            choose("output", wires, output)

    @cached_property
    def levels(self) -> tuple[tuple[str, ...], ...]:
        """The neurons, grouped by the step in which they answer; InvalidValue if they loop."""
        sorter = TopologicalSorter({n: wired.sources for n, wired in self.neurons.items()})
        try:
            sorter.prepare()
        except CycleError as error:
            loop = " → ".join(error.args[1])
            raise InvalidValue(f"circuit must have no loop; got {loop}") from None
        levels = []
        while sorter.is_active():
            ready = sorter.get_ready()
            sorter.done(*ready)
            levels.append(tuple(name for name in self.neurons if name in ready))
        return tuple(level for level in levels if level)

    def steps(self, values: Mapping[str, int]) -> Iterator[dict[str, int]]:
        """Yield the known wires: the inputs first, then with one more level of neurons each time.

        Raises UnknownChoice or InvalidValue if ``values`` are not one 0 or 1 for each input.
        """
        for name in values:
            choose("input", dict.fromkeys(self.inputs), name)
        wires = {name: binary(f"input {name}", values.get(name)) for name in self.inputs}
        yield dict(wires)
        for level in self.levels:
            for name in level:
                wired = self.neurons[name]
                wires[name] = wired.neuron([wires[source] for source in wired.sources])
            yield dict(wires)

    def __call__(self, values: Mapping[str, int]) -> dict[str, int]:
        """Return the value of every wire, once all neurons have answered."""
        *_, wires = self.steps(values)
        return wires


def single(neuron: Neuron, label: str = "", formula: str = "") -> Circuit:
    """Return the circuit of one neuron, called ``out``, with inputs A, B, C …"""
    inputs = tuple(ascii_uppercase[: len(neuron.weights)])
    return Circuit(inputs, {"out": Wired(neuron, inputs)}, ("out",), label, formula)


@dataclass(frozen=True)
class TruthTable:
    """A circuit's outputs for all its inputs, counted up in binary from all 0."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]  # values in, values out

    def column(self, output: str) -> tuple[int, ...]:
        """Return one output down all rows.  Raises UnknownChoice."""
        places = {name: place for place, name in enumerate(self.outputs)}
        return tuple(out[choose("output", places, output)] for _, out in self.rows)


def truth_table(circuit: Circuit) -> TruthTable:
    """Return the truth table; raise InvalidValue if it had over 2^MOST_INPUTS rows."""
    if len(circuit.inputs) > MOST_INPUTS:
        raise InvalidValue(
            f"truth table takes at most {MOST_INPUTS} inputs; got {len(circuit.inputs)}"
        )
    rows = []
    for values in product((0, 1), repeat=len(circuit.inputs)):
        wires = circuit(dict(zip(circuit.inputs, values, strict=True)))
        rows.append((values, tuple(wires[name] for name in circuit.outputs)))
    return TruthTable(circuit.inputs, circuit.outputs, tuple(rows))


CIRCUITS: dict[str, Circuit] = {
    "xor": Circuit(
        ("A", "B"),
        {
            "either": Wired.gate("or", "A", "B"),
            "not both": Wired.gate("nand", "A", "B"),
            "xor": Wired.gate("and", "either", "not both"),
        },
        ("xor",),
        "XOR",
        "(A or B) and not (A and B)",
    ),
    "half_adder": Circuit(
        ("A", "B"),
        {
            "either": Wired.gate("or", "A", "B"),
            "carry": Wired.gate("and", "A", "B"),
            "sum": Wired.gate("and_not", "either", "carry"),
        },
        ("carry", "sum"),
        "Half adder",
        "A + B = 2 carry + sum",
    ),
    "full_adder": Circuit(
        ("A", "B", "carry in"),
        {
            "carry": Wired.gate("k_of_n", "A", "B", "carry in", k=2),
            "sum": Wired(Neuron((1, 1, 1, -2), 1), ("A", "B", "carry in", "carry")),
        },
        ("carry", "sum"),
        "Full adder, of two neurons",
        "A + B + carry in = 2 carry + sum",
    ),
}
