"""What a run of images answers about pictures is what its network says, by a pass of its own."""

import base64

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness

from app.runs.image_answers import ANSWER_PICTURE
from app.runs.images.drawing import centred
from tests.app.images import DATA, FIRST, digits, parts, pictured
from tests.app.sessions import execute, refusal, step

MAPS = {"convolution": [{"filters": 5, "kernel": 3, "pool": 2}], "hidden": [{"units": 8}]}


@pytest.fixture(scope="module")
def run():
    return pictured(4)


@pytest.fixture(scope="module")
def outputs(run):
    """Return what the network says of the pictures that validate, and their classes."""
    x, y = parts()[1]
    return run.training.model.predict(x, verbose=0), y.argmax(axis=1)


def asked(run, kind, **about):
    return execute(run, {"type": kind, **about})


def unpacked(text, *shape):
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(shape)


def packed(drawing):
    return base64.b64encode(np.asarray(drawing, np.uint8).tobytes()).decode()


def ids_of(answer):
    return [picture["id"] for picture in answer["pictures"]]


def test_cells_have_the_pictures_that_the_confusion_matrix_counts(run, outputs):
    said, true = outputs[0].argmax(axis=1), outputs[1]
    counts = np.array(asked(run, "status")["confusion"])
    for row, column in np.ndindex(10, 10):
        answer = asked(run, "cell", true=row, said=column, first=0, count=100)
        places = np.flatnonzero((true == row) & (said == column))
        assert answer["total"] == counts[row, column] == len(places)
        assert sorted(ids_of(answer)) == (FIRST + places).tolist()


def test_surest_picture_of_a_cell_comes_first_and_pages_follow(run):
    row = int(np.argmax(np.diag(asked(run, "status")["confusion"])))
    whole = asked(run, "cell", true=row, said=row, first=0, count=100)
    sure = [picture["probabilities"][row] for picture in whole["pictures"]]
    assert sure == sorted(sure, reverse=True)
    page = asked(run, "cell", true=row, said=row, first=1, count=2)
    assert ids_of(page) == ids_of(whole)[1:3]


def test_worst_mistakes_are_those_whose_own_class_got_least(run, outputs):
    probabilities, true = outputs
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != true)
    worst = wrong[np.argsort(probabilities[wrong, true[wrong]], kind="stable")]
    answer = asked(run, "mistakes", count=5)
    assert answer["total"] == len(wrong)
    assert ids_of(answer) == (FIRST + worst[:5]).tolist()
    first = answer["pictures"][0]
    assert first["label"] != first["said"]
    assert first["probabilities"] == pytest.approx(probabilities[worst[0]], abs=1e-6)


def test_answers_within_an_epoch_and_after_a_way_back_are_of_the_epochs_end():
    run = pictured(2)
    before = asked(run, "mistakes", count=100)
    step(run, "batch", 3)
    assert asked(run, "mistakes", count=100) == before
    step(run, "epoch")
    execute(run, {"type": "seek", "epoch": 2})
    assert asked(run, "mistakes", count=100) == before


def test_pixels_are_those_of_the_data_one_picture_after_the_other(run):
    pixels, _ = digits()
    ids = [3, 1_796, 0, 1_500]
    file = np.asarray(asked(run, "pixels", ids=ids)["file"], np.uint8)
    assert (file.reshape(4, 8, 8) == pixels[ids]).all()


def test_past_pictures_are_what_the_network_said_then():
    run, ids = pictured(), [FIRST, 1_700]
    x = (digits()[0][ids] / 255).astype(np.float32)
    then = []
    for _ in range(3):
        then.append(run.training.model.predict(x, verbose=0))
        step(run, "epoch")
    answer = asked(run, "past_pictures", ids=ids, epochs=[2, 0, 2])
    assert (answer["epoch"], answer["stored"], answer["epochs"]) == (3, [0, 1, 2, 3], [0, 2])
    told = np.array([picture["probabilities"] for picture in answer["pictures"]])
    assert told[:, 0] == pytest.approx(then[0], abs=1e-6)
    assert told[:, 1] == pytest.approx(then[2], abs=1e-6)
    assert [picture["label"] for picture in answer["pictures"]] == digits()[1][ids].tolist()


def test_pictures_without_epochs_are_answered_with_the_network_as_it_is(run):
    step(twin := pictured(4), "batch", 3)
    x = (digits()[0][[7]] / 255).astype(np.float32)
    answer = asked(twin, "past_pictures", ids=[7], epochs=[])
    assert answer["epochs"] == []
    (told,) = answer["pictures"][0]["probabilities"]
    assert told == pytest.approx(twin.training.model.predict(x, verbose=0)[0], abs=1e-6)
    assert told != asked(run, "past_pictures", ids=[7], epochs=[])["pictures"][0]["probabilities"]


