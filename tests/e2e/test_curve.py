"""The lens of activations: the curves of a neuron, a point on them, and how its sums spread."""

import math
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_epoch, wait_until
from tests.e2e.test_lenses import LENS, panel, wait_for_lens  # noqa: F401 (the fixture asks)

pytestmark = pytest.mark.e2e


def number(page, part):
    return float(page.locator(f"[data-part={part}]").inner_text().replace("−", "-"))


def bars(page):
    return page.locator(".bar-of-sums").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('x') + ' ' + one.getAttribute('height'))"
    )


def check_tanh(page):
    z = number(page, "z")
    assert number(page, "value") == pytest.approx(math.tanh(z), abs=6e-5)
    assert number(page, "slope") == pytest.approx(1 - math.tanh(z) ** 2, abs=6e-5)
    return z


def test_point_moved_by_keys_and_by_dragging_tells_tanh_and_its_slope(opened):
    page = opened(f"/{LENS}")
    assert check_tanh(page) == 1
    slider = panel(page).get_by_role("slider", name="z of the point")
    slider.press("ArrowRight")
    assert check_tanh(page) == pytest.approx(1.05)
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^z \+1\.05, a \+0\.78"))
    expect(page.locator("[data-epoch='0']")).to_be_attached()  # the run has not stepped
    box = page.locator(".curves").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + 60)
    page.mouse.up()
    assert -6 < check_tanh(page) < -1
    check_flat_stretches(page)


def check_flat_stretches(page):
    """They are shaded where the closed form says."""
    edge = math.atanh(math.sqrt(0.95))  # where 1 − tanh² z = 0.05
    shown = math.ceil(edge / 0.05) * 0.05  # the first of the z that are drawn
    expect(panel(page)).to_contain_text(f"for z up to −{shown:.2f} and z from +{shown:.2f}")
    expect(page.locator(".curves .flat")).to_have_count(2)
    expect(page.locator(".curves")).to_contain_text("|f′| < 0.05")


def test_histogram_changes_while_training_and_along_the_time_line(opened):
    page = opened(f"/{LENS}")
    first = bars(page)
    page.get_by_role("button", name="Play", exact=True).click()
    wait_for_epoch(page, 20)
    wait_until(page, lambda: bars(page) != first)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("slider", name="Time line").fill("0")
    wait_until(page, lambda: bars(page) == first)


def test_lens_follows_the_neuron_pointed_at_and_the_one_chosen_and_widens_for_its_sums(opened):
    page = opened(f"/{LENS}")
    choice = panel(page).get_by_role("combobox", name="Neuron")
    page.locator("[data-neuron='h2.1']").click()
    expect(choice).to_have_value("h2.1")
    page.locator("[data-neuron='h1.2']").hover()
    expect(choice).to_have_value("h1.2")
    page.mouse.move(700, 5)
    expect(choice).to_have_value("h2.1")
    choice.select_option("o.0")
    expect(page.get_by_role("region", name="Inspector: Output")).to_be_visible()
    page.locator("[data-neuron='h1.0']").click()
    bias = page.get_by_role("textbox", name="bias", exact=True)
    bias.fill("40")
    bias.press("Enter")
    expect(page.locator(".curves .mark").nth(4)).to_have_text("48")
    expect(panel(page)).to_contain_text("Dead: its slope is 0 at every training point")


def test_each_activation_is_drawn_with_its_formula_range_and_note(opened):
    page = opened(f"/{LENS}")
    names = page.evaluate("() => JSON.parse(catalog.textContent).activations.map((a) => a.name)")
    for name in names:
        page.get_by_role("combobox", name="Activation", exact=True).first.select_option(name)
        about = page.evaluate(
            "(n) => JSON.parse(catalog.textContent).activations.find((a) => a.name === n)", name
        )
        expect(panel(page).locator("dt").first).to_have_text(about["label"])
        expect(panel(page).locator("math")).to_have_count(2)
        expect(panel(page).locator("dd").nth(2)).to_have_text(about["range"])
        expect(panel(page)).to_contain_text(about["note"])
        expect(page.locator(".curves .line")).to_have_count(2)


SAID = {
    "problem=multiclass&hidden=none": "Softmax weighs all outputs against each other",
    "problem=multilabel&hidden=none": "It is neither dead nor saturated",
    "data=iris&problem=multiclass": "at any training point",
    "hidden=128relu,2step": "Its slope is 0 at",
    "hidden=none&problem=regression": "f is flat nowhere here",
    "hidden=2step": "f is flat everywhere",
}


def test_lens_says_something_true_of_every_kind_of_run(page, server, heard):
    for number, (address, said) in enumerate(SAID.items()):
        page.goto(f"{server.url}/?{number}#{address}&lens=curve")  # each is a page of its own
        expect(panel(page)).to_contain_text(said)
        page.locator(".bar-of-sums").first.wait_for()
        if address == "problem=multiclass&hidden=none":  # softmax has no curve
            expect(page.locator(".curves .line")).to_have_count(0)
            assert page.locator(".curves").bounding_box()["height"] < 120
    assert heard == []


def test_linear_layers_are_written_as_the_one_that_they_are(opened, page):
    opened("/#hidden=3linear,2linear&lens=curve")
    with page.expect_request(re.compile("/neurons/o.0$")) as asked:
        panel(page).get_by_role("combobox", name="Neuron").select_option("o.0")
    told = page.locator("[data-part=sum]")
    expect(told).to_contain_text("Only linear layers lie before it")
    point = {"input": [2, -3], "target": 1}
    run = asked.value.url.removesuffix("/neurons/o.0")
    passes = page.request.post(f"{run}/inspect", data=point).json()["layers"]
    (z,) = passes[-1]["pre_activations"]
    assert at_point(told.inner_text(), *point["input"]) == pytest.approx(z, abs=0.03)


def at_point(words, x1, x2):
    """Return what a sum written as "z = −0.5 x₁ + 0.2 x₂ + 0.1" comes to."""
    terms = words.split("z = ")[1].replace("−", "-").replace("- ", "-").replace("+ ", "").split()
    first, _, second, _, bias = terms
    return float(first) * x1 + float(second) * x2 + float(bias)


def test_neurons_that_are_equal_are_counted(opened):
    page = opened("/#init=zeros&lens=curve")
    kinds = page.locator("[data-part=kinds]")
    expect(kinds).to_contain_text("Of the 4 neurons of its layer only 1 is different")
    page.get_by_role("button", name="Start from random weights").click()
    expect(kinds).to_have_text("The 4 neurons of its layer all differ.")


def test_run_that_diverged_is_told_by_its_sums(page, server, heard):
    page.goto(f"{server.url}/#problem=regression&hidden=8linear,8linear&rate=10&lens=curve")
    page.locator(".bar-of-sums").first.wait_for()
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(".diverged")).to_be_visible()
    expect(panel(page)).to_contain_text("training points")
    assert heard == []
