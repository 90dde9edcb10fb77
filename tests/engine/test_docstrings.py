"""Everything public says what it is, and every example in a docstring runs and comes out so."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import engine

MODULES = ["engine", *(m.name for m in pkgutil.walk_packages(engine.__path__, "engine."))]
WITH_EXAMPLE = [
    "Sequential", "Model", "Perceptron", "Input", "layers.Dense", "layers.Concatenate",
    "training.Stepper", "metrics.AUC", "losses.Huber", "optimizers.SGD", "logic.Neuron",
    "utils.to_categorical",
]  # fmt: skip


def modules():
    return {name: importlib.import_module(name) for name in MODULES}


def offered(module):
    return getattr(module, "__all__", ())


def public(module):
    """Yield the classes and functions a module defines, with their public methods."""
    for name, thing in vars(module).items():
        here = getattr(thing, "__module__", None) == module.__name__
        if name.startswith("_") or not here or not (inspect.isclass(thing) or callable(thing)):
            continue
        yield name, thing
        if inspect.isclass(thing):
            yield from ((f"{name}.{member}", one) for member, one in members(thing))


def members(kind):
    """Yield the methods and properties that a class itself defines."""
    for name, thing in vars(kind).items():
        if not name.startswith("_") and (callable(thing) or isinstance(thing, property)):
            yield name, getattr(kind, name)


def documented(thing):
    """Say whether there is a docstring that a person wrote; dataclasses get one by themselves."""
    text = inspect.getdoc(thing) or ""
    return bool(text) and not text.startswith(f"{getattr(thing, '__name__', '?')}(")


def test_modules_say_what_they_are_for():
    assert [name for name, module in modules().items() if not documented(module)] == []


def test_everything_public_has_a_docstring():
    parts = ((name, *part) for name, module in modules().items() for part in public(module))
    assert [f"{name}: {what}" for name, what, thing in parts if not documented(thing)] == []


def test_what_modules_offer_is_there():
    offers = ((module, one) for module in modules().values() for one in offered(module))
    assert [f"{m.__name__}: {one}" for m, one in offers if not hasattr(m, one)] == []


@pytest.mark.parametrize("name", MODULES)
def test_examples_come_out_as_written(name):
    module = importlib.import_module(name)
    runner = doctest.DocTestRunner(optionflags=doctest.FAIL_FAST | doctest.NORMALIZE_WHITESPACE)
    told = []
    for test in doctest.DocTestFinder(exclude_empty=True).find(module):
        runner.run(test, out=told.append)
    assert not runner.failures, "".join(told)


@pytest.mark.parametrize("path", WITH_EXAMPLE)
def test_main_parts_have_an_example(path):
    thing = engine
    for part in path.split("."):
        thing = getattr(thing, part)
    assert ">>>" in (thing.__doc__ or ""), path
