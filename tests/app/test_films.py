"""Films of runs, as another program reads them: Pillow decodes what our own encoder wrote."""

import io

import numpy as np
import pytest

from app.documents.commands import View
from app.encoding import gif
from app.encoding.film import CELLS, MOST_CHARACTERS, SCALE, SIDE, TALL, Film
from app.encoding.lettering import GLYPHS, lettering
from app.encoding.png import png
from app.runs.blocks import finish
from app.runs.network import film_frames
from app.runs.network.film_frames import film, frames_of, short
from tests.app.client import commanded, created, serving
from tests.app.sessions import execute, put, refusal, restored, saved, session, shown, step
from tests.app.studies import SEEDS, studied

image = pytest.importorskip("PIL.Image")

PALETTE = np.stack([np.arange(256), np.arange(256)[::-1], np.arange(256) * 7 % 256], axis=1)
RNG = np.random.default_rng(7)
PICTURES = {
    "one pixel": np.full((1, 1), 3),
    "one colour": np.full((90, 110), 200),
    "noise that fills the table many times": RNG.integers(0, 256, (200, 190)),
    "few colours": RNG.integers(0, 3, (150, 130)),
    "a slope": np.add.outer(np.arange(120), np.arange(100)),
}
DOCUMENTS = {
    "two classes": {},
    "several classes": {"problem": "multiclass", "data": {"name": "blobs", "classes": 4}},
    "regression": {"problem": "regression"},
    "perceptron": {"data": {"name": "gauss"}, "training": {"rule": "perceptron"}},
    "table": {"problem": "multiclass", "data": {"source": "builtin", "name": "iris"}},
}


def decoded(content):
    """Return the frames of a GIF, [frames, height, width, 3], and how long each is shown."""
    with image.open(io.BytesIO(content)) as opened:
        frames, seconds = [], []
        for number in range(opened.n_frames):
            opened.seek(number)
            frames.append(np.asarray(opened.convert("RGB")))
            seconds.append(opened.info["duration"] / 1000)
        return np.stack(frames), seconds


def filmed(run):
    return decoded(finish(film(run.trainer)))


@pytest.fixture
def unmarked(monkeypatch):
    """Films without points, so that all of a map is seen."""
    monkeypatch.setattr(film_frames, "MOST_POINTS", 0)


@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_read_as_it_was_written(name):
    pixels = PICTURES[name].astype(np.uint8)
    start = gif.head(pixels.shape[1], pixels.shape[0], PALETTE.astype(np.uint8))
    content = start + finish(gif.frame(pixels, 5)) + gif.TRAILER
    (frame,), _ = decoded(content)
    np.testing.assert_array_equal(frame, PALETTE[pixels])


def codes_of(packed):
    """Return the codes of compressed pixels up to the end, as the specification reads them."""
    bits, known, width, found = int.from_bytes(packed, "little"), 258, 9, []
    while not found or found[-1] != gif.END:
        found.append(bits & (1 << width) - 1)
        bits >>= width
        if found[-1] == gif.CLEAR:
            known, width = 257, 9  # the first code after it adds no entry
        else:
            known += known < gif.MOST_CODES
            width += known == 1 << width and width < 12
    assert bits == 0
    return found


@pytest.mark.parametrize("size", [1, 2, *range(250, 262), *range(505, 520), *range(3836, 3842)])
def test_codes_end_where_a_strict_reader_expects_it(size):
    pixels = bytes(RNG.permutation(np.arange(size) % 256).astype(np.uint8))
    codes = codes_of(finish(gif.compressing(pixels)))
    assert codes[0] == gif.CLEAR
    assert len(codes) <= size + 4


