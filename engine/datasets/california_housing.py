"""California housing: 20 640 districts of the census of 1990 and what a house there is worth.

x: [n, 8], see ``FEATURES``; y: [n], the median value of a house in 100 000 dollars, cut off at 5
(992 districts are at that cap or above); both float64, as from scikit-learn.  The features are
scikit-learn's, rooms, bedrooms and people being given per household; so are the rows' order and the
target's unit.  Keras documents the same features, but its file keeps the raw columns (totals) and
its target is in dollars: multiply by ``DOLLARS`` to compare.  Nothing is standardised here.
Source: Pace & Barry, "Sparse spatial autoregressions" (1997), StatLib.  The file is not part of
this project, see ``cache`` for where it comes from.
"""

import numpy as np

from engine.arrays import Array
from engine.choices import choose
from engine.datasets import cache
from engine.datasets.download import Progress
from engine.datasets.errors import DamagedData
from engine.datasets.official import Archive, Official
from engine.datasets.split import Split, split
from engine.datasets.table import Table

FEATURES = (
    "MedInc",  # median income, in 10 000 dollars
    "HouseAge",  # median, in years
    "AveRooms",  # per household
    "AveBedrms",  # per household
    "Population",
    "AveOccup",  # people per household
    "Latitude",
    "Longitude",
)
TARGET = "MedHouseVal"
DOLLARS = 100_000.0  # in one unit of the target
VERSIONS = {"large": None, "small": 600}  # the first rows that count; Keras's two versions

FILE = Official(
    data_set="california-housing",
    name="cal_housing.data",
    sha256="d3d8a1a722ae78f91134862727d27a70b1415e7d512a89140406248687f4b902",
    limit=4_000_000,  # twice the file
    mirrors=(
        "https://ndownloader.figshare.com/files/5976036",
        "https://www.dcc.fc.up.pt/~ltorgo/Regression/cal_housing.tgz",
    ),
    remedy="download cal_housing.tgz where there is a network",
    archive=Archive(
        "cal_housing.tgz",
        "aaa5c9a6afe2225cc2aed2723682ae403280c4a3695a2ddda4ffb5d8215ea681",
        "CaliforniaHousing/cal_housing.data",
    ),
)


def load_data(
    version: str = "large",
    test_split: float = 0.2,
    seed: int = 113,
    progress: Progress | None = None,
) -> Split:
    """Return ``(x_train, y_train), (x_test, y_test)``, shuffled and cut like Keras's.

    ``version="small"`` takes the first 600 districts only, which lie about San Francisco Bay.
    ``progress(name, done, total)`` is called during a download.  Raises MissingData, DamagedData.
    """
    rows = choose("version", VERSIONS, version)
    table = load(progress)
    return split(table.x[:rows], table.y[:rows], test_split, seed)


def load(progress: Progress | None = None) -> Table:
    """Return all districts in the file's order; raises MissingData or DamagedData."""
    raw = _raw(cache.content(FILE, progress))
    longitude, latitude, age, rooms, bedrooms, people, households, income, value = raw.T
    features = (
        income,
        age,
        rooms / households,
        bedrooms / households,
        people,
        people / households,
        latitude,
        longitude,
    )
    return Table(np.stack(features, axis=1), value / DOLLARS, FEATURES, TARGET)


def _raw(content: bytes) -> Array:
    """Return the file's columns as they are, in float64."""
    try:
        raw = np.loadtxt(content.decode("ascii").splitlines(), delimiter=",", ndmin=2)
    except ValueError as error:
        raise DamagedData(f"{FILE.name} must hold numbers between commas: {error}") from error
    if raw.shape[1] != 9:
        raise DamagedData(f"{FILE.name} must have 9 columns; got {raw.shape[1]}")
    return raw
