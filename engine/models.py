"""The kinds of models, put together from their training and the methods that save them."""

from engine.model import TrainableModel
from engine.model_facts import Facts
from engine.old_methods import OldMethods
from engine.sequential import LayerStack
from engine.serialization.copies import clone_model, load_model, model_from_json, save_model
from engine.serialization.registry import register
from engine.serialization.saving import Storable

__all__ = ["Model", "Sequential", "clone_model", "load_model", "model_from_json", "save_model"]


@register
class Model(Storable, OldMethods, Facts, TrainableModel):
    """Layers that can be trained: ``Model(inputs, outputs)``, or a subclass with a ``call``.

    >>> from engine import Input, layers
    >>> wide, deep = Input((5,)), Input((6,))
    >>> hidden = layers.Dense(30, "relu")(deep)
    >>> model = Model([wide, deep], layers.Dense(1)(layers.concatenate([wide, hidden])))
    >>> model.count_params()
    246
    """


@register
class Sequential(LayerStack, Model):
    """A stack of layers, given as a list or built by ``add``.

    >>> from engine import Input, layers
    >>> model = Sequential([Input((2,)), layers.Dense(4, "tanh"), layers.Dense(1)], seed=1)
    >>> model.count_params()
    17
    >>> model.compile("sgd", "mse")
    >>> history = model.fit([[0, 1], [1, 0]], [1, -1], epochs=3, verbose=0)
    >>> len(history.history["loss"])
    3
    """


def _named_as_called() -> None:
    """Have a TypeError name what the user called, ``Model.fit()``, not a class within."""
    kinds = [*((base, "Model") for base in Model.__mro__[1:-1]), (LayerStack, "Sequential")]
    for base, kind in kinds:
        for name, method in vars(base).items():
            if callable(method) and hasattr(method, "__qualname__"):
                method.__qualname__ = f"{kind}.{name}"


_named_as_called()
