"""``fit`` and its like as Keras has them: what is trained on, validated, weighted and told."""

import numpy as np
import pytest

from engine import Input, Sequential, callbacks, layers, metrics, optimizers
from engine.errors import InvalidValue
from tests.engine.graphs import rows
from tests.engine.networks import network
from tests.engine.test_functional import wide_and_deep

X, Y = rows(2, 1, count=50)
X1, X2, Y1, Y2 = rows(5, 6, 1, 1, count=40)
LABELS = (Y > 0).astype(int)
W = np.random.default_rng(8).uniform(0, 2, 40)
STILL = 1e-300  # a learning rate that changes nothing


def model_for(loss="mse", rate=0.01, **settings):
    model = network(2, 3, 1, output="sigmoid" if "entropy" in loss else "linear")
    model.compile(optimizers.SGD(rate), loss, **settings)
    return model


def test_validation_split_takes_the_last_rows_before_any_shuffle():
    model, expected = model_for(), model_for()
    history = model.fit(X, Y, epochs=2, validation_split=0.3).history
    apart = expected.fit(X[:35], Y[:35], epochs=2, validation_data=(X[35:], Y[35:])).history
    assert history == apart
    np.testing.assert_array_equal(model.parameters, expected.parameters)


def test_validation_split_cuts_sample_weights_along():
    model, expected = model_for(), model_for()
    weights = np.linspace(0, 1, 50)
    history = model.fit(X, Y, validation_split=0.5, sample_weight=weights).history
    halves = {"sample_weight": weights[:25], "validation_data": (X[25:], Y[25:], weights[25:])}
    assert history == expected.fit(X[:25], Y[:25], **halves).history


def test_validation_split_cuts_every_input_and_output():
    model, expected = wide_and_deep(3), wide_and_deep(3)
    for one in (model, expected):
        one.compile("sgd", "mse")
    history = model.fit([X1, X2], {"main": Y1, "aux": Y2}, validation_split=0.25).history
    rest = ([X1[30:], X2[30:]], [Y1[30:], Y2[30:]])
    apart = expected.fit([X1[:30], X2[:30]], [Y1[:30], Y2[:30]], validation_data=rest).history
    assert history == apart


def test_validation_data_win_over_a_split():
    model = model_for(rate=STILL)
    history = model.fit(X, Y, validation_split=0.5, validation_data=(X[:9], Y[:9])).history
    assert history["val_loss"] == [model.evaluate(X[:9], Y[:9])]
    assert history["loss"] == [pytest.approx(model.evaluate(X, Y))]


def test_classes_weigh_in_training_but_not_in_validation():
    model = model_for("binary_crossentropy", STILL)
    history = model.fit(X, LABELS, class_weight={1: 3.0}, validation_split=0.5).history
    weights = np.where(LABELS[:, 0] == 1, 3.0, 1.0)
    found = model.evaluate(X[:25], LABELS[:25], sample_weight=weights[:25])
    assert history["loss"] == [pytest.approx(found)]
    assert history["val_loss"] == [pytest.approx(model.evaluate(X[25:], LABELS[25:]))]


def test_class_of_a_target_between_two_is_the_nearer_one():
    model = Sequential([Input((1,)), layers.Dense(1, kernel_initializer="zeros")])
    model.compile("sgd", "mse")
    data = np.ones((2, 1)), np.array([0.05, 0.95])
    losses = model.fit(*data, class_weight={0: 1, 1: 100}, verbose=0).history["loss"]
    assert losses == pytest.approx([45.12625])  # (0.05² + 100 · 0.95²) / 2, and Keras 3.15's


def test_class_that_is_no_number_is_refused():
    with pytest.raises(InvalidValue, match="must be whole numbers; got '0'"):
        model_for().fit(X, LABELS, class_weight={"0": 2})


def test_class_weights_multiply_sample_weights():
    model, expected = model_for("binary_crossentropy"), model_for("binary_crossentropy")
    weights = np.linspace(0, 1, 50)
    model.fit(X, LABELS, class_weight={0: 2, 1: 0.5}, sample_weight=weights)
    expected.fit(X, LABELS, sample_weight=weights * np.where(LABELS[:, 0] == 1, 0.5, 2))
    np.testing.assert_array_equal(model.parameters, expected.parameters)


def test_one_hot_classes_are_weighted_like_their_numbers():
    one_hot, sparse = (network(2, 3, output="softmax") for _ in range(2))
    classes = np.arange(50) % 3
    one_hot.compile("sgd", "categorical_crossentropy")
    sparse.compile("sgd", "sparse_categorical_crossentropy")
    one_hot.fit(X, np.eye(3)[classes].tolist(), class_weight={2: 5})
    sparse.fit(X, classes.tolist(), class_weight={2: 5})
    np.testing.assert_array_equal(one_hot.parameters, sparse.parameters)


@pytest.mark.parametrize("weights", [[W, None], {"main": W}, (W, np.ones(40))], ids=type)
def test_samples_weigh_for_each_output_by_itself(weights):
    model = wide_and_deep(3)
    model.compile(optimizers.SGD(STILL), "mse")
    history = model.fit([X1, X2], [Y1, Y2], sample_weight=weights, batch_size=40).history
    main, aux = model.predict([X1, X2])
    expected = [(W * np.square(main - Y1)[:, 0]).mean(), np.square(aux - Y2).mean()]
    assert history["main_loss"] + history["aux_loss"] == pytest.approx(expected)
    assert model.evaluate([X1, X2], [Y1, Y2], sample_weight=weights)[1:] == pytest.approx(expected)


