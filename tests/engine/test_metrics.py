import numpy as np
import pytest
from sklearn import metrics as oracle

from engine import losses, metrics
from engine.errors import InvalidValue, ShapeMismatch, UnknownChoice
from tests.engine.networks import network

GENERATOR = np.random.default_rng(11)
Y, P = GENERATOR.normal(size=(2, 40, 3))
CLASSES, GUESSES = GENERATOR.integers(0, 3, (2, 40))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("r2_score", oracle.r2_score(Y, P)),
        ("mae", oracle.mean_absolute_error(Y, P)),
        ("mse", oracle.mean_squared_error(Y, P)),
        ("rmse", oracle.mean_squared_error(Y, P) ** 0.5),
    ],
)
def test_regression_figures_are_those_of_scikit_learn(name, expected):
    assert metrics.get(name)(Y, P) == pytest.approx(expected)


def test_confusion_matrix_counts_true_classes_in_rows():
    expected = oracle.confusion_matrix(CLASSES, GUESSES)
    np.testing.assert_array_equal(metrics.confusion_matrix(CLASSES, GUESSES, 3), expected)


def test_classes_nobody_has_keep_their_place_in_the_confusion_matrix():
    assert metrics.confusion_matrix([0], [2], 3).tolist() == [[0, 0, 1], [0, 0, 0], [0, 0, 0]]


@pytest.mark.parametrize(
    ("name", "y", "p", "expected"),
    [
        ("binary_accuracy", [0, 1, 1, 0], [0.4, 0.6, 0.5, 0.9], 0.5),
        ("sign_accuracy", [-1, 1, 1, -1], [-0.2, 0.1, -3, -4], 0.75),
        ("categorical_accuracy", [[1, 0, 0], [0, 0, 1]], [[0.5, 0.3, 0.2], [0.1, 0.5, 0.4]], 0.5),
        ("sparse_categorical_accuracy", [0, 2], [[0.5, 0.3, 0.2], [0.1, 0.3, 0.6]], 1.0),
        ("r2_score", [2, 2], [2, 2], 1.0),
        ("r2_score", [2, 2], [2, 3], 0.0),
    ],
)
def test_figure_worked_by_hand(name, y, p, expected):
    assert metrics.get(name)(y, p) == expected


@pytest.mark.parametrize(
    ("loss", "outputs", "expected"),
    [
        ("mse", 1, "binary_accuracy"),
        ("hinge", 1, "sign_accuracy"),
        ("binary_crossentropy", 3, "binary_accuracy"),
        ("categorical_crossentropy", 3, "categorical_accuracy"),
        ("sparse_categorical_crossentropy", 3, "sparse_categorical_accuracy"),
    ],
)
def test_accuracy_is_the_one_that_fits_loss_and_outputs(loss, outputs, expected):
    assert metrics.accuracy_for(losses.get(loss), outputs) == expected


def test_unknown_name_lists_the_choices():
    with pytest.raises(UnknownChoice, match=r"one of binary_accuracy, .*; got 'acc'"):
        metrics.get("acc")


BINARY = GENERATOR.integers(0, 2, 200)
SCORES = np.round(np.clip(BINARY * 0.3 + GENERATOR.uniform(0, 0.7, 200), 0, 1), 2)  # with ties
SHARES = GENERATOR.dirichlet([1, 1, 1], 200)
TRUE = GENERATOR.integers(0, 3, 200)
ONE_HOT = np.eye(3)[TRUE]


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        (metrics.BinaryAccuracy(), oracle.accuracy_score(BINARY, SCORES > 0.5)),
        (metrics.BinaryAccuracy(threshold=0.3), oracle.accuracy_score(BINARY, SCORES > 0.3)),
        (metrics.Precision(), oracle.precision_score(BINARY, SCORES > 0.5)),
        (metrics.Precision(thresholds=0.7), oracle.precision_score(BINARY, SCORES > 0.7)),
        (metrics.Recall(), oracle.recall_score(BINARY, SCORES > 0.5)),
        (metrics.Recall(0.2), oracle.recall_score(BINARY, SCORES > 0.2)),
        (metrics.F1Score(), oracle.f1_score(BINARY, SCORES > 0.5)),
        (metrics.F1Score(threshold=0.4), oracle.f1_score(BINARY, SCORES > 0.4)),
        (metrics.AUC(), oracle.roc_auc_score(BINARY, SCORES)),
    ],
)
def test_figures_of_two_classes_are_those_of_scikit_learn(metric, expected):
    assert metric(BINARY, SCORES) == pytest.approx(expected)
    assert metric(BINARY[:, np.newaxis], SCORES[:, np.newaxis]) == pytest.approx(expected)


@pytest.mark.parametrize("average", ["macro", "micro", "weighted"])
def test_f1_of_several_classes_is_that_of_scikit_learn(average):
    expected = oracle.f1_score(TRUE, SHARES.argmax(axis=1), average=average)
    assert metrics.F1Score(average)(ONE_HOT, SHARES) == pytest.approx(expected)


