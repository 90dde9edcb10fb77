"""Activations and losses as lines of NumPy, rows first, each held together with its derivative.

Symbols: ``z`` and ``a`` are ``[rows, units]``, targets ``y`` and predictions ``p``
``[rows, outputs]``; ``{c}`` is the number of an activation that has one.
"""

from dataclasses import dataclass

from engine.activation import LEAK, Activation
from engine.activation_functions import SELU_ALPHA, SELU_SCALE
from engine.choices import choose
from engine.serialization.objects import activation_settings, parameter
from engine.source_text import docstring


@dataclass(frozen=True)
class Lines:
    """A function and its derivative as expressions; ``pull`` turns dL/da, ``d``, into dL/dz."""

    value: str
    slope: str = ""
    pull: str = ""


SIGMOID = "np.exp(-np.logaddexp(0, -z))"
SOFTPLUS = "np.logaddexp(0, z)"
PHI = "0.5 * (1 + np.vectorize(math.erf)(z / 2**0.5)).astype(z.dtype)"
DENSITY = "np.exp(-0.5 * z * z) / (2 * np.pi) ** 0.5"
T = f"np.tanh({SOFTPLUS})"

ACTIVATIONS = {
    "linear": Lines("z", "np.ones_like(a)"),
    "step": Lines("np.heaviside(z, 1)", "np.zeros_like(a)"),
    "sign": Lines("np.sign(z)", "np.zeros_like(a)"),
    "sigmoid": Lines(SIGMOID, "a * (1 - a)"),
    "hard_sigmoid": Lines("np.clip(z + 3, 0, 6) / 6", "(np.abs(z) < 3) / 6"),
    "tanh": Lines("np.tanh(z)", "1 - a * a"),
    "relu": Lines("np.maximum(z, 0)", "(z > 0) * np.ones_like(z)"),
    "leaky_relu": Lines("np.where(z > 0, z, {c} * z)", "np.where(z > 0, 1.0, {c})"),
    "relu6": Lines("np.clip(z, 0, 6)", "((z > 0) & (z < 6)) * np.ones_like(z)"),
    "elu": Lines(
        "np.where(z > 0, z, {c} * np.expm1(np.minimum(z, 0)))", "np.where(z > 0, 1.0, a + {c})"
    ),
    "selu": Lines(
        f"{SELU_SCALE} * np.where(z > 0, z, {SELU_ALPHA} * np.expm1(np.minimum(z, 0)))",
        f"np.where(z > 0, {SELU_SCALE}, a + {SELU_SCALE * SELU_ALPHA})",
    ),
    "softplus": Lines(SOFTPLUS, "-np.expm1(-a)"),
    "softsign": Lines("z / (1 + np.abs(z))", "(1 - np.abs(a)) ** 2"),
    "silu": Lines(f"z * {SIGMOID}", f"{SIGMOID} * (1 + z - a)"),
    "gelu": Lines(f"z * ({PHI})", f"{PHI} + z * {DENSITY}"),
    "mish": Lines(f"z * {T}", f"{T} + z * (1 - {T} ** 2) * {SIGMOID}"),
    "exponential": Lines("np.exp(z)", "a"),
    "softmax": Lines(
        "np.exp(z - z.max(axis=1, keepdims=True)) "
        "/ np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)",
        pull="a * (d - (a * d).sum(axis=1, keepdims=True))",
    ),
}
USUAL = {"leaky_relu": LEAK, "elu": 1.0}


def called(activation: Activation) -> str:
    """Return the name of an activation's function: one for each number it may have."""
    name, _ = activation_settings(activation)
    number = parameter(activation) if name in USUAL else None
    if number == USUAL.get(activation.name):
        return activation.name
    digits = "".join(c if c.isalnum() else "_" for c in repr(number))
    return f"{activation.name}_{digits}"


def definitions(activations: list[Activation], slopes: bool = False) -> str:
    """Return the functions of activations, each once, with their derivatives if asked."""
    found = {called(one): one for one in activations if one.name != "linear" or slopes}
    return "".join(_definition(name, one, slopes) for name, one in found.items())


def _definition(name: str, activation: Activation, slopes: bool) -> str:
    lines = choose("activation to be exported", ACTIVATIONS, activation.name)
    number = repr(parameter(activation)) if activation.name in USUAL else ""
    title = docstring(f"{activation.label}.")
    text = f"def {name}(z):\n    {title}\n    return {lines.value}\n\n\n"
    if slopes:
        back = lines.pull or f"d * ({lines.slope})"
        text += f'def {name}_back(z, a, d):\n    """dL/da to dL/dz."""\n    return {back}\n\n\n'
    return text.replace("{c}", number)


@dataclass(frozen=True)
class LossLines:
    """The loss of each row, and the derivative of its terms, of ``p``, or of logits in its place.

    ``{delta}`` is Huber's, ``{outputs}`` the number of outputs.
    """

    rows: str
    slope: str
    targets: str = "y.reshape(len(y), -1)"


LOSSES = {
    "mean_squared_error": LossLines("((p - y) ** 2).mean(axis=1)", "2 * (p - y)"),
    "half_squared_error": LossLines("(0.5 * (p - y) ** 2).mean(axis=1)", "p - y"),
    "mean_absolute_error": LossLines("np.abs(p - y).mean(axis=1)", "np.sign(p - y)"),
    "huber": LossLines(
        "(np.minimum(np.abs(p - y), {delta}) "
        "* (np.abs(p - y) - 0.5 * np.minimum(np.abs(p - y), {delta}))).mean(axis=1)",
        "np.clip(p - y, -{delta}, {delta})",
    ),
    "log_cosh": LossLines(
        "(np.logaddexp(p - y, y - p) - np.log(2)).mean(axis=1)", "np.tanh(p - y)"
    ),
    "hinge": LossLines(
        "np.maximum(1 - y * p, 0).mean(axis=1)",
        "-y * (y * p < 1)",
        "signs(y.reshape(len(y), -1))",
    ),
    "squared_hinge": LossLines(
        "(np.maximum(1 - y * p, 0) ** 2).mean(axis=1)",
        "-2 * y * np.maximum(1 - y * p, 0)",
        "signs(y.reshape(len(y), -1))",
    ),
}
ON_LOGITS = {
    "binary_crossentropy": LossLines(
        "(np.logaddexp(0, p) - p * y).mean(axis=1)", "np.exp(-np.logaddexp(0, -p)) - y"
    ),
    "categorical_crossentropy": LossLines(
        "(y * (np.log(np.exp(p - p.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)) "
        "- p + p.max(axis=1, keepdims=True))).sum(axis=1)",
        "softmax(p) * y.sum(axis=1, keepdims=True) - y",
    ),
}
ON_LOGITS["sparse_categorical_crossentropy"] = LossLines(
    ON_LOGITS["categorical_crossentropy"].rows,
    ON_LOGITS["categorical_crossentropy"].slope,
    "np.eye({outputs})[y.reshape(-1).astype(int)]",
)
