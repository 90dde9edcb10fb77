"""The nodes of a graph as Keras lists them: inputs, layers, and models as one node each.

The layers farthest from the outputs come first; among equals, the one that is met first on the way
from the outputs to the inputs.  The calls of a model that is used like a layer are one node.
"""

from dataclasses import dataclass, field
from typing import Any

from engine.graph import Graph
from engine.tensors import Parameter, Tensor


@dataclass(eq=False)
class Node:
    """Something that was applied to tensors, once."""

    thing: Any  # a layer, an InputLayer, or a model
    sources: list[Tensor] = field(default_factory=list)
    outputs: list[Tensor] = field(default_factory=list)


def nodes_of(graph: Graph, nested: bool = True) -> list[Node]:
    """Return the nodes in Keras's order; ``nested``: models are nodes, not their layers."""
    made = _by_output(graph, nested)
    order = _walked(graph, made)
    depths = _depths(made)
    met: dict[Any, int] = {}
    for node in order:
        met.setdefault(node.thing, len(met))
    rank = {node: number for number, node in enumerate(dict.fromkeys(made.values()))}
    return sorted(order, key=lambda node: (-depths[node.thing], met[node.thing], rank[node]))


def _by_output(graph: Graph, nested: bool) -> dict[Tensor, Node]:
    """Return the node that makes each tensor; within nested models, the model's."""
    made: dict[Tensor, Node] = {}
    owned: dict[Any, Node] = {}
    whole: set[Tensor] = set()  # what calls that are attached go on with
    for tensor, layer in zip(graph.inputs, graph.input_layers, strict=True):
        made[tensor] = Node(layer, [], [tensor])
    for call in graph.calls:
        if nested and call.owner is not None:
            node = owned.setdefault(call.owner, Node(call.owner.model))
        elif call.layer.attached:
            node = made[call.sources[0]]
            whole.add(call.sources[0])
        else:
            node = Node(call.layer)
        made[call.output] = node
        given = (one for one in call.sources if not isinstance(one, Parameter))
        node.sources += [one for one in given if made[one] is not node]
        node.outputs.append(call.output)
    for node in dict.fromkeys(made.values()) if whole else ():
        node.outputs = [one for one in node.outputs if one not in whole]
    for node in owned.values():
        node.outputs = [one for one in node.outputs if _leaves(one, node, graph, made)]
        node.sources = list(dict.fromkeys(node.sources))
    return made


def _leaves(tensor: Tensor, node: Node, graph: Graph, made: dict[Tensor, Node]) -> bool:
    """Say whether a tensor is used outside the node that makes it."""
    used = (call for call in graph.calls if tensor in call.sources)
    return tensor in graph.outputs or any(made[call.output] is not node for call in used)


def _walked(graph: Graph, made: dict[Tensor, Node]) -> list[Node]:
    """Return all nodes as they are met on the way from the outputs, each before its sources."""
    met: dict[Node, None] = {}
    waiting = list(reversed(graph.outputs))
    while waiting:
        node = made[waiting.pop()]
        if node not in met:
            met[node] = None
            waiting += reversed(node.sources)
    return list(met)


def _depths(made: dict[Tensor, Node]) -> dict[Any, int]:
    """Return how far things are from the outputs, by their longest way."""
    of_nodes: dict[Node, int] = {}
    of_things: dict[Any, int] = {}
    for node in reversed(dict.fromkeys(made.values())):
        depth = max(of_nodes.get(node, 0), of_things.get(node.thing, 0))
        of_nodes[node] = of_things[node.thing] = depth
        for source in node.sources:
            above = made[source]
            of_nodes[above] = max(depth + 1, of_nodes.get(above, 0))
    return of_things