def test_counts_of_several_outputs_are_taken_together():
    said, true = (SHARES > 0.5).ravel(), ONE_HOT.ravel()
    assert metrics.Precision()(ONE_HOT, SHARES) == pytest.approx(oracle.precision_score(true, said))
    assert metrics.Recall()(ONE_HOT, SHARES) == pytest.approx(oracle.recall_score(true, said))
    expected = oracle.roc_auc_score(ONE_HOT, SHARES, average="micro")
    assert metrics.AUC()(ONE_HOT, SHARES) == pytest.approx(expected)


def test_accuracies_of_several_classes_agree_with_each_other():
    expected = oracle.accuracy_score(TRUE, SHARES.argmax(axis=1))
    assert metrics.CategoricalAccuracy()(ONE_HOT, SHARES) == expected
    assert metrics.SparseCategoricalAccuracy()(TRUE, SHARES) == expected
    assert metrics.SparseCategoricalAccuracy()(ONE_HOT, SHARES) == expected


@pytest.mark.parametrize(
    "metric", [metrics.Precision, metrics.Recall, metrics.F1Score, metrics.AUC]
)
def test_figure_that_would_be_nothing_by_nothing_is_0(metric):
    assert metric()([0, 0, 0], [0.1, 0.2, 0.3]) == 0


@pytest.mark.parametrize("name", metrics.METRICS)
def test_metric_is_found_by_name_by_class_and_by_the_name_of_its_class(name):
    kind = metrics.METRICS[name]
    for choice in (name, kind.__name__, kind, kind()):
        assert type(metrics.get(choice)) is kind
    assert (kind().name, kind(name="mine").name) == (name, "mine")


@pytest.mark.parametrize("name", metrics.METRICS)
def test_metric_is_used_in_training(name):
    kind = metrics.METRICS[name]
    model = network(2, 3, 1, output="sigmoid")
    model.compile("sgd", "mse", metrics=[kind(name="own"), kind.__name__])
    x, y = SHARES[:, :2], BINARY
    found = model.fit(x, y, validation_data=(x, y)).history
    assert found["val_own"] == found[f"val_{kind.__name__}"] == [kind()(y, model.predict(x))]


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (lambda: metrics.F1Score("all"), UnknownChoice, "one of macro, weighted, micro; got 'all'"),
        (lambda: metrics.Precision(1), InvalidValue, r"thresholds must lie in \[0, 1\); got 1"),
        (lambda: metrics.BinaryAccuracy(threshold="a"), InvalidValue, "threshold .*; got 'a'"),
        (lambda: metrics.get("mse")([1, 2], [1]), ShapeMismatch, r"\(1, 1\); got \(2, 1\)"),
        (lambda: metrics.get("mse")(TRUE, SHARES), ShapeMismatch, r"\(200, 3\); got \(200, 1\)"),
        (lambda: metrics.get("mse")([], []), ShapeMismatch, r"\(0, 1\)"),
        (lambda: metrics.get("mse")(1, 2), ShapeMismatch, r"\[rows, outputs\]; got \(\)"),
        (lambda: metrics.get(None), UnknownChoice, "metric must be one of .*; got None"),
        (lambda: metrics.get([]), UnknownChoice, r"metric must be one of .*; got \[\]"),
    ],
)
def test_refusal_says_what_is_allowed_and_what_came(wrong, error, words):
    with pytest.raises(error, match=words):
        wrong()


@pytest.mark.parametrize("wrong", [0.5, -1, 3])
def test_confusion_of_what_is_no_class_is_refused(wrong):
    for true, predicted in (([0, wrong], [0, 1]), ([0, 1], [wrong, 0])):
        with pytest.raises(InvalidValue, match=f"class numbers, 0 … 2; got {wrong}"):
            metrics.confusion_matrix(true, predicted, 3)


INTEGERS = [np.uint8, np.int8, np.int64, bool]


@pytest.mark.parametrize("kind", INTEGERS)
@pytest.mark.parametrize("name", metrics.METRICS)
def test_metric_of_whole_numbers_is_that_of_the_same_numbers(name, kind):
    y, p = np.array([[0, 1], [120, 3], [1, 0]], kind), np.array([[100, 0], [7, 3], [1, 1]], kind)
    y = y[:, :1] if name == "sparse_categorical_accuracy" else y
    metric = metrics.get(name)
    expected = metric.measured(y.astype(float), p.astype(float))
    assert metric.measured(y, p) == expected


def test_errors_of_bytes_are_not_cut_to_bytes():
    zero, many = np.array([0], np.uint8), np.array([200], np.uint8)
    assert metrics.MeanSquaredError()(zero, many) == 40_000
    assert metrics.MeanAbsoluteError()(zero, many) == 200


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ([metrics.Precision(0.3), metrics.Precision(0.7)], ["precision", "precision_1"]),
        (["mae", "mae", "accuracy", "accuracy"], ["mae", "mae_1", "accuracy", "accuracy_1"]),
        ([metrics.Recall(name="loss")], ["loss_1"]),
    ],
)
def test_metrics_of_one_name_are_numbered_as_in_keras(given, names):
    model = network(2, 3, 1, output="sigmoid")
    model.compile("sgd", "mse", metrics=given)
    x, y = np.eye(2), np.array([0, 1])
    history = model.fit(x, y, validation_data=(x, y), verbose=0).history
    names = sorted(["loss", *names])
    assert list(history) == [*names, *(f"val_{name}" for name in names)]
