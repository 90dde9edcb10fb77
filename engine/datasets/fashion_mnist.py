"""Fashion-MNIST: 70 000 pictures of clothes, 28×28 grey pixels in ten classes.

x: [n, 28, 28] uint8, 0 (ground) … 255; y: [n] uint8, the index into ``CLASSES``.  60 000 to train
and 10 000 to test, in the official order, which is mixed.  Pixels are not scaled: divide by 255.
Source: Xiao, Rasul & Vollgraf (2017), Zalando; MIT licence.  The files are not part of this
project, see ``cache`` for where they come from.
"""

from engine.datasets import cache, idx
from engine.datasets.download import Progress
from engine.datasets.official import Official
from engine.datasets.split import Split

SIDE = 28
CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
MIRRORS = (  # the project's own; what comes by plain http is proven by its checksum all the same
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
)


def _official(name: str, size: int, sha256: str) -> Official:
    return Official(
        data_set="fashion-mnist",
        name=name,
        sha256=sha256,
        limit=size,
        mirrors=tuple(f"{mirror}/{name}.gz" for mirror in MIRRORS),
        remedy="install Debian's package (apt-get install dataset-fashion-mnist)",
        system_folder="/usr/share/datasets/fashion-mnist",
    )


FILES = {
    "train_images": _official(
        "train-images-idx3-ubyte",
        47_040_016,
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    ),
    "train_labels": _official(
        "train-labels-idx1-ubyte",
        60_008,
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    ),
    "test_images": _official(
        "t10k-images-idx3-ubyte",
        7_840_016,
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    ),
    "test_labels": _official(
        "t10k-labels-idx1-ubyte",
        10_008,
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
}


def load_data(progress: Progress | None = None) -> Split:
    """Return ``(x_train, y_train), (x_test, y_test)``, in Keras's form.

    ``progress(name, done, total)`` is called while a file is downloaded, which happens only where
    this machine has none.  Raises MissingData with the remedy, or DamagedData.
    """
    return _examples("train", progress), _examples("test", progress)


def _examples(part: str, progress: Progress | None) -> tuple[idx.Bytes, idx.Bytes]:
    images, labels = FILES[f"{part}_images"], FILES[f"{part}_labels"]
    x = idx.parse(cache.content(images, progress), (None, SIDE, SIDE), images.name)
    return x, idx.parse(cache.content(labels, progress), (len(x),), labels.name)
