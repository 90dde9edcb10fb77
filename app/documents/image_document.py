"""The document of a run that learns to tell pictures apart."""

from functools import cached_property
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from app.documents import choices
from app.documents.cost import steps_of
from app.documents.document import Document, Stop, ViewSettings
from app.documents.field_errors import field_error
from app.documents.fields import Model, Whole, one_of
from app.documents.image_network import ImageNetwork, Size
from app.documents.optimizer import Optimizer, usual
from app.documents.picture_data import FASHION, PICTURES, PictureData
from app.limits.caps import (
    MAX_BATCH,
    MAX_IMAGE_BATCH_COST,
    MAX_IMAGE_COST,
    MAX_IMAGE_EPOCHS,
    MAX_IMAGE_NUMBERS,
    MAX_IMAGE_RUNS,
    MAX_IMAGE_WEIGHTS,
    MAX_SEED,
    STEP_COST,
    UPDATE_COST,
)
from engine import optimizers

LOSSES: Final = {  # and what the engine, and Keras, call them
    "categorical_crossentropy": "categorical_crossentropy",
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
}
FEWEST_PICTURES, MOST_VALIDATION = 10, 10_000
FORWARD_AND_BACK = 3  # a step of training costs so many forward passes
BUFFERS = 4  # numbers held for each that a layer makes: values, slopes, gradients
COPIES = 24  # of weights and the optimizer's memory: past epochs, and those of the moment
OF_A_PICTURE = 35  # numbers held of each: its targets twice, its scores, its loss

Seed = Annotated[Whole, Field(ge=0, le=MAX_SEED)]
ClassNumber = Annotated[Whole, Field(ge=0, le=9)]


class ImageData(Model):
    """Which pictures: how many are kept back for validation, and which are left out."""

    name: Annotated[str, one_of(PICTURES)] = FASHION
    validation: Annotated[Whole, Field(ge=FEWEST_PICTURES, le=MOST_VALIDATION)] | None = None
    count: Annotated[Whole, Field(ge=FEWEST_PICTURES)] | None = None
    classes: Annotated[tuple[ClassNumber, ...], Field(min_length=2, max_length=10)] | None = None
    seed: Seed | None = None  # None: in the order of the files

    @property
    def pictures(self) -> PictureData:
        """The whole data set."""
        return PICTURES[self.name]

    @property
    def kept_back(self) -> int:
        """How many pictures are kept back for validation."""
        return self.pictures.validation if self.validation is None else self.validation

    @property
    def class_numbers(self) -> tuple[int, ...]:
        """The classes that there are, by their numbers."""
        every = tuple(range(len(self.pictures.classes)))
        return every if self.classes is None else self.classes

    @property
    def most(self) -> int:
        """How many pictures there are to train on, at most."""
        left = self.pictures.train - self.kept_back
        return left if self.count is None else min(left, self.count)


def _rated(value: object) -> object:
    """Return an optimizer with the learning rate that it has in Keras, where none is given."""
    if not isinstance(value, dict) or "learning_rate" in value:
        return value
    name = value.get("name", "sgd")
    known = isinstance(name, str) and name in choices.OPTIMIZERS
    return {**value, "learning_rate": usual(name, "learning_rate")} if known else value


class ImageTrainingSpec(Model):
    """How it is trained, with Keras's names and defaults."""

    loss: Annotated[str, one_of(LOSSES)] = "categorical_crossentropy"
    optimizer: Annotated[Optimizer, BeforeValidator(_rated)] = Optimizer(learning_rate=0.01)
    batch_size: Annotated[Whole, Field(ge=1, le=MAX_BATCH)] = 32
    seed: Seed = 1
    patience: Annotated[Whole, Field(ge=1, le=MAX_IMAGE_EPOCHS)] | None = None


class ImageBudget(Model):
    """When training ends."""

    epochs: Annotated[Whole, Field(ge=1, le=MAX_IMAGE_EPOCHS)] = 30


