"""What a program asks of a run that learns by the perceptron's rule."""

import numpy as np
import pytest

from playground import Invalid


def test_run_by_the_perceptrons_rule_tells_its_updates_and_their_bound(server):
    run = server.create({"data": {"name": "gauss"}, "training": {"rule": "perceptron"}})
    told, orders = run.step(epochs=5).perceptron(), run.orders()
    assert told["updates"] == run.status().metrics["updates"] <= told["bound"] == orders["bound"]
    assert max(orders["mistakes"]) <= orders["bound"]
    assert told["cycle"] is None
    run.delete()


def test_run_by_gradients_has_no_such_updates(run):
    for ask in (run.perceptron, run.orders):
        with pytest.raises(Invalid, match="learns by gradients"):
            ask()


def test_metric_that_is_not_known_is_no_number(server):
    run = server.create({"training": {"rule": "perceptron"}})
    assert np.isnan(run.status().metrics["bound"])
    run.delete()