def test_picture_of_a_class_that_the_run_has_not_has_no_label():
    run = pictured(data={**DATA, "classes": [1, 2]})
    labels = digits()[1]
    ids = [int(np.flatnonzero(labels == digit)[0]) for digit in (2, 9)]
    answer = asked(run, "past_pictures", ids=ids, epochs=[])
    assert [picture["label"] for picture in answer["pictures"]] == [1, None]


def test_first_weights_are_pictures_of_the_kernel(run):
    kernel, bias = run.training.model.get_weights()[:2]
    answer = asked(run, "first_weights", first=2, count=3)
    assert (answer["units"], answer["first"], answer["layer"]) == (16, 2, "dense")
    pictures = unpacked(answer["pictures"], 3, 64).astype(float)
    scales = np.array(answer["scales"])
    again = ((pictures - 128) / 127 * scales[:, None]).T
    assert again == pytest.approx(kernel[:, 2:5], abs=scales.max() / 127)
    assert scales == pytest.approx(np.abs(kernel[:, 2:5]).max(axis=0), abs=1e-6)
    assert answer["norms"] == pytest.approx(np.linalg.norm(kernel[:, 2:5], axis=0), abs=1e-6)
    assert answer["biases"] == pytest.approx(bias[2:5], abs=1e-6)


def test_filters_of_a_convolution_are_its_first_weights():
    run = pictured(network=MAPS)
    kernel = run.training.model.get_weights()[0]
    answer = asked(run, "first_weights", first=0, count=512)
    assert (answer["units"], answer["height"], answer["width"]) == (5, 3, 3)
    pictures = unpacked(answer["pictures"], 5, 3, 3)
    largest = np.unravel_index(np.abs(kernel[:, :, 0, 4]).argmax(), (3, 3))
    assert pictures[4][largest] == (255 if kernel[*largest, 0, 4] > 0 else 1)


def test_exciting_pictures_have_the_greatest_values_of_the_unit(run):
    x, y = parts()[1]
    kernel, bias = run.training.model.get_weights()[:2]
    values = np.maximum(x.reshape(60, -1) @ kernel[:, 5] + bias[5], 0)
    answer = asked(run, "exciting", layer=1, unit=5, count=4)
    best = np.argsort(-values, kind="stable")[:4]
    assert ids_of(answer) == (FIRST + best).tolist()
    told = [picture["activation"] for picture in answer["pictures"]]
    assert told == pytest.approx(values[best], rel=1e-5)
    assert [picture["label"] for picture in answer["pictures"]] == y[best].argmax(axis=1).tolist()


def test_unit_of_the_output_is_excited_by_its_class(run, outputs):
    answer = asked(run, "exciting", layer=2, unit=3, count=1)
    assert answer["units"] == 10
    assert answer["pictures"][0]["activation"] == pytest.approx(outputs[0][:, 3].max(), rel=1e-5)


def test_cloud_is_the_scores_on_scikit_learns_components(run, outputs):
    x, _ = parts()[1]
    hidden, output = run.training.model.get_weights()[:2], run.training.model.get_weights()[2:]
    scores = np.maximum(x.reshape(60, -1) @ hidden[0] + hidden[1], 0) @ output[0] + output[1]
    known = PCA(3).fit(scores.astype(float))
    signs = np.sign([axis[np.abs(axis).argmax()] for axis in known.components_])
    answer = asked(run, "cloud", count=500)
    assert np.array(answer["points"]) == pytest.approx(known.transform(scores) * signs, abs=1e-3)
    assert answer["shares"] == pytest.approx(known.explained_variance_ratio_, abs=1e-4)
    assert answer["said"] == outputs[0].argmax(axis=1).tolist()
    assert answer["ids"] == [*range(FIRST, 1_500)]


def test_cloud_by_tsne_keeps_neighbours_and_says_how_far_it_is_off():
    twin = pictured(4)
    answer = asked(twin, "cloud", count=60, method="tsne")
    assert (answer["method"], answer["shares"]) == ("tsne", [])
    scores = asked(twin, "cloud", count=60)
    assert answer["labels"] == scores["labels"]
    assert trustworthiness(scores["points"], answer["points"], n_neighbors=5) > 0.85
    assert 0 < answer["divergence"] < 1


def test_cloud_of_two_classes_has_two_axes():
    run = pictured(1, data={**DATA, "classes": [0, 1]})
    assert np.shape(asked(run, "cloud", count=20)["points"]) == (20, 2)


def test_answer_about_a_picture_is_the_networks(run):
    x = (digits()[0][[50]] / 255).astype(np.float32)
    said = run.training.model.predict(x, verbose=0)[0]
    answer = asked(run, ANSWER_PICTURE.kind, id=50)
    assert answer["probabilities"] == pytest.approx(said, abs=1e-6)
    assert [one for one, _ in answer["top"]] == np.argsort(-said)[:3].tolist()
    assert (unpacked(answer["seen"], 8, 8) == digits()[0][50]).all()
    assert (answer["label"], answer["layers"]) == (digits()[1][50], [])


