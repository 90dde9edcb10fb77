"""What ``fit``, ``evaluate`` and ``predict`` print while they work, as Keras 3 does."""

import io
import re

import numpy as np
import pytest

import engine as keras
from engine.callbacks.progress import Bar, told
from engine.errors import UnknownChoice
from tests.engine.networks import network

RNG = np.random.default_rng(1)
X, Y = RNG.normal(size=(100, 8)), RNG.normal(size=(100, 1))
PACE = r"\d+s \d+(us|ms|s)/step"


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self):
        return True


def compiled():
    model = network(8, 4, 1, output="linear")
    model.compile("sgd", "mse", metrics=["mae"])
    return model


def lines_of(capsys, work):
    capsys.readouterr()
    work()
    return capsys.readouterr().out.splitlines()


def test_fit_prints_each_epoch_with_a_full_bar(capsys):
    found = lines_of(capsys, lambda: compiled().fit(X, Y, epochs=2, validation_split=0.1))
    assert [found[0], found[2]] == ["Epoch 1/2", "Epoch 2/2"]
    figures = " - ".join(rf"{name}: \d\.\d{{4}}" for name in ("loss", "mae", "val_loss", "val_mae"))
    assert re.fullmatch(rf"3/3 ━{{20}} {PACE} - {figures}", found[1])


def test_verbose_2_prints_a_line_without_a_bar(capsys):
    found = lines_of(capsys, lambda: compiled().fit(X, Y, verbose=2))
    assert re.match(r"4/4 - \d+s - \d+(us|ms|s)/step - loss: ", found[0])


def test_verbose_0_prints_nothing(capsys):
    model = compiled()

    def work():
        model.fit(X, Y, verbose=0)
        model.evaluate(X, Y, verbose=0)
        model.predict(X, verbose=False)

    assert lines_of(capsys, work) == []


def test_evaluate_and_predict_print_their_bars(capsys):
    model = compiled()
    (measured,) = lines_of(capsys, lambda: model.evaluate(X, Y, batch_size=50))
    assert re.fullmatch(rf"2/2 ━{{20}} {PACE} - loss: \d\.\d{{4}} - mae: \d\.\d{{4}}", measured)
    (predicted,) = lines_of(capsys, lambda: model.predict(X))
    assert re.fullmatch(rf"4/4 ━{{20}} {PACE}", predicted)


def test_wrong_verbose_says_what_is_allowed():
    with pytest.raises(UnknownChoice, match="verbose must be one of 0, 1, 2, auto; got '3'"):
        compiled().fit(X, Y, verbose=3)


def test_history_is_in_the_alphabets_order_and_knows_how_it_was_made():
    history = compiled().fit(X, Y, epochs=2, validation_split=0.1)
    assert list(history.history) == ["loss", "mae", "val_loss", "val_mae"]
    assert history.params.items() >= {"verbose": "auto", "epochs": 2, "steps": 3}.items()


def test_small_figures_have_an_exponent():
    assert told({"loss": 2.6e-5, "mae": 0.0123, "val_loss": 1e-3}) == (
        " - loss: 2.6000e-05 - mae: 0.0123 - val_loss: 1.0000e-03"
    )


def test_bar_moves_on_a_terminal(monkeypatch):
    monkeypatch.setattr("engine.callbacks.progress.INTERVAL", 0)
    monkeypatch.setattr("engine.callbacks.progress.FIRST", 0)
    out = Terminal()
    bar = Bar(4, 1, out)
    for done in range(1, 4):
        bar.show(done, lambda: {"loss": 0.5})
    bar.close({"loss": 0.25})
    drawn = [re.sub(r"\x1b\[\d*m", "", part) for part in out.getvalue().split("\r")[1:]]
    assert [part.split()[0] for part in drawn] == ["1/4", "2/4", "3/4", "4/4"]
    assert drawn[0].endswith(" - loss: 0.5000")
    assert drawn[-1].rstrip().endswith("- loss: 0.2500")  # spaces cover what was longer before


def test_moving_bar_changes_no_figure(monkeypatch):
    silent = compiled().fit(X, Y, epochs=3, batch_size=2, verbose=0).history
    monkeypatch.setattr("sys.stdout", Terminal())
    assert compiled().fit(X, Y, epochs=3, batch_size=2).history == silent


def test_logger_of_ones_own_takes_the_place_of_the_usual_one(capsys):
    own = keras.callbacks.ProgbarLogger()
    found = lines_of(capsys, lambda: compiled().fit(X, Y, verbose=0, callbacks=[own]))
    assert len(found) == 1


def test_stream_without_lines_gets_other_signs(monkeypatch):
    out = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr("sys.stdout", out)
    model = compiled()
    model.fit(X, Y)
    Bar(4, 1)._write(Bar(4, 1)._bar(1), {})
    model.summary()
    out.flush()
    found = out.buffer.getvalue().decode("cp1252")
    assert re.match(rf"4/4 ={{20}} {PACE} - loss: ", found)
    assert "1/4 " + 5 * "=" + 15 * "." in found
    assert re.search(r"^\+-+\+-+\+-+\+\s+\| Layer \(type\) +\|", found, re.MULTILINE)
