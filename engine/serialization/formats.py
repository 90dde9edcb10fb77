"""The programs that a model can be exported as, by name."""

from collections.abc import Callable
from typing import Any

from engine.choices import choose
from engine.serialization import files, keras_code, numpy_code, onnx, torch_code


def _onnx(model: Any, options: dict[str, Any]) -> bytes:
    return onnx.packed(model, **options)


def _keras(model: Any, options: dict[str, Any]) -> bytes:
    return keras_code.source(model, **options).encode()


def _numpy(model: Any, options: dict[str, Any]) -> bytes:
    return numpy_code.source(model, **options).encode()


def _pytorch(model: Any, options: dict[str, Any]) -> bytes:
    return torch_code.source(model, **options).encode()


FORMATS: dict[str, Callable[[Any, dict[str, Any]], bytes]] = {
    "onnx": _onnx,
    "keras": _keras,
    "numpy": _numpy,
    "pytorch": _pytorch,
}


def export(model: Any, path: Any, form: str, options: dict[str, Any]) -> None:
    """Write a model in one of the formats.  Raises UnknownChoice, EngineError."""
    files.write(path, choose("export format", FORMATS, form)(model, options))
