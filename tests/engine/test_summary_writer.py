"""Values of a program's own, as TensorBoard's own reader finds them."""

import io
import sys
import wave

import numpy as np
import pytest

import engine as keras
from engine import summary
from engine.errors import InvalidValue, MissingExtra, ShapeMismatch
from engine.notices import NotDone
from tests.engine.events import read


def chapter(folder, steps=3):
    """Write what the textbook writes to try TensorBoard."""
    writer = summary.create_file_writer(str(folder))
    with writer.as_default():
        for step in range(1, steps + 1):
            summary.scalar("my_scalar", np.sin(step / 10), step=step)
            data = (np.random.default_rng(step).normal(size=100) + 2) * step / 100
            summary.histogram("my_hist", data, buckets=50, step=step)
            images = np.random.default_rng(step).random((2, 32, 32, 3)) * step / 1000
            summary.image("my_images", images, step=step)
            texts = ["The step is " + str(step), "Its square is " + str(step**2)]
            summary.text("my_text", texts, step=step)
            sine_wave = np.sin(np.arange(12000) / 48000 * 2 * np.pi * step)
            audio = sine_wave.astype(np.float32).reshape(1, -1, 1)
            summary.audio("my_audio", audio, sample_rate=48000, step=step)
    writer.close()
    return read(folder)


def test_program_of_the_chapter_is_shown(tmp_path):
    events = chapter(tmp_path / "logs")
    scalars = events.Scalars("my_scalar")
    assert [one.step for one in scalars] == [1, 2, 3]
    assert [one.value for one in scalars] == pytest.approx(np.sin([0.1, 0.2, 0.3]))
    histogram = events.Histograms("my_hist")[-1].histogram_value
    data = (np.random.default_rng(3).normal(size=100) + 2) * 3 / 100
    assert (histogram.num, histogram.min, histogram.max) == pytest.approx(
        (100, data.min(), data.max())
    )
    assert sum(histogram.bucket) == 100
    told = events.Tensors("my_text/text_summary")[1].tensor_proto.string_val[0].decode()
    assert told == "The step is 2\n\nIts square is 4"


def test_pictures_keep_their_pixels(tmp_path):
    image = pytest.importorskip("PIL.Image")
    events = chapter(tmp_path, steps=1)
    assert sorted(events.Tags()["images"]) == ["my_images/0", "my_images/1"]
    expected = np.random.default_rng(1).random((2, 32, 32, 3)) / 1000 * 255
    for number in (0, 1):
        (found,) = events.Images(f"my_images/{number}")
        pixels = np.asarray(image.open(io.BytesIO(found.encoded_image_string)))
        np.testing.assert_array_equal(pixels, expected[number].astype(np.uint8))


def test_fractions_above_1_are_as_bright_as_can_be(tmp_path):
    image = pytest.importorskip("PIL.Image")
    writer = summary.create_file_writer(tmp_path)
    with writer.as_default(step=4):
        summary.image("bright", np.full((1, 2, 2, 1), 1.5))
        summary.image("whole", np.full((1, 2, 2, 1), 200))
    writer.close()
    events = read(tmp_path)
    for name, value in (("bright", 255), ("whole", 200)):
        (found,) = events.Images(name)
        assert found.step == 4
        assert (np.asarray(image.open(io.BytesIO(found.encoded_image_string))) == value).all()


def test_sound_is_a_wave_file(tmp_path):
    (found,) = chapter(tmp_path, steps=1).Audio("my_audio")
    assert (found.content_type, found.sample_rate, found.length_frames) == (
        "audio/wav", 48000, 12000,
    )  # fmt: skip
    with wave.open(io.BytesIO(found.encoded_audio_string)) as file:
        assert file.getparams()[:4] == (1, 2, 48000, 12000)
        frames = np.frombuffer(file.readframes(12000), "<i2") / 32767
    sine_wave = np.sin(np.arange(12000) / 48000 * 2 * np.pi)
    np.testing.assert_allclose(frames, sine_wave, atol=1 / 32767)


def test_writers_and_callbacks_share_a_folder(tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    writer = summary.create_file_writer(tmp_path / "train")
    board = keras.callbacks.TensorBoard(tmp_path)
    with writer.as_default():
        model.fit(np.ones((4, 2)), np.ones((4, 1)), epochs=2, callbacks=[board], verbose=0)
        summary.scalar("my_scalar", 1, step=0)
    writer.close()
    assert len(list((tmp_path / "train").glob("events*"))) == 2
    events = read(tmp_path / "train")
    assert {"my_scalar", "epoch_loss"} <= set(events.Tags()["scalars"])


def test_writer_may_be_the_default_from_now_on(tmp_path):
    writer = summary.create_file_writer(tmp_path, filename_suffix=".mine")
    with summary.create_file_writer(tmp_path / "other").as_default():
        writer.set_as_default(step=7)
        assert summary.scalar("a", 2.5)
        writer.close()
    (found,) = read(tmp_path).Scalars("a")
    assert (found.step, found.value) == (7, 2.5)
    assert next(tmp_path.glob("events*")).name.endswith(".mine")


def test_nothing_is_written_without_a_writer_and_that_is_told():
    with pytest.warns(NotDone, match="nothing is written: there is no writer"):
        assert not summary.scalar("a", 1, step=1)
    with pytest.warns(NotDone):
        assert not summary.image("a", np.zeros((1, 2, 2, 3)), step=1)


@pytest.mark.parametrize(
    ("write", "error", "words"),
    [
        (lambda: summary.scalar("a", 1), InvalidValue, "step must be a whole number"),
        (lambda: summary.image("a", np.zeros((2, 2, 3)), 1), ShapeMismatch, r"got \(2, 2, 3\)"),
        (lambda: summary.audio("a", np.zeros((9, 1)), 8000, 1), ShapeMismatch, r"got \(9, 1\)"),
    ],
)
def test_what_cannot_be_written_is_refused(write, error, words, tmp_path):
    writer = summary.create_file_writer(tmp_path)
    with writer.as_default(), pytest.raises(error, match=words):
        write()


def test_missing_libraries_are_named(tmp_path, monkeypatch):
    writer = summary.create_file_writer(tmp_path)
    monkeypatch.setitem(sys.modules, "PIL", None)
    with writer.as_default(step=1), pytest.raises(MissingExtra, match="pip install pillow"):
        summary.image("a", np.zeros((1, 2, 2, 3)))
    monkeypatch.setitem(sys.modules, "tensorboardX", None)
    with pytest.raises(MissingExtra, match="pip install 'neural-playground"):
        summary.create_file_writer(tmp_path)
