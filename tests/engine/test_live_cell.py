"""The live cell: its pictures read back from their text, and what a program prints in its place."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from engine.callbacks import LiveCell
from engine.colours import Palette
from engine.errors import ShapeMismatch
from engine.notebook.cell import Cell
from engine.notebook.curves import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, curves_svg
from engine.notebook.maps import LEVELS, OF_A_CLASS, SIZE, map_svg
from engine.notebook.place import Place
from tests.engine.networks import CIRCLE, LABELS, network, playground

SVG = "{http://www.w3.org/2000/svg}"
PAYLOAD = '<script>alert("x")</script>&'


def parsed(cell):
    return ElementTree.fromstring(cell._repr_html_())


def lines(svg):
    """Return the points of each curve in a picture; the axes come first."""
    found = [line.get("points") for line in ElementTree.fromstring(svg).iter(f"{SVG}polyline")]
    return [[tuple(map(float, one.split(","))) for one in line.split()] for line in found][1:]


def painted(svg, side):
    """Return the colour of each cell of a map, [side, side]."""
    cells = np.full((side, side), "", object)
    for path in ElementTree.fromstring(svg).iter(f"{SVG}path"):
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path.get("d")):
            part = cells[int(y), int(x) : int(x) + int(width)]
            assert (part == "").all()
            part[:] = path.get("fill")
    return cells


def written(colour):
    return "#{:02x}{:02x}{:02x}".format(*colour.astype(int))


def fitted(*callbacks, epochs=6, model=None, labels=LABELS):
    model = model or playground()
    model.fit(CIRCLE, labels, epochs=epochs, verbose=0, callbacks=[*callbacks])
    return model


class Clock:
    """Seconds that go on by a fixed step at each look."""

    def __init__(self, step):
        self.now, self.step = 0.0, step

    def __call__(self):
        self.now += self.step
        return self.now


def test_curve_goes_from_corner_to_corner():
    (curve,) = lines(curves_svg([0, 1, 2], {"loss": [1.0, 0.5, 0.0]}))
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    assert curve == [(LEFT, TOP), ((LEFT + right) / 2, (TOP + bottom) / 2), (right, bottom)]


def test_figures_that_are_not_finite_are_left_out_of_curves():
    first, second = lines(curves_svg([1, 2, 3], {"a": [1.0, np.nan, 0.0], "b": [np.inf] * 3}))
    assert [x for x, _ in first] == [LEFT, WIDTH - RIGHT]
    assert second == []


def test_long_curve_keeps_its_ends():
    epochs = list(range(5000))
    (curve,) = lines(curves_svg(epochs, {"loss": [1 / (1 + epoch) for epoch in epochs]}))
    assert len(curve) <= 301
    assert (curve[0], curve[-1]) == ((LEFT, TOP), (WIDTH - RIGHT, HEIGHT - BOTTOM))


def test_curve_of_test_data_differs_by_more_than_its_colour():
    svg = curves_svg([0, 1], {"loss": [2, 1], "val_loss": [3, 2]})
    (_, *curves) = ElementTree.fromstring(svg).iter(f"{SVG}polyline")
    assert [curve.get("stroke-dasharray") for curve in curves] == [None, "5 3"]


@pytest.mark.parametrize("name", ["val_loss", "test loss"])
def test_curve_of_a_run_s_test_data_is_broken_too(name):
    _, curve = ElementTree.fromstring(curves_svg([0, 1], {name: [2, 1]})).iter(f"{SVG}polyline")
    assert curve.get("stroke-dasharray") == "5 3"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.26734, "0.267"), (8.84e-6, "8.8e-6"), (1.414e-4, "1.4e-4"), (2.5e11, "2.5e11")],
)
def test_values_beside_the_axis_are_short(value, text):
    texts = ElementTree.fromstring(curves_svg([0, 1], {"loss": [0, value]})).iter(f"{SVG}text")
    assert text in [each.text for each in texts]


def test_axis_of_one_epoch_names_it_once():
    texts = ElementTree.fromstring(curves_svg([7], {"loss": [2.0]})).iter(f"{SVG}text")
    assert [each.text for each in texts].count("7") == 1


@pytest.mark.parametrize(("channels", "levels"), [(1, LEVELS), (3, OF_A_CLASS)])
def test_map_has_each_cell_in_the_colour_of_its_value(channels, levels):
    shares = np.random.default_rng(3).uniform(size=(channels, 9, 9))
    palette = Palette(channels, levels)
    expected = palette.colours[palette.numbers(shares)].astype(int)
    cells = painted(map_svg(shares), 9)
    assert [[tuple(bytes.fromhex(ink[1:])) for ink in row] for row in cells] == [
        [tuple(ink) for ink in row] for row in expected.tolist()
    ]


def test_examples_lie_at_their_places_in_the_map():
    points = np.array([[-6, 6, 0.0], [0, 0, 1.0], [6, -6, 0.5], [7, 0, 0]])
    dots = list(ElementTree.fromstring(map_svg(np.zeros((1, 4, 4)), points)).iter(f"{SVG}circle"))
    places = [(float(dot.get("cx")), float(dot.get("cy"))) for dot in dots]
    assert places == [(0, 0), (SIZE / 2, SIZE / 2), (SIZE, SIZE)]
    assert [dot.get("fill") for dot in dots][:2] == ["#f0821e", "#0a75b3"]


def test_names_are_text_wherever_they_stand():
    cell = Cell(PAYLOAD, {PAYLOAD: PAYLOAD}, [0, 1], {PAYLOAD: [1, 2]})
    assert not list(parsed(cell).iter("script"))
    assert "<script" not in cell._repr_html_()
    assert PAYLOAD in "".join(parsed(cell).itertext())


def test_title_leads_to_the_page_and_stays_text():
    cell = Cell("a", {}, link='http://host/r/1"><script>')
    (link,) = parsed(cell).iter("a")
    assert (link.get("href"), link.text) == ('http://host/r/1"><script>', "a")


def test_cell_of_a_fit_has_its_figures_curves_and_map():
    cell = LiveCell(CIRCLE, LABELS)
    model = playground()
    model.fit(CIRCLE, LABELS, epochs=3, validation_split=0.2, verbose=0, callbacks=[cell])
    told = cell.cell()
    last = model.history.history
    assert told.facts["epoch"] == "3 of 3"
    assert told.facts["val_loss"] == f"{last['val_loss'][-1]:.4g}"
    assert told.curves == {name: pytest.approx(last[name]) for name in ("loss", "val_loss")}
    pictures = list(parsed(told).iter(f"{SVG}svg"))
    assert len(pictures) == 2
    assert len(list(pictures[1].iter(f"{SVG}circle"))) == len(CIRCLE)


def test_map_is_what_the_model_answers():
    cell = LiveCell()
    model = fitted(cell)
    cells = painted(cell.cell().picture, 40)
    x1, x2 = np.meshgrid(np.linspace(-6, 6, 40), np.linspace(6, -6, 40))
    answers = model.predict(np.column_stack([x1.ravel(), x2.ravel()]), verbose=0).astype(float)
    numbers = Palette(1, LEVELS).numbers(np.clip((answers.T.reshape(1, 40, 40) + 1) / 2, 0, 1))
    inks = np.array([written(ink) for ink in Palette(1, LEVELS).colours])
    assert (cells == inks[numbers]).all()


def test_map_of_logits_shows_the_class_that_wins():
    model, classes = network(2, 4, 3, output="linear"), np.arange(len(CIRCLE)) % 3
    model.compile("sgd", "mse")
    cell = LiveCell(CIRCLE, classes)
    fitted(cell, model=model, labels=5 * np.eye(3)[classes], epochs=40)
    cells = painted(cell.cell().picture, 40)
    low, high = CIRCLE.min(axis=0), CIRCLE.max(axis=0)
    (left, top), (right, bottom) = 1.05 * low - 0.05 * high, 1.05 * high - 0.05 * low
    x1, x2 = np.meshgrid(np.linspace(left, right, 40), np.linspace(bottom, top, 40))
    answers = model.predict(np.column_stack([x1.ravel(), x2.ravel()]), verbose=0).astype(float)
    powers = np.exp(answers).T.reshape(3, 40, 40)
    numbers = Palette(3, OF_A_CLASS).numbers(powers / powers.sum(axis=0))
    colours = Palette(3, OF_A_CLASS).colours[numbers]
    assert (cells == np.array([[written(ink) for ink in row] for row in colours])).all()


def test_model_of_other_inputs_has_curves_alone():
    model = network(3, 2, 1)
    model.compile("sgd", "mse")
    cell = LiveCell()
    model.fit(np.ones((4, 3)), np.ones((4, 1)), epochs=2, verbose=0, callbacks=[cell])
    assert cell.cell().picture == ""
    assert len(list(parsed(cell.cell()).iter(f"{SVG}svg"))) == 1


def test_fit_that_is_watched_learns_the_same_to_the_bit():
    watched, alone = fitted(LiveCell(CIRCLE, LABELS, clock=Clock(1.0))), fitted()
    for one, other in zip(watched.get_weights(), alone.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_program_without_ipython_prints_a_line_a_second_and_the_last(capsys):
    fitted(LiveCell(clock=Clock(0.2)), epochs=20)
    told = capsys.readouterr().out.splitlines()
    epochs = [int(re.search(r"epoch: (\d+) of 20", line)[1]) for line in told]
    assert (epochs[0], epochs[-1]) == (1, 20)
    assert 4 <= len(epochs) <= 6


def test_each_trial_of_a_search_has_a_cell_of_its_own():
    cell = LiveCell(CIRCLE, LABELS)
    fitted(cell)
    cell.show()
    twin = cell.for_trial(1, {})
    assert twin._place is None
    fitted(twin, epochs=2)
    assert twin.cell().facts["epoch"] == "2 of 2"
    assert cell.cell().facts["epoch"] == "6 of 6"


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        (np.zeros((4, 3)), None, r"x must be \[rows, 2\], for a map; got \(4, 3\)"),
        (np.zeros((4, 2)), np.zeros(3), "y must have a row for each of x; got 3 and 4 rows of x"),
        (None, np.zeros(3), "got 3 and no x"),
    ],
)
def test_examples_that_fit_no_map_are_refused(x, y, words):
    with pytest.raises(ShapeMismatch, match=words):
        LiveCell(x, y)


def test_cell_that_shows_a_model_does_not_show_it_again_as_its_result(notebook):
    cell = LiveCell(CIRCLE, LABELS)
    fitted(cell)
    cell._ipython_display_()
    assert len(notebook.shown) == 1
    notebook.execution_count += 1
    cell._ipython_display_()
    assert len(notebook.shown) == 2


def test_live_cell_without_a_model_has_a_plain_repr():
    with pytest.raises(NotImplementedError):  # upon which IPython shows the repr
        LiveCell()._ipython_display_()


def test_notebook_gets_one_display_which_is_updated():
    pytest.importorskip("IPython")
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    InteractiveShell.instance()
    try:
        with capture_output() as captured:
            place = Place()
            for epoch in range(3):
                place.show(Cell("a", {"epoch": f"{epoch}"}))
    finally:
        InteractiveShell.clear_instance()
    assert [one.update for one in captured.outputs] == [False, True, True]
    assert len({one.transient["display_id"] for one in captured.outputs}) == 1
    assert "epoch" in captured.outputs[-1].data["text/html"]
