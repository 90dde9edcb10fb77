"""Mazur's worked example on the page, to the last digit that is printed there."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_epoch
from tests.e2e.test_microscope import asked_again, choose, stop

pytestmark = pytest.mark.e2e


def test_example_has_mazurs_figures_before_and_after_a_step(page, server, heard):
    """M. Mazur, "A step by step backpropagation example" (2015)."""

    def shown(symbol):
        return page.locator(f".worked[data-symbol='{symbol}'] output")

    def new_weight(neuron, weight):
        choose(page, "Neuron", neuron)
        choose(page, "Weight", weight)
        return shown("w′")

    page.goto(f"{server.url}/labs/backprop")
    page.locator(".worked").first.wait_for()
    asked_again(page, page.get_by_role("button", name="Mazur’s example").click)
    stop(page, "Loss")
    expect(shown("ℓ")).to_have_text("+0.298371109")
    stop(page, "Update")
    expect(new_weight("output for y1", "from layer 1, neuron 1")).to_have_text("+0.358916480")
    expect(new_weight("layer 1, neuron 1", "from feature x₁")).to_have_text("+0.149780716")
    page.get_by_role("button", name="Step", exact=True).click()
    wait_for_epoch(page, 1)
    page.get_by_role("button", name="Biases as they began").click()
    stop(page, "Loss")
    expect(shown("ℓ")).to_have_text("+0.291027774")
    assert heard == []