def test_weights_given_alone_hold_for_all_outputs():
    model, expected = wide_and_deep(3), wide_and_deep(3)
    for one, weights in ((model, W), (expected, [W, W])):
        one.compile("sgd", "mse")
        one.fit([X1, X2], [Y1, Y2], sample_weight=weights)
    np.testing.assert_array_equal(model.parameters, expected.parameters)


def test_weight_of_zero_is_as_if_a_row_were_not_there():
    model = model_for(rate=STILL)
    weights = np.arange(50) < 20
    assert model.evaluate(X, Y, sample_weight=weights) == pytest.approx(
        model.evaluate(X[:20], Y[:20]) * 20 / 50
    )


def test_evaluate_tells_by_name_or_in_order():
    model = model_for(metrics=["mae", metrics.RootMeanSquaredError(name="rms")])
    figures = model.evaluate(X, Y, return_dict=True)
    assert list(figures) == model.metrics_names == ["loss", "mae", "rms"]
    assert model.evaluate(X, Y) == list(figures.values())
    assert figures["rms"] == pytest.approx(figures["loss"] ** 0.5)
    assert model_for().evaluate(X, Y) == figures["loss"]


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (None, []),
        ([], []),
        ("mae", ["mae"]),
        (["RootMeanSquaredError"], ["RootMeanSquaredError"]),
        ([["mae", "mse"]], ["mae", "mse"]),
        ((metrics.R2Score, "r2"), ["r2_score", "r2"]),
        ({"dense_1": "mae"}, ["mae"]),
        ([metrics.MeanAbsoluteError(name="far")], ["far"]),
        (["Accuracy"], ["Accuracy"]),
    ],
)
def test_metrics_go_by_the_names_they_were_given_by(given, names):
    history = model_for(metrics=given).fit(X, Y, validation_split=0.5).history
    both = sorted(["loss", *names])
    assert list(history) == [*both, *(f"val_{name}" for name in both)]


def test_train_on_batch_tells_what_evaluate_would_have():
    model = model_for(metrics=["mae"])
    before = model.evaluate(X, Y, return_dict=True)
    assert model.train_on_batch(X, Y, return_dict=True) == pytest.approx(before)
    assert len(model.train_on_batch(X, Y)) == 2


def test_train_on_batch_is_fit_with_one_batch():
    model, expected = (model_for("binary_crossentropy") for _ in range(2))
    model.train_on_batch(X, LABELS, class_weight={0: 2})
    expected.fit(X, LABELS, batch_size=50, class_weight={0: 2}, shuffle=False)
    np.testing.assert_array_equal(model.parameters, expected.parameters)


def test_fit_goes_on_where_it_stopped():
    model, expected = model_for("mse"), model_for("mse")
    history = expected.fit(X, Y, epochs=3)
    model.fit(X, Y, epochs=1)
    rest = model.fit(X, Y, epochs=3, initial_epoch=1)
    assert rest.epoch == [1, 2]
    assert rest.history["loss"] == history.history["loss"][1:]
    np.testing.assert_array_equal(model.parameters, expected.parameters)


def test_no_epoch_is_left_after_the_last():
    history = model_for().fit(X, Y, epochs=2, initial_epoch=2)
    assert (history.epoch, history.history) == ([], {})


def test_compiling_again_forgets_the_optimizer_but_not_the_weights():
    model = model_for()
    model.compile("adam", "mse")
    model.fit(X, Y)
    before = model.parameters.copy()
    model.compile("adam", "mse")
    np.testing.assert_array_equal(model.parameters, before)
    assert not model.optimizer.iterations


@pytest.mark.parametrize(("hook", "seen"), [("on_train_batch_end", 32), ("on_epoch_end", 50)])
def test_training_stops_when_a_callback_says_so(hook, seen):
    class Stop(callbacks.Callback):
        pass

    def stop(self, number, logs=None):
        self.model.stop_training = True

    setattr(Stop, hook, stop)
    model = model_for(rate=STILL)
    history = model.fit(X, Y, epochs=5, callbacks=Stop(), shuffle=False)
    assert history.epoch == [0]
    assert history.history["loss"] == [pytest.approx(model.evaluate(X[:seen], Y[:seen]))]


def test_stop_of_one_fit_does_not_stop_the_next():
    model = model_for()
    model.stop_training = True
    assert model.fit(X, Y, epochs=2).epoch == [0, 1]


def test_loss_of_an_epoch_is_the_mean_over_its_rows():
    model = model_for(rate=STILL)
    history = model.fit(X, Y, batch_size=16)  # 16, 16, 16 and 2
    assert history.history["loss"] == [pytest.approx(model.evaluate(X, Y))]


def test_rows_are_shuffled_anew_each_epoch_unless_not_wanted():
    paths = []
    for shuffle in (True, False):
        model = model_for(rate=0.1)
        model.fit(X, Y, batch_size=8, shuffle=shuffle)
        paths.append(model.parameters.copy())
    assert (paths[0] != paths[1]).any()


def test_history_of_a_model_is_that_of_the_fit_that_runs():
    model, seen = model_for(), []
    watch = callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: seen.append(list(model.history.epoch))
    )
    for _ in range(2):
        found = model.fit(X, Y, epochs=2, callbacks=[watch])
    assert seen == [[], [0]] * 2
    assert model.history is found
