"""The functions of a NumPy program: activations, with their derivatives if they are trained."""

from engine.activations import ACTIVATIONS
from engine.activations.activation import USUAL, Activation
from engine.choices import choose
from engine.serialization.objects import activation_settings
from engine.source_text import docstring

KNOWN = {one.name: one.numpy for one in ACTIVATIONS.values() if one.numpy is not None}


def definitions(activations: list[Activation], derivatives: bool = False) -> str:
    """Return the functions of activations, each once, with their derivatives if asked.

    Raises UnknownChoice of an activation that is not the engine's, EngineError of one that is
    called like another.
    """
    used = [one for one in activations if one.name != "linear" or derivatives]
    functions = {one.function_name: one for one in used}
    return "".join(_definition(name, one, derivatives) for name, one in functions.items())


def _definition(name: str, activation: Activation, derivatives: bool) -> str:
    activation_settings(activation)
    code = activation.numpy or choose("activation to be exported", KNOWN, activation.name)
    number = repr(activation.number) if activation.name in USUAL else ""
    title = docstring(f"{activation.label}.")
    text = f"def {name}(z):\n    {title}\n    return {code.value}\n\n\n"
    if derivatives:
        back = code.vjp or f"d * ({code.derivative})"
        text += f'def {name}_back(z, a, d):\n    """dL/da to dL/dz."""\n    return {back}\n\n\n'
    return text.replace("{c}", number)
