"""As much of PyTorch as a program needs to predict, in NumPy, by PyTorch's documentation.

It shows that each weight stands where ``nn.Linear`` has it, ``[outputs, inputs]``, and the order of
modules.  What PyTorch itself computes is tested where it is installed.
"""

import contextlib
import sys
from itertools import chain
from types import ModuleType

import numpy as np


class Tensor(np.ndarray):
    """An array with what programs ask of tensors."""

    def copy_(self, other):
        assert self.shape == other.shape, f"{other.shape} does not fit {self.shape}"
        self[...] = other

    def detach(self):
        return self

    def numpy(self):
        return np.asarray(self)


class Linear:
    def __init__(self, inputs, outputs, bias=True):
        self.weight = np.zeros((outputs, inputs), torch.dtype).view(Tensor)
        self.bias = np.zeros(outputs, torch.dtype).view(Tensor) if bias else None

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def __call__(self, x):
        assert x.dtype == self.weight.dtype
        return x @ self.weight.T + (0 if self.bias is None else self.bias)


class Module:
    def parameters(self):
        parts = (one for one in vars(self).values() if hasattr(one, "parameters"))
        return chain.from_iterable(part.parameters() for part in parts)

    def __call__(self, z):
        return self.forward(z)


class Sequential:
    def __init__(self, *modules):
        self.modules = modules

    def parameters(self):
        return chain.from_iterable(module.parameters() for module in self.modules)

    def __call__(self, x):
        for module in self.modules:
            x = module(x)
        return x


def _module(function):
    return type("Function", (Module,), {"forward": staticmethod(function)})


def _softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


nn = ModuleType("torch.nn")
vars(nn).update(
    Module=Module, Linear=Linear, Sequential=Sequential, Tanh=_module(np.tanh),
    ReLU=_module(lambda z: np.maximum(z, 0)), Sigmoid=_module(lambda z: 1 / (1 + np.exp(-z))),
    Softmax=lambda dim: {1: _module(_softmax)}[dim](),
)  # fmt: skip
torch = ModuleType("torch")
vars(torch).update(
    cat=lambda tensors, dim: np.concatenate(tensors, axis=dim).view(Tensor),
    nn=nn, sign=np.sign, exp=np.exp, dtype=np.float32, float64=np.float64,
    no_grad=contextlib.nullcontext, from_numpy=lambda array: array.view(Tensor),
    set_default_dtype=lambda dtype: setattr(torch, "dtype", dtype),
)  # fmt: skip


@contextlib.contextmanager
def standing_in(monkeypatch):
    """Let ``import torch`` find this, within a `with` block."""
    with monkeypatch.context() as patch:
        patch.setattr(torch, "dtype", np.float32)
        patch.setitem(sys.modules, "torch", torch)
        patch.setitem(sys.modules, "torch.nn", nn)
        yield
