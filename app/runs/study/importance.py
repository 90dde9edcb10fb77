"""How much each setting of a search decides by itself.

Trials are ranked, and fall into groups by a setting's values; the share of the ranks' variance that
the groups explain, corrected for chance, is ε² (Kelley, 1935).  docs/studies.md has the formula.
"""

import json
from collections import Counter
from collections.abc import Hashable, Sequence
from math import inf, isfinite
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.documents.search import Setting
from app.runs.study.search_rows import Row
from app.runs.study_answers import Group, Importance

OVER = "done", "culled", "diverged"  # trials that are ranked
FEWEST = 8  # trials that say something
MOST_GROUPS, IN_A_GROUP = 4, 2

Floats = NDArray[np.float64]
Members = list[list[int]]  # of each group, by their places


def ranked(rows: Sequence[Row]) -> tuple[list[Row], Floats]:
    """Return the trials that are over, and the rank of each: the best has the least.

    Those that were trained longer come first, then those with better scores, those that have
    diverged last; equal ones have their mean rank.
    """
    over = [row for row in rows if row.status in OVER]
    keys = [_key(row) for row in over]
    counts, ranks, before = Counter(keys), dict[Hashable, float](), 0
    for key in sorted(counts):
        ranks[key] = before + (counts[key] - 1) / 2
        before += counts[key]
    return over, np.array([ranks[key] for key in keys])


def _key(row: Row) -> tuple[int, int, float]:
    score = row.last.score
    return (1, 0, 0.0) if score is None else (0, -row.last.epochs, score)


def importance_of(setting: Setting, over: Sequence[Row], ranks: Floats) -> Importance:
    """Return what one setting explains of the ranks."""
    have = [at for at, row in enumerate(over) if setting.path in row.last.values]
    values = [over[at].last.values[setting.path] for at in have]
    names = [json.dumps(value, sort_keys=True) for value in values]
    by_value = setting.choice is not None or setting.flag or len(set(names)) <= MOST_GROUPS
    found = _alike(names) if by_value else _near(values)
    members = [[have[at] for at in group] for group in found if len(group) >= IN_A_GROUP]
    used = sum(map(len, members))
    answer: Importance = {"path": setting.path, "share": None, "trials": used, "groups": []}
    if used < FEWEST or len(members) < 2:
        return {**answer, "trials": len(have)}
    groups = [_group(setting.path, [over[at] for at in group], by_value) for group in members]
    return {**answer, "share": _share([ranks[group] for group in members]), "groups": groups}


def _share(groups: Sequence[Floats]) -> float:
    """Return ε² of the ranks of each group."""
    together = np.concatenate(groups)
    count, within = len(together), sum(float(np.sum((g - g.mean()) ** 2)) for g in groups)
    total = float(np.sum((together - together.mean()) ** 2))
    if total == 0:
        return 0.0
    return max(0.0, 1 - (within / (count - len(groups))) / (total / (count - 1)))


def _alike(names: Sequence[str]) -> Members:
    """Return the places of each value."""
    return [[at for at, one in enumerate(names) if one == name] for name in dict.fromkeys(names)]


def _near(values: Sequence[float]) -> Members:
    """Return the places of numbers in groups of about equally many, the least first."""
    count = min(MOST_GROUPS, len(values) // MOST_GROUPS)
    counts, group_of, before = Counter(values), dict[float, int](), 0
    for value in sorted(counts):
        middle = before + counts[value] / 2
        group_of[value] = int(middle * count / len(values))
        before += counts[value]
    return [[at for at, v in enumerate(values) if group_of[v] == n] for n in range(count)]


def _group(path: str, rows: Sequence[Row], by_value: bool) -> Group:
    scores = [inf if row.last.score is None else row.last.score for row in rows]
    middle = median(scores)
    told = middle if isfinite(middle) else None
    values: list[Any] = [row.last.values[path] for row in rows]
    if by_value:
        return {"value": values[0], "trials": len(rows), "median": told}
    return {"from": min(values), "to": max(values), "trials": len(rows), "median": told}
