"""The chart: logarithmic epochs, a mark where the time line stands, and earlier runs beside."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import open_more
from tests.e2e.test_timeline import EPOCHS, slider, trained  # noqa: F401 (a fixture)

pytestmark = pytest.mark.e2e
BACK = 10  # of EPOCHS


def share(page):
    """Return how far to the right the mark stands: 0 to 1."""
    page.locator(".chart .here").wait_for()
    return page.evaluate(
        """() => {
          const mark = document.querySelector(".chart .here");
          return Number.parseFloat(mark.style.left) / mark.parentElement.clientWidth;
        }"""
    )


def test_mark_stands_at_the_epoch_that_is_gone_back_to_and_leaves_with_it(trained):  # noqa: F811
    mark = trained.locator(".chart .here")
    expect(mark).to_be_hidden()
    slider(trained).fill(str(BACK))
    expect(mark).to_have_text(f"epoch {BACK}")
    assert share(trained) == pytest.approx(BACK / EPOCHS, abs=0.05)
    slider(trained).fill(str(EPOCHS))
    expect(mark).to_be_hidden()


def test_logarithmic_epochs_give_the_beginning_more_width(trained):  # noqa: F811
    slider(trained).fill(str(BACK))
    linear = share(trained)
    trained.get_by_label("Log epochs").check()
    assert linear + 0.3 < share(trained) < 1


def test_change_is_marked_and_listed_for_early_and_late_viewers(trained, context):  # noqa: F811
    trained.get_by_role("combobox", name="Learning rate").select_option("0.1")
    late = context.new_page()
    late.goto(trained.evaluate("() => `${location.origin}/r/${history.state.run.id}`"))
    words = f"Epoch {EPOCHS}: learning rate 0.1"
    for page in (trained, late):
        expect(page.locator(".chart .change")).to_have_attribute("title", words)
        page.get_by_text("Changes (1)").press("Enter")
        expect(page.locator(".changes li")).to_have_text([words])
    trained.get_by_role("button", name="Undo", exact=True).click()
    expect(trained.locator(".chart .change")).to_have_count(0)


def test_earlier_run_lies_over_this_one_when_it_is_chosen(trained):  # noqa: F811
    open_more(trained)
    trained.get_by_role("combobox", name="Optimizer").select_option("adam")
    trained.keyboard.press("Escape")
    trained.locator(".attempts summary").click()
    chosen = trained.get_by_role("checkbox", name="Show run 1 in the chart")
    chosen.check()
    expect(trained.locator(".u-legend")).to_contain_text("Test loss, run 1")
    chosen.uncheck()
    expect(trained.locator(".u-legend")).not_to_contain_text("run 1")


def test_ends_of_a_band_have_no_entries_in_the_legend(playground):
    legend = playground.locator(".chart .u-legend")
    expect(legend.get_by_text("Training loss")).to_be_visible()
    expect(legend.get_by_text("loss_min", exact=True)).to_be_hidden()