@pytest.mark.parametrize("size", [*range(250, 262), *range(505, 520), 3837, 3838, 3839, 3840])
def test_codes_become_wider_where_a_reader_expects_it(size):
    pixels = RNG.permutation(np.arange(size) % 256).astype(np.uint8)[np.newaxis]
    start = gif.head(size, 1, PALETTE.astype(np.uint8))
    (frame,), _ = decoded(start + finish(gif.frame(pixels, 5)) + gif.TRAILER)
    np.testing.assert_array_equal(frame, PALETTE[pixels])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_frames_are_the_maps_to_which_the_run_goes_back(name, unmarked):
    run = step(session(**DOCUMENTS[name]), count=5)
    frames, _ = filmed(run)
    assert len(frames) == run.epoch + 1
    for epoch in (0, run.epoch // 2, run.epoch):
        execute(run, {"type": "seek", "epoch": epoch})
        boundary = shown(run, View(resolution=CELLS, thumbnails=0)).tensors["boundary"]
        painted = np.asarray(image.open(io.BytesIO(png(boundary, (0, 255)))))
        whole = painted.repeat(SCALE, axis=0).repeat(SCALE, axis=1).astype(int)
        apart = abs(frames[epoch][:SIDE] - whole).max(axis=2)
        assert apart.max() <= 12  # one of 64 colours, or of 16 for a class


def test_points_lie_on_the_map_in_the_colours_of_their_classes():
    points = [[-4 + n, 4 - n, (-1) ** n] for n in range(9)]
    run = session(data={"source": "points", "points": points})
    (frame,), _ = filmed(run)
    train = run.training.data.train
    for (x1, x2), label in zip(train.points, train.labels, strict=True):
        row, column = (int((6 + x) / 12 * (SIDE - 1)) for x in (-x2, x1))
        is_blue = frame[row, column, 2] > frame[row, column, 0]
        assert is_blue == (label == 1)


def test_each_frame_has_its_epoch_and_its_losses_below():
    run = step(session(), count=12)
    frames, _ = filmed(run)
    for epoch in (0, 12):
        ink = (frames[epoch][SIDE:] < 128).all(axis=2)
        loss, test = run.trainer.history.rows[epoch, 1:3]
        lines = f"epoch {epoch}", f"loss {loss:.3f} test {test:.3f}"
        written = np.zeros_like(ink)
        for at, line in enumerate(lines):
            dots = lettering(line, SCALE)
            top = 6 + at * (len(dots) + 6)
            written[top : top + len(dots), 6 : 6 + dots.shape[1]] = dots
        np.testing.assert_array_equal(ink, written)


def test_all_that_is_written_can_be_read():
    signs = set("epoch 0123456789 loss test +-.e") - {" "}
    assert signs <= set(GLYPHS)
    assert len({GLYPHS[sign] for sign in GLYPHS}) == len(GLYPHS)


@pytest.mark.parametrize(
    ("loss", "text"),
    [
        (0.0, "0.000"), (0.12345, "0.123"), (0.9996, "1.000"), (9.9996, "10.00"), (12.345, "12.35"),
        (123.45, "123.5"), (99_999.4, "99999"), (123_456.0, "1e+05"), (0.00042, "4e-04"),
        (float("nan"), "-"), (float("inf"), "-"),
    ],
)  # fmt: skip
def test_loss_is_written_in_five_characters(loss, text):
    assert short(loss) == text
    assert len(f"loss {text} test {text}") <= MOST_CHARACTERS


def test_long_run_has_60_frames_with_both_ends_and_a_longer_last_one():
    run = session(data={"samples": 10}, network={"hidden": []})
    for _ in range(3):
        step(run, count=437)  # so many that rows of the history stand for several epochs
    assert run.trainer.history.epochs_per_row > 1
    frames, seconds = filmed(run)
    assert frames.shape == (60, TALL, SIDE, 3)
    assert set(seconds[:-1]) == {0.12}
    assert seconds[-1] == 2.0


def test_run_that_has_not_begun_is_a_film_of_one_frame():
    frames, _ = filmed(session())
    assert len(frames) == 1


def test_frames_that_are_alike_stay_frames():
    made = Film(1)
    for _ in range(3):
        finish(made.add(np.zeros((1, CELLS, CELLS), np.uint8), ["epoch 1"], 10))
    assert made.content().count(b"\x21\xf9\x04") == 3


def test_film_goes_on_forever():
    assert gif.FOR_EVER in finish(film(session().trainer))


def test_large_network_has_fewer_frames(monkeypatch):
    assert frames_of(session().training) == film_frames.MOST_FRAMES
    large = session(network={"hidden": [{"units": 128}] * 6}, data={"samples": 10})
    assert frames_of(large.training) == film_frames.FEWEST_FRAMES
    monkeypatch.setattr(film_frames, "MOST_BLOCKS", 0)
    frames, _ = filmed(step(session(), count=20))
    assert len(frames) == film_frames.FEWEST_FRAMES


def test_film_is_of_the_run_as_it_was_when_it_was_asked_for():
    run = step(session(), count=3)
    whole, work = finish(film(run.trainer)), film(run.trainer)
    next(work)
    execute(run, {"type": "seek", "epoch": 1})
    put(run, "training.optimizer.learning_rate", 0.3)
    step(run, count=4)
    assert finish(work) == whole


def test_film_changes_nothing_of_the_run():
    run, twin = (step(session(), count=3) for _ in range(2))
    finish(film(run.trainer))
    assert saved(step(run, count=2)) == saved(step(twin, count=2))


def test_run_whose_past_is_lost_is_filmed_where_it_stands():
    hidden = [{"units": 128}] * 2
    run = step(session(network={"hidden": hidden}, data={"samples": 10}), count=4)
    back = restored(saved(run), seq=0)
    assert back.trainer.timeline.epochs == [0]
    frames, _ = filmed(back)
    assert len(frames) == 2


def test_study_has_no_film():
    assert refusal(studied(SEEDS), type="film").detail == "a run of this kind has no film"


def test_film_is_downloaded_as_a_gif():
    with serving() as client:
        run = created(client)
        commanded(client, run, type="step", unit="epoch", count=2)
        told = client.get(f"/api/runs/{run['id']}/film")
        assert (told.status_code, told.headers["content-type"]) == (200, "image/gif")
        assert 'filename="playground-film.gif"' in told.headers["content-disposition"]
        assert len(decoded(told.content)[0]) == 3
