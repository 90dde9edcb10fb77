"""What a network whose inputs part answers about its paths, and the query by name."""

from typing import TypedDict

from app.runs.answers import Array, Query


class PathShares(TypedDict):
    """The share of each path; together they are 1.  None: neither has a part."""

    deep: float | None
    wide: float | None


class PathsAnswer(TypedDict):
    """How much each path counts at the first training points, and what both outputs answer there.

    In regressions outputs are in the targets' own units.
    """

    epoch: int
    position: int
    points: int  # for training; the first 500 are looked at
    output: PathShares  # of what the output adds up, by size
    gradient: PathShares  # of the squared length of the gradient
    main: Array  # [n, outputs]
    auxiliary: Array | None  # the same; None where there is no such output


PATHS = Query[PathsAnswer]("paths")
