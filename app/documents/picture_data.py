"""The data sets of pictures that a run can learn from, and whether this machine has them."""

from dataclasses import dataclass
from typing import Final

from engine.datasets import cache, fashion_mnist
from engine.datasets.official import Official

FASHION, DIGITS = "fashion_mnist", "digits"
SPARE = "the digits are here: data.name digits"


@dataclass(frozen=True)
class PictureData:
    """Square grey pictures: those to train and validate on come first, then those to test."""

    label: str
    side: int  # pixels
    train: int  # pictures, with those that are kept back for validation
    test: int
    validation: int  # kept back, where a document does not say
    classes: tuple[str, ...]
    files: tuple[Official, ...] = ()  # that a machine may lack

    @property
    def count(self) -> int:
        """How many pictures there are in all."""
        return self.train + self.test

    @property
    def missing(self) -> Official | None:
        """The first file that this machine lacks."""
        return next((file for file in self.files if cache.found(file) is None), None)


PICTURES: Final = {
    FASHION: PictureData(
        "Fashion-MNIST",
        fashion_mnist.SIDE,
        60_000,
        10_000,
        5_000,
        fashion_mnist.CLASSES,
        tuple(fashion_mnist.FILES.values()),
    ),
    DIGITS: PictureData("Digits", 8, 1_500, 297, 300, tuple("0123456789")),
}


def remedy(file: Official) -> str:
    """Return in words which file is missing, and what to do."""
    return (
        f"{file.published} is not on this server: its operator can {file.remedy}, or put the file "
        f"into a folder that the environment variable {cache.VARIABLE} names; {SPARE}"
    )
