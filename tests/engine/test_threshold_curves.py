"""Thresholds on scores: scikit-learn's curves and areas."""

import numpy as np
import pytest
from sklearn import metrics

from engine.threshold_curves import ThresholdCounts

DRAW = np.random.default_rng(5)
TRUE = DRAW.random(400) < 0.3
SCORES = {
    "all different": TRUE + DRAW.normal(size=400),
    "many equal": np.round(TRUE + DRAW.normal(size=400)),
    "right": TRUE * 2.0 - 1,
    "all equal": np.full(400, 0.5),
}


@pytest.mark.parametrize("scores", SCORES.values(), ids=SCORES)
def test_roc_curve_is_scikit_learns(scores):
    curve = ThresholdCounts.of(TRUE, scores).roc()
    x, y, _ = metrics.roc_curve(TRUE, scores, drop_intermediate=False)
    np.testing.assert_allclose(curve.x, x)
    np.testing.assert_allclose(curve.y, y)
    assert curve.area == pytest.approx(metrics.roc_auc_score(TRUE, scores))


@pytest.mark.parametrize("scores", SCORES.values(), ids=SCORES)
def test_precision_recall_curve_is_scikit_learns(scores):
    curve = ThresholdCounts.of(TRUE, scores).precision_recall()
    precision, recall, _ = metrics.precision_recall_curve(TRUE, scores)
    np.testing.assert_allclose(curve.x, recall[-2::-1])  # without its point at recall 0
    np.testing.assert_allclose(curve.y, precision[-2::-1])
    assert curve.area == pytest.approx(metrics.average_precision_score(TRUE, scores))


@pytest.mark.parametrize("scores", SCORES.values(), ids=SCORES)
@pytest.mark.parametrize("threshold", [-9, -1, 0, 0.5, 1, 9])
def test_counts_are_those_of_scores_above_the_threshold(scores, threshold):
    counts = ThresholdCounts.of(TRUE, scores)
    above = scores > threshold
    assert counts.at(threshold) == ((above & TRUE).sum(), (above & ~TRUE).sum())


def test_one_kind_alone_has_no_roc_curve():
    counts = ThresholdCounts.of(np.ones(3, bool), np.arange(3.0))
    assert counts.roc().area is None
    assert counts.precision_recall().area == 1
    none = ThresholdCounts.of(np.zeros(3, bool), np.arange(3.0))
    assert (none.roc().area, none.precision_recall().area) == (None, None)
