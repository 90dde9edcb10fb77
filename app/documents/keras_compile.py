"""How a pasted model is compiled: of it all, a document takes the weight of an auxiliary output."""

import ast
from math import isclose

from app.documents.keras_layers import arguments, refused
from app.documents.network_spec import AUXILIARY_WEIGHT

KEPT = ("optimizer", "loss", "metrics", "weighted_metrics")  # the document has its own
WEIGHTS = "loss_weights that add up to 1, the main output's first, such as [0.9, 0.1]"


def auxiliary_weight(call: ast.Call | None, outputs: list[str]) -> float | None:
    """Return how much the second of two outputs counts, by their names; None of one output."""
    given = dict(arguments(call, "optimizer", "loss")) if call else {}
    for name, value in given.items():
        if name not in (*KEPT, "loss_weights"):
            raise refused(value, f"compiled without {name}")
    weights = given.get("loss_weights")
    if len(outputs) == 1:
        if weights:
            raise refused(weights, "compiled without loss_weights: there is one output")
        return None
    if call is None:
        return AUXILIARY_WEIGHT
    if weights is None:
        raise refused(call, WEIGHTS)
    main, other = _numbers(weights, outputs)
    if main < 0 or other < 0 or not isclose(main + other, 1, abs_tol=1e-6):
        raise refused(weights, WEIGHTS)
    return min(other, 1.0)


def _numbers(weights: ast.expr, outputs: list[str]) -> list[float]:
    match weights:
        case ast.List(elts=[main, other]) | ast.Tuple(elts=[main, other]):
            return [_number(main), _number(other)]
        case ast.Dict(keys=[ast.Constant() as one, ast.Constant() as two], values=values):
            found = {one.value: values[0], two.value: values[1]}
            if len(set(outputs)) == 2 and set(found) == set(outputs):
                return [_number(found[name]) for name in outputs]
            raise refused(weights, "loss_weights by the names of the two outputs")
    raise refused(weights, WEIGHTS)


def _number(value: ast.expr) -> float:
    found = value.value if isinstance(value, ast.Constant) else None
    if not isinstance(found, int | float) or isinstance(found, bool):
        raise refused(value, WEIGHTS)
    return min(float(found), 2.0) if found < 2 else 2.0