def test_maps_are_what_convolution_and_pool_make_of_the_picture():
    run = pictured(1, network=MAPS)
    answer = asked(run, ANSWER_PICTURE.kind, id=9, maps=True)
    first, second = answer["layers"]
    assert (first["name"], first["channels"], first["height"]) == ("conv2d", 5, 6)
    assert (second["name"], second["channels"], second["height"]) == ("max_pooling2d", 5, 3)
    x = (digits()[0][9] / 255).astype(np.float32)
    kernel, bias = run.training.model.get_weights()[:2]
    windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3))
    sums = np.einsum("ijkl,klf->fij", windows, kernel[:, :, 0]) + bias[:, None, None]
    values = np.maximum(sums, 0)
    assert first["largest"] == pytest.approx(values.max(), rel=1e-5)
    maps = unpacked(first["maps"], 5, 6, 6)
    assert maps / 255 * first["largest"] == pytest.approx(values, abs=first["largest"] / 400)
    pooled = unpacked(second["maps"], 5, 3, 3)
    assert (pooled == maps.reshape(5, 3, 2, 3, 2).max(axis=(2, 4))).all()


def test_drawing_fills_its_square_and_stands_in_the_middle():
    drawing = np.zeros((28, 28), np.uint8)
    drawing[2:9, 1:4] = 200
    seen = centred(drawing)
    rows, columns = (np.flatnonzero(seen.any(axis=axis)) for axis in (1, 0))
    assert (rows[0], rows[-1]) == (0, 27)
    assert (columns[0], columns[-1]) == (8, 19)
    assert set(np.unique(seen)) == {0, 200}


def test_picture_that_fills_its_square_is_seen_as_it_is(run):
    picture = digits()[0][0].copy()
    picture[:, 0] = 255
    picture[0], picture[7] = 255, 255
    picture[:, 7] = 255
    answer = asked(run, ANSWER_PICTURE.kind, pixels=packed(picture))
    assert (unpacked(answer["seen"], 8, 8) == picture).all()
    assert "label" not in answer


def test_drawing_as_high_as_its_square_is_moved_alone():
    drawing = np.zeros((28, 28), np.uint8)
    drawing[:, 3:10] = 100
    drawing[:, 6] = 37
    assert (centred(drawing)[:, 10:17] == drawing[:, 3:10]).all()


@pytest.mark.parametrize(
    ("pixels", "code", "words"),
    [
        (packed(np.zeros((8, 8))), "empty", "nothing is drawn yet"),
        (packed(np.full((8, 8), 9)), "empty", "nothing is drawn yet"),
        (packed(np.ones((28, 28))), "wrong_size", "must be 8 · 8 = 64 bytes, one for each pixel"),
        ("=", "malformed", "must be base64"),
        ("ä", "malformed", "must be base64"),
    ],
    ids=["empty", "faint", "large", "cut", "letters"],
)
def test_what_is_no_drawing_is_refused_in_words(run, pixels, code, words):
    refused = refusal(run, type=ANSWER_PICTURE.kind, pixels=pixels)
    (fault,) = refused.errors
    assert (refused.status, fault["path"], fault["code"]) == (422, "pixels", code)
    assert words in fault["detail"]


@pytest.mark.parametrize(
    ("kind", "about", "path"),
    [
        ("pixels", {"ids": [0, 1_797]}, "ids"),
        ("cell", {"true": 0, "said": 10, "first": 0, "count": 1}, "said"),
        ("past_pictures", {"ids": [0], "epochs": [5]}, "epochs"),
        ("exciting", {"layer": 3, "unit": 0, "count": 1}, "layer"),
        ("exciting", {"layer": 1, "unit": 16, "count": 1}, "unit"),
        ("first_weights", {"first": 16, "count": 1}, "first"),
        (ANSWER_PICTURE.kind, {"id": 1_797}, "ids"),
    ],
    ids=str,
)
def test_what_there_is_not_is_refused_with_its_range(run, kind, about, path):
    refused = refusal(run, type=kind, **about)
    assert (refused.status, refused.errors[0]["path"]) == (422, path)
    assert "must be from" in refused.errors[0]["detail"]


def test_summary_is_as_keras_prints_it(run):
    answer = asked(run, "image_summary")
    assert answer["parameters"] == answer["trainable"] == 64 * 16 + 16 + 16 * 10 + 10
    assert 'Model: "sequential"' in answer["text"]
    assert "Total params: 1,210 (4.73 KB)" in answer["text"]
    assert "│ dense_1 (Dense)" in answer["text"]
    assert [layer["type"] for layer in answer["layers"]] == ["Flatten", "Dense", "Dense"]
    second = {"name": "dense", "type": "Dense", "shape": [16], "parameters": 1_040}
    assert answer["layers"][1] == second