class Images(Document):
    """The whole document, version 1."""

    LIVE_PATHS = (
        "training.optimizer.learning_rate",
        "training.patience",
        "budget",
        "view.speed",
        *Document.LIVE_PATHS,
    )

    kind: Literal["images"] = "images"
    data: ImageData = ImageData()
    network: ImageNetwork = ImageNetwork()
    training: ImageTrainingSpec = ImageTrainingSpec()
    budget: ImageBudget = ImageBudget()
    view: ViewSettings = ViewSettings(speed="max")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        data = self.data
        if data.classes is not None and sorted(set(data.classes)) != [*data.classes]:
            allowed = "different numbers of classes, ascending"
            raise field_error("data.classes", allowed, [*data.classes])
        if data.kept_back >= data.pictures.train:
            allowed = f"less than the {data.pictures.train} pictures that there are"
            raise field_error("data.validation", allowed, data.kept_back)
        if self.view.lock:
            allowed = "empty: a run of images has no parts to lock"
            raise field_error("view.lock", allowed, [*self.view.lock])
        self.network.check_transfer()
        self._check_size()
        return self

    def _check_size(self) -> None:
        """Refuse a network or a budget that takes too much memory or time."""
        size, cost = self.training.batch_size, FORWARD_AND_BACK * self.picture_cost
        for what, count, most in (
            ("weights", self.weights, MAX_IMAGE_WEIGHTS),
            ("multiplications of a picture", cost, MAX_IMAGE_BATCH_COST),
            ("numbers in memory", self.numbers, MAX_IMAGE_NUMBERS),
        ):
            if count > most:
                raise field_error("network", f"smaller: {what} at most {most}", count)
        if cost * size > MAX_IMAGE_BATCH_COST:
            fit = MAX_IMAGE_BATCH_COST // cost
            raise field_error("training.batch_size", f"at most {fit} here", size)
        if self.epoch_cost * self.budget.epochs > MAX_IMAGE_COST:
            fit = MAX_IMAGE_COST // self.epoch_cost
            raise field_error("budget.epochs", f"at most {fit} here", self.budget.epochs)

    @cached_property
    def sizes(self) -> tuple[Size, ...]:
        """What each layer comes to."""
        data = self.data
        return tuple(self.network.sizes(data.pictures.side, len(data.class_numbers)))

    @property
    def weights(self) -> int:
        """How many numbers the network learns."""
        return sum(size.weights for size in self.sizes)

    @property
    def picture_cost(self) -> int:
        """How many multiplications a picture costs, forward."""
        return sum(size.cost for size in self.sizes)

    @property
    def numbers(self) -> int:
        """How many numbers a run holds at most: what it learns, a batch, figures of pictures."""
        optimizer = self.training.optimizer
        slots = optimizers.get(optimizer.name, **optimizer.settings).slots
        made = sum(size.numbers for size in self.sizes)
        batch, pictures = self.training.batch_size, self.data.most
        learned = self.weights * (1 + slots) * COPIES
        return learned + made * batch * BUFFERS + pictures * OF_A_PICTURE

    @property
    def epoch_cost(self) -> int:
        """How many multiplications an epoch costs, with its validation."""
        pictures = FORWARD_AND_BACK * self.data.most + self.data.kept_back
        steps = steps_of(self.data.most, self.training.batch_size)
        return self.picture_cost * pictures + steps * (self.weights * UPDATE_COST + STEP_COST)

    @property
    def run_kind(self) -> str:
        """Which of RUN_KINDS it describes."""
        return self.kind

    @property
    def settings(self) -> ViewSettings:
        """How the run is shown, and how fast it goes."""
        return self.view

    @property
    def learning(self) -> tuple[object, ...]:
        """All settings of training; equal ones train alike."""
        return self.data, self.network, self.training, self.budget

    @property
    def stop_rules(self) -> Stop:
        """When training ends by itself."""
        return Stop(max_epochs=self.budget.epochs, patience=self.training.patience)

    @property
    def shows_parameters(self) -> bool:
        """Whether its run is described with all that it has learned: there is too much of it."""
        return False

    @property
    def most_runs(self) -> int:
        """How many runs of images a server carries: each takes as much memory as many others."""
        return MAX_IMAGE_RUNS

    @property
    def saved_epochs(self) -> int:
        """How many past epochs its checkpoints have at least: the first, the best and the last."""
        return 3
