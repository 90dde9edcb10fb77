"""Circuits as plain data, as a page or a file has them.

    {"inputs": ["A", "B"],
     "neurons": {"out": {"gate": "and", "from": ["A", "B"]}},
     "outputs": ["out"]}

A neuron is ``gate`` (with ``k`` where the gate takes one) or ``weights`` and ``threshold``; the
text "inhibit" stands for the weight of absolute inhibition, which JSON cannot hold as a number.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.choices import choose
from engine.errors import InvalidValue
from engine.logic.circuits import Circuit, Wired
from engine.logic.gates import INHIBIT, Neuron

_CIRCUIT = frozenset({"inputs", "neurons", "outputs"})
_TITLES = ("label", "formula")
_GATE = frozenset({"gate", "from"})
_NEURON = frozenset({"weights", "threshold", "from"})
_INHIBIT = "inhibit"


def circuit_from_data(data: object) -> Circuit:
    """Return the circuit; raise an EngineError that names what is wrong with the data."""
    fields = _fields("circuit", data, _CIRCUIT, frozenset(_TITLES))
    neurons = fields["neurons"]
    if not isinstance(neurons, Mapping):
        raise InvalidValue(f"neurons must be an object; got {neurons!r}")
    return Circuit(
        _names("inputs", fields["inputs"]),
        {_name("name of a neuron", name): _wired(name, given) for name, given in neurons.items()},
        _names("outputs", fields["outputs"]),
        *(_name(title, fields.get(title, "")) for title in _TITLES),
    )


def circuit_to_data(circuit: Circuit) -> dict[str, Any]:
    """Return the circuit as data, every neuron by its weights and threshold."""
    neurons = {
        name: {
            "weights": [_INHIBIT if w == INHIBIT else w for w in wired.neuron.weights],
            "threshold": wired.neuron.threshold,
            "from": list(wired.sources),
        }
        for name, wired in circuit.neurons.items()
    }
    return {
        "inputs": list(circuit.inputs), "neurons": neurons, "outputs": list(circuit.outputs),
        "label": circuit.label, "formula": circuit.formula,
    }  # fmt: skip


def _wired(name: str, data: object) -> Wired:
    """Return one neuron with its sources."""
    if isinstance(data, Mapping) and "gate" in data:
        fields = _fields(name, data, _GATE, frozenset({"k"}))
        k = fields.get("k")
        if k is not None and (not isinstance(k, int) or isinstance(k, bool)):
            raise InvalidValue(f"{name}: k must be a whole number; got {k!r}")
        return Wired.gate(fields["gate"], *_names(f"{name}: from", fields["from"]), k=k)
    fields = _fields(name, data, _NEURON)
    weights = _list(f"{name}: weights", fields["weights"])
    neuron = Neuron(
        tuple(INHIBIT if w == _INHIBIT else _number(f"{name}: weight", w) for w in weights),
        _number(f"{name}: threshold", fields["threshold"]),
    )
    return Wired(neuron, _names(f"{name}: from", fields["from"]))


def _fields(
    what: str, data: object, needed: frozenset[str], extra: frozenset[str] = frozenset()
) -> Mapping[str, Any]:
    """Return ``data`` if it is an object with all ``needed`` keys and none beyond ``extra``."""
    if not isinstance(data, Mapping):
        raise InvalidValue(f"{what} must be an object; got {data!r}")
    missing = sorted(needed - set(data))
    if missing:
        raise InvalidValue(f"{what} must have {missing[0]!r}; got {list(data)}")
    for key in data:
        choose(f"field of {what}", dict.fromkeys(sorted(needed | extra)), key)
    return data


def _list(what: str, data: object) -> Sequence[Any]:
    if not isinstance(data, list | tuple):
        raise InvalidValue(f"{what} must be a list; got {data!r}")
    return data


def _name(what: str, data: object) -> str:
    if not isinstance(data, str):
        raise InvalidValue(f"{what} must be text; got {data!r}")
    return data


def _names(what: str, data: object) -> tuple[str, ...]:
    return tuple(_name(what, name) for name in _list(what, data))


def _number(what: str, data: object) -> float:
    if not isinstance(data, int | float) or isinstance(data, bool):
        raise InvalidValue(f"{what} must be a number; got {data!r}")
    return data
