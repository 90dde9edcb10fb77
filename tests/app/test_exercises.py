"""The known exercises: each opens by one link, and its key is true."""

import re

import pytest

from app.lessons.exercises import exercises
from app.store.content_ids import content_id
from tests.app.client import serving
from tests.app.sessions import execute, session
from tests.app.test_lessons import learned

CLAIMS = {
    f"{one.name}, {number}": claim
    for one in exercises()
    for number, claim in enumerate(one.claims, 1)
}
BY_HAND = {one.name: one for one in exercises() if one.by_hand}


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


@pytest.mark.parametrize("name", CLAIMS)
def test_figure_of_a_key_was_counted(name):
    assert learned(CLAIMS[name]) == CLAIMS[name].count


@pytest.mark.parametrize("name", BY_HAND)
def test_weights_of_a_key_come_to_its_loss_by_hand_alone(name):
    exercise = BY_HAND[name]
    run, hand = session(**exercise.experiment.model_dump(mode="json")), exercise.by_hand
    assert len(hand.weights) == len(exercise.experiment.features)
    for source, value in enumerate(hand.weights):
        place = {"layer": 1, "from": source, "to": 0}
        execute(run, {"type": "set_weight", **place, "value": value})
    execute(run, {"type": "set_bias", "layer": 1, "unit": 0, "value": hand.bias})
    assert run.trainer.metrics.exact().test_loss == pytest.approx(hand.test_loss, abs=5e-4)


@pytest.mark.parametrize("exercise", exercises(), ids=lambda one: one.name)
def test_exercise_opens_by_one_link(client, exercise):
    page = client.get("/lessons/exercises").text
    section = re.search(rf'<section id="{exercise.name}">(.*?)</section>', page, re.S)[1]
    (name,) = re.findall(r'href="\.\./e/(\w+)"', section)
    document = exercise.experiment.model_dump(mode="json")
    assert name == content_id(document)
    assert client.get(f"/api/experiments/{name}").json()["experiment"] == document
    assert client.get(f"/e/{name}").status_code == 200


def test_all_known_exercises_are_there_and_each_has_a_key_with_figures():
    assert [one.name for one in exercises()] == [
        "rate-3", "weights-by-hand", "bulls-eye", "l2", "smallest-net", "initialization", "spiral",
    ]  # fmt: skip
    assert all(one.claims or one.by_hand for one in exercises())
