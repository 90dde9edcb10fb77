"""What a program does with a run of images: make it, wait for it, ask it about pictures."""

import numpy as np
import pytest

from playground import Client, Invalid

DOCUMENT = {
    "data": {"name": "digits", "count": 100, "validation": 50},
    "network": {"hidden": [{"units": 8}]},
    "budget": {"epochs": 3},
}


@pytest.fixture(scope="module")
def server(address):
    with Client(address) as server:
        yield server


@pytest.fixture(scope="module")
def run(server):
    run = server.images(DOCUMENT, start=True)
    assert run.wait(status="finished").metrics["val_accuracy"] > 0
    yield run
    run.delete()


def test_worst_mistakes_are_pictures_of_the_data(run):
    worst = run.mistakes(count=3)
    pixels = run.pixels([picture["id"] for picture in worst])
    assert pixels.shape == (3, 8, 8)
    said = run.say(worst[0]["id"])
    assert said["probabilities"] == pytest.approx(worst[0]["probabilities"], abs=1e-5)
    assert said["top"][0][0] == worst[0]["said"]


def test_drawing_is_answered_and_an_empty_one_refused(run):
    drawing = np.zeros((8, 8), np.uint8)
    drawing[:, 3:5] = 255
    assert sum(run.say(drawing)["probabilities"]) == pytest.approx(1, abs=1e-4)
    with pytest.raises(Invalid, match="nothing is drawn yet"):
        run.say(np.zeros((8, 8)))


def test_weights_are_pictures_of_the_first_layer(run):
    assert run.weights().shape == (8, 8, 8)
    assert "dense_1 (Dense)" in run.summary()
    assert np.shape(run.cloud(20, "tsne")["points"]) == (20, 2)


def test_link_of_images_is_watched_as_such(run, server):
    assert server.watch(run.link).mistakes(count=2) == run.mistakes(count=2)
