"""TrainableModel: an architecture that can be trained, with Keras's face.

``fit`` is a loop over a stepper (``engine.training``), which a program may also drive by itself.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import evaluating, fitting, inspection
from engine.architecture import Architecture
from engine.arrays import Array
from engine.batches import Examples, OwnExamples
from engine.compiling import Compiled, Outputs, Settings, bind
from engine.errors import NotCompiled, ShapeMismatch
from engine.evaluation import scored
from engine.fit_data import FitOptions
from engine.inputs import numbers, refuse_nan
from engine.model_steps import Steps
from engine.notices import not_done
from engine.objective import Objective
from engine.optimizers import Optimizer
from engine.own_total import OwnTotal
from engine.plans import LiveTraining, StaticTraining, TrainingPlan
from engine.regularizers import Penalties
from engine.streams import gathered
from engine.tape.tape import Purpose
from engine.targets import Target


class TrainableModel(Architecture, Steps):
    """Layers that can be trained; ``engine.models`` adds how they are saved."""

    _settings: Settings | None = None
    _compiled: Compiled | None = None
    shuffles: Any = None  # the generator of all calls of fit
    stop_training = False  # set by callbacks
    first_epoch = 0  # of the fit that runs
    history: Any = None  # of the last fit, or of the one that runs

    def compile(
        self, optimizer: Any = "rmsprop", loss: Any = "mean_squared_error",
        loss_weights: Any = None, metrics: Any = (), weighted_metrics: Any = None,
        run_eagerly: bool = False, steps_per_execution: int = 1, jit_compile: Any = "auto",
    ) -> None:  # fmt: skip
        """Choose how to train; which layers are trainable is read now.

        Steppers made before keep the settings they were made with.
        """
        asked = {
            "steps_per_execution": steps_per_execution > 1,
            "jit_compile": jit_compile is True,
        }  # fmt: skip
        for name in (name for name, given in asked.items() if given):
            not_done(f"{name} changes nothing: models here are run step by step, in NumPy")
        self.eager = bool(run_eagerly)
        self._settings = Settings.of(optimizer, loss, loss_weights, metrics, weighted_metrics)
        self._compiled = None
        if self.built:
            self._compiled = self._bound(self._settings)
            self._compiled.network.forget_plans()

    def ensure_compiled(self) -> Settings:
        """Return what ``compile`` was given.  Raises NotCompiled before it."""
        if self._settings is None:
            raise NotCompiled(
                "You must call `compile()` before calling fit(), evaluate() or train_on_batch(): "
                "the model must be compiled first, by compile(optimizer, loss)"
            )
        return self._settings

    @property
    def settings(self) -> Settings:
        """What ``compile`` was given.  Raises NotCompiled before it."""
        return self.ensure_compiled()

    @property
    def compiled(self) -> Compiled:
        """What ``compile`` was given, bound to the network as it is built."""
        settings, network = self.settings, self.network
        if self._compiled is None or self._compiled.network is not network:
            self._compiled = self._bound(settings)
        return self._compiled

    def _bound(self, settings: Settings) -> Compiled:
        self.rearrange()
        made = Outputs(self.output_structure, self.output_shapes, self.graph, self.computes)
        return bind(settings, self.network, made)

    @property
    def optimizer(self) -> Optimizer:
        """The optimizer; its learning rate may be changed while training."""
        return self.compiled.optimizer

    @property
    def objectives(self) -> list[Objective]:
        """The losses as the network meets them, one for each output."""
        return self.compiled.objectives

    @property
    def objective(self) -> Objective:
        """The loss of a model that has one output."""
        (only,) = self.objectives
        return only

    @property
    def penalties(self) -> Penalties:
        """The regularizers of all layers."""
        return self.compiled.penalties

    @property
    def update(self) -> Callable[[], None]:
        """The optimizer's step on the model's parameters and gradients."""
        return self.compiled.update

    @property
    def noisy(self) -> bool:
        """Whether training draws random numbers, beside the shuffles."""
        return any(layer.noisy for layer in self.compiled.network.layers)

    @property
    def metrics_names(self) -> list[str]:
        """The names of what ``evaluate`` returns."""
        return list(self.directions())

    def directions(self) -> dict[str, str]:
        """Return, for each of those, whether "min" or "max" is better; empty if nobody says."""
        names = self.output_structure.names
        losses = ["loss", *(f"{name}_loss" for name in names if len(names) > 1)]
        metrics = self.compiled.titled(self.output_structure)
        return dict.fromkeys(losses, "min") | {title: one.direction for title, one in metrics}

    def penalty(self) -> float:
        """Return the sum of the regularizers' penalties now."""
        penalties = self.penalties
        penalties.refresh()
        return penalties.value()

    def purpose(self) -> Purpose:
        """Return what a training plan must know beforehand."""
        if self.graph is None:
            return Purpose(True, dtype=self.dtype, eager=self.eager)
        pairs = zip(self.graph.outputs, self.objectives, strict=True)
        fused = frozenset(tensor for tensor, one in pairs if one.fused)
        return Purpose(True, frozenset(self.graph.outputs), fused, self.dtype, self.eager)

    def plan(self, rows: int) -> TrainingPlan:
        """Return forward and backward pass for batches of ``rows``."""
        compiled = self.compiled
        network, objectives = compiled.network, compiled.objectives

        def make() -> Any:
            total = OwnTotal(self, rows) if compiled.own else None
            rest = (self.noise, objectives, network.learners, total)
            if self.graph is None:
                assert self._program is not None
                return LiveTraining(self._program, rows, self.purpose(), *rest)
            return StaticTraining(self.graph, rows, self.purpose(), *rest)

        plan: TrainingPlan = network.plan(("training", rows), make)
        return plan

    # Data

    def pair(self, x: Any, y: Any) -> tuple[list[Array], list[Array]]:
        """Return checked inputs ``[rows, numbers]`` and prepared targets ``[outputs, rows]``."""
        rows = self.checked_inputs(x)
        compiled, shapes = self.compiled, self.output_shapes
        names = self.output_structure.names
        given = self.output_structure.flatten("targets", y)
        targets = []
        for name, one, loss, shape in zip(names, given, compiled.targets_for, shapes, strict=True):
            target = Target(f"targets for {name}" if len(names) > 1 else "targets", loss, shape)
            targets.append(np.ascontiguousarray(target.prepared(one, len(rows[0])).T, self.dtype))
        return rows, targets

    def examples(self, x: Any, y: Any, weights: Any = None) -> Examples:
        """Return data as training takes them.  Raises ShapeMismatch if they do not fit."""
        inputs, targets = self.pair(x, y)
        for name, rows in zip(self.input_structure.names, inputs, strict=True):
            refuse_nan(name, rows)
        given = self.weights_for(weights, len(inputs[0]))
        if not self.compiled.own:
            return Examples(inputs, targets, given)
        shapes = [np.shape(one)[1:] for one in self.output_structure.flatten("targets", y)]
        return OwnExamples(inputs, targets, given, shapes, list(map(math.prod, self.output_shapes)))

    def weights_for(self, given: Any, rows: int) -> list[Array | None]:
        """Return each output's sample weights, of one array for all, a list, or some by name.

        Raises ShapeMismatch unless there is a weight per row.
        """
        outputs = self.output_structure
        each = outputs.each("sample weights", _alone(given, len(outputs.names)), None)
        return [self._weights(one, rows) for one in each]

    def _weights(self, given: Any, count: int) -> Array | None:
        if given is None:
            return None
        rows = numbers("sample weights", given)
        if rows.shape != (count,):
            raise ShapeMismatch(f"sample weights must have shape ({count},); got {rows.shape}")
        refuse_nan("sample weights", rows)
        return rows.astype(self.dtype)

    # Training

    def fit(
        self, x: Any = None, y: Any = None, batch_size: int | None = None, epochs: int = 1,
        verbose: Any = "auto", callbacks: Any = None, validation_split: float = 0.0,
        validation_data: Any = None, shuffle: bool = True, class_weight: Any = None,
        sample_weight: Any = None, initial_epoch: int = 0, steps_per_epoch: int | None = None,
        validation_steps: int | None = None, validation_batch_size: int | None = None,
        validation_freq: Any = 1,
    ) -> Any:  # fmt: skip
        """Train for some epochs and return the History; ``x`` may be batches (``engine.streams``).

        As in Keras the loss of an epoch is the mean of its batches' losses, penalties included,
        while the weights changed.  A later call goes on with the weights, the optimizer's memory
        and the shuffles.  From a divergence on all figures are NaN, as in Keras, and one
        DivergenceWarning says why; the weights stay at their last finite values.
        """
        size = 32 if batch_size is None else batch_size
        choices = FitOptions(
            size, epochs, initial_epoch, bool(shuffle), validation_data, validation_split,
            class_weight, sample_weight, steps_per_epoch, validation_steps,
            validation_batch_size, validation_freq,
        )  # fmt: skip
        return fitting.fit(self, x, y, choices, callbacks or (), verbose)

    def train_on_batch(
        self, x: Any, y: Any, sample_weight: Any = None, class_weight: Any = None,
        return_dict: bool = False,
    ) -> Any:  # fmt: skip
        """Do one step on these rows together; return what ``evaluate`` would have before it.

        Unlike Keras's figures they are of this batch alone.
        """
        rows = len(self.checked_inputs(x)[0])
        options = FitOptions(
            rows, shuffle=False, sample_weight=sample_weight, class_weight=class_weight
        )
        return evaluating.packed(fitting.one_batch(self, x, y, options), return_dict)

    def measure(self, x: Any, y: Any, sample_weight: Any = None) -> dict[str, float]:
        """Return loss (penalties included), losses and metrics, for the weights as they are."""
        return evaluating.measure(self, x, y, sample_weight)

    def scores(self, inputs: Sequence[Array]) -> list[Array]:
        """Return what each objective reads, ``[outputs, rows]``, for checked inputs."""
        return scored(self, self.compiled, inputs)[0]

    def test_on_batch(
        self, x: Any, y: Any, sample_weight: Any = None, return_dict: bool = False
    ) -> Any:
        """Return what ``evaluate`` has for these rows."""
        return evaluating.packed(self.measure(x, y, sample_weight), return_dict)

    def predict_on_batch(self, x: Any) -> Any:
        """Return the outputs for these rows."""
        return self.predict(x, verbose=0)

    def evaluate(
        self, x: Any = None, y: Any = None, batch_size: int | None = None, verbose: Any = "auto",
        sample_weight: Any = None, steps: int | None = None, callbacks: Any = None,
        return_dict: bool = False,
    ) -> Any:  # fmt: skip
        """Return the loss, a list of loss and metrics if there are any, or all of it by name."""
        data = gathered(x, y, sample_weight, steps)
        figures = evaluating.shown(self, data, batch_size, verbose, callbacks or ())
        return evaluating.packed(figures, return_dict)

    def predict(
        self, x: Any, batch_size: int | None = None, verbose: Any = "auto",
        steps: int | None = None, callbacks: Any = None,
    ) -> Any:  # fmt: skip
        """Return the outputs ``[rows, *shape]`` for inputs, structured like the model's."""
        inputs, *_ = gathered(x, None, None, steps)
        return evaluating.predict(self, inputs, batch_size, verbose, callbacks or ())

    def inspect(self, x: Any, y: Any) -> Any:
        """Return every pre-activation, activation, delta and gradient for these examples."""
        return inspection.inspect(self, x, y)


def _alone(weights: Any, outputs: int) -> Any:
    """Return weights that hold for all outputs as a list, one for each."""
    if weights is None or isinstance(weights, dict):
        return weights
    many = isinstance(weights, list | tuple) and len(weights) == outputs
    apart = many and all(one is None or np.ndim(one) for one in weights)
    return weights if apart else [weights] * outputs
