"""Models as pictures: what stands in the boxes, where they lie, and the files."""

import builtins
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import engine as keras
from engine import layers
from engine.diagrams.boxes import Look, boxes_of
from engine.diagrams.layout import BETWEEN, laid_out
from engine.errors import EngineError, MissingExtra, NotReady, UnknownChoice

TOLD = {"show_shapes": True, "show_layer_names": True}


def wide_and_deep():
    """The textbook's model, with a way around the hidden layers."""
    wide, deep = keras.Input((5,), name="wide"), keras.Input((6,), name="deep")
    hidden = layers.Dense(30, "relu", name="first")(deep)
    hidden = layers.Dense(30, "relu", name="second")(hidden)
    joined = layers.concatenate([wide, hidden], name="joined")
    return keras.Model([wide, deep], layers.Dense(1, name="out")(joined), name="wide_and_deep")


def nested():
    inner = keras.Sequential([keras.Input((3,)), layers.Dense(2, name="small")], name="inner")
    x = keras.Input((3,))
    return keras.Model(x, layers.Dense(1, name="last")(inner(x)))


def titles(model, **look):
    return [box.title for box in boxes_of(model, Look(**look))[0]]


def test_boxes_are_the_layers_and_links_go_from_each_to_those_that_it_feeds():
    model = wide_and_deep()
    boxes, links = boxes_of(model, Look(show_layer_names=True))
    names = [box.title.partition(" ")[0] for box in boxes]
    assert sorted((names[a], names[b]) for a, b in links) == [
        ("deep", "first"), ("first", "second"), ("joined", "out"), ("second", "joined"),
        ("wide", "joined"),
    ]  # fmt: skip
    assert titles(model)[-1] == "Dense"


def test_boxes_tell_what_is_asked():
    look = Look(show_shapes=True, show_dtype=True, show_layer_activations=True, show_trainable=True)
    boxes, _ = boxes_of(wide_and_deep(), look)
    assert boxes[-1].lines == (
        "Activation: linear", "Input shape: (None, 35)", "Output shape: (None, 1)",
        "Output dtype: float32", "Trainable",
    )  # fmt: skip
    assert boxes[-2].lines[0] == "Input shape: (None, 5), (None, 30)"


def test_models_within_are_one_box_until_they_are_opened():
    model = nested()
    assert titles(model, show_layer_names=True)[1:] == ["inner (Sequential)", "last (Dense)"]
    opened = titles(model, show_layer_names=True, expand_nested=True)
    assert opened[1:] == ["inner / small (Dense)", "last (Dense)"]


def test_subclassed_model_is_one_box():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(2)

        def call(self, inputs):
            return self.dense(inputs)

    model = Own()
    with pytest.raises(NotReady, match="This model has not yet been built"):
        keras.utils.plot_model(model, None)
    model.build((None, 3))
    boxes, links = boxes_of(model, Look(show_shapes=True))
    assert (links, boxes[0].title) == ([], "Own")
    assert boxes[0].lines == ("Input shape: (None, 3)", "Output shape: (None, 2)")


@pytest.mark.parametrize("sideways", [False, True])
def test_no_box_lies_on_another_and_links_pass_by_them(sideways):
    boxes, links = boxes_of(wide_and_deep(), Look(show_shapes=True))
    places, ways = laid_out(boxes, links, sideways)
    for number, one in enumerate(places):
        for other in places[number + 1 :]:
            apart = abs(one.x - other.x) >= (one.width + other.width) / 2 + BETWEEN - 1e-9
            assert apart or abs(one.y - other.y) > (one.height + other.height) / 2
    for (start, end), way in zip(links, ways, strict=True):
        assert [way[0], way[-1]] == [places[start], places[end]]
        assert [one.rank for one in way] == list(range(way[0].rank, way[-1].rank + 1))
        along = [one.x if sideways else one.y for one in way]
        assert along == sorted(along)


def test_long_link_bends_around_what_lies_between():
    x = keras.Input((3,))
    z = layers.Dense(3)(layers.Dense(3)(layers.Dense(3)(x)))
    boxes, links = boxes_of(keras.Model(x, layers.add([x, z])), Look())
    places, ways = laid_out(boxes, links)
    (long,) = [way for way in ways if len(way) > 2]
    for bend in long[1:-1]:
        near = [one for one in places if one.rank == bend.rank]
        assert all(abs(bend.x - one.x) > one.width / 2 for one in near)


def test_svg_is_well_formed_and_holds_all_texts(tmp_path):
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2, name="a<b & c")])
    keras.utils.plot_model(model, tmp_path / "model.svg", **TOLD)
    root = ET.fromstring((tmp_path / "model.svg").read_text())
    texts = [one.text for one in root.iter() if one.tag.endswith("text")]
    assert "a<b & c (Dense)" in texts
    assert "Output shape: (None, 2)" in texts


def test_png_has_the_size_of_the_picture(tmp_path):
    image = pytest.importorskip("matplotlib.image")
    keras.utils.plot_model(wide_and_deep(), to_file=tmp_path / "model.png", dpi=96, **TOLD)
    pixels = image.imread(tmp_path / "model.png")
    drawn = keras.utils.plot_model(wide_and_deep(), None, **TOLD)
    root = ET.fromstring(drawn._repr_svg_())
    expected = [int(root.get("height")), int(root.get("width"))]
    np.testing.assert_allclose(pixels.shape[:2], expected, atol=1)
    assert len(np.unique(pixels[..., :3].reshape(-1, 3), axis=0)) > 3


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"to_file": "model.pdf"}, EngineError, r"must end in \.png or \.svg; got 'model.pdf'"),
        ({"to_file": None, "rankdir": "BT"}, UnknownChoice, "must be one of TB, LR; got 'BT'"),
        ({"to_file": "model.png", "dpi": 0}, EngineError, "dpi must be positive; got 0"),
    ],
)
def test_what_cannot_be_drawn_says_what_can(options, error, words):
    with pytest.raises(error, match=words):
        keras.utils.plot_model(nested(), **options)


def test_png_without_matplotlib_says_what_to_do(monkeypatch):
    given = builtins.__import__

    def without(name, *rest):
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return given(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"pip install matplotlib, or write to_file='model.svg'"):
        keras.utils.plot_model(nested(), "model.png")
