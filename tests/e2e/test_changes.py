"""What becomes of a run that is changed: whether it plays on, and what it still knows."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_epoch

pytestmark = pytest.mark.e2e


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def play(page, epochs=5):
    button(page, "Play").click()
    wait_for_epoch(page, epochs)


def wait_for_restart(page, before):
    script = "(before) => Number(document.querySelector('[data-epoch]').dataset.epoch) < before"
    page.wait_for_function(script, arg=before)


def test_another_data_set_is_learned_while_it_plays(playground):
    play(playground, 60)
    playground.get_by_role("radio", name="Spiral").click()
    wait_for_restart(playground, 60)
    wait_for_epoch(playground, 60)
    expect(button(playground, "Pause")).to_be_visible()
