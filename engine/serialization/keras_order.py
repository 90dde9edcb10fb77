"""The order of Keras's ``model.layers``, by which its files number layers of one class.

Sequential models have theirs.  In a Functional one the layers farthest from the outputs come first;
among equals, the one that is met first on the way from the outputs to the inputs.
"""

from collections.abc import Iterator

from engine.graph import Graph
from engine.layer import Layer
from engine.tensors import Call, Tensor


def in_keras_order(graph: Graph) -> list[Layer]:
    """Return a graph's layers as Keras would list them, inputs left out."""
    met: dict[Layer, int] = {}
    calls = list(dict.fromkeys(call for out in graph.outputs for call in _walk(out, graph, met)))
    depths = _depths(calls)
    return sorted(met, key=lambda layer: (-depths[layer], met[layer]))


def _walk(output: Tensor, graph: Graph, met: dict[Layer, int]) -> Iterator[Call]:
    """Yield the calls behind a tensor, sources before those that use them; note layers met."""
    done: set[Call] = set()
    waiting: list[tuple[Tensor, bool]] = [(output, False)]
    while waiting:
        tensor, left = waiting.pop()
        call = tensor.call
        if call is None or tensor in graph.inputs or (call in done and not left):
            continue
        if left:
            yield call
            continue
        done.add(call)
        met.setdefault(call.layer, len(met))
        waiting.append((tensor, True))
        waiting += [(source, False) for source in reversed(call.sources)]


def _depths(calls: list[Call]) -> dict[Layer, int]:
    """Return how far layers are from the outputs, by their longest way."""
    of_calls: dict[Call, int] = {}
    of_layers: dict[Layer, int] = {}
    for call in reversed(calls):
        depth = max(of_calls.get(call, 0), of_layers.get(call.layer, 0))
        of_calls[call] = of_layers[call.layer] = depth
        for source in call.sources:
            if source.call is not None:
                of_calls[source.call] = max(depth + 1, of_calls.get(source.call, 0))
    return of_layers
