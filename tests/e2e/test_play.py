import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import epoch, wait_for_epoch, wait_for_picture

pytestmark = pytest.mark.e2e


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def figure(page, name):
    return page.locator(f"[data-figure={name}]")


def test_play_shows_the_boundary_closing_round_the_circle(playground):
    button(playground, "Play").click()
    wait_for_epoch(playground, 120)
    button(playground, "Pause").click()
    expect(figure(playground, "score")).to_have_text(re.compile(r"^(9[5-9]|100)\."))
    expect(button(playground, "Play")).to_be_visible()


def test_pause_stays_where_it_is(playground):
    button(playground, "Play").click()
    wait_for_epoch(playground, 5)
    button(playground, "Pause").click()
    expect(button(playground, "Play")).to_be_visible()
    wait_for_status(playground, "paused")
    stood = epoch(playground)
    button(playground, "Step").click()
    wait_for_epoch(playground, stood + 1)
    assert epoch(playground) == stood + 1


def wait_for_status(page, status):
    page.locator("[data-part=announcement]", has_text=re.compile(f"^{status}")).wait_for(
        state="attached"
    )


@pytest.mark.parametrize(("unit", "position"), [("batch", "+ 10 of 250"), ("sample", "+ 1 of 250")])
def test_step_goes_by_batch_and_by_sample(playground, unit, position):
    playground.get_by_label("A step is").select_option(unit)
    button(playground, "Step").click()
    expect(playground.locator(".position")).to_have_text(position)


def test_reset_brings_the_same_start_back_and_the_dice_another(playground):
    figures = figure(playground, "loss").locator("xpath=ancestor::table")  # one may be alike
    start = figures.text_content()
    button(playground, "Step").click()
    wait_for_epoch(playground, 1)
    button(playground, "Reset").click()
    expect(playground.locator("[data-epoch='0']")).to_be_attached()
    expect(figures).to_have_text(start)
    button(playground, "New initial weights").click()
    expect(figures).not_to_have_text(start)


def test_keys_play_step_reset_and_help(playground):
    playground.keyboard.press("ArrowRight")
    wait_for_epoch(playground, 1)
    playground.keyboard.press("Space")
    wait_for_epoch(playground, 5)
    playground.keyboard.press("Space")
    expect(button(playground, "Play")).to_be_visible()
    playground.keyboard.press("r")
    expect(playground.locator("[data-epoch='0']")).to_be_attached()
    playground.keyboard.press("?")
    expect(playground.get_by_text("Every control has a line of explanation")).to_be_visible()
    playground.keyboard.press("Escape")
    expect(playground.get_by_text("Every control has a line of explanation")).to_have_count(0)


def test_neuron_is_pinned_its_weight_edited_and_undone(playground):
    button(playground, "layer 1, neuron 2").click()
    weight = playground.get_by_label("weight from feature x₁")
    before = weight.input_value()
    loss = figure(playground, "loss").text_content()
    weight.fill("4.5")
    weight.press("Enter")
    expect(figure(playground, "loss")).not_to_have_text(loss)
    button(playground, "Undo").click()
    expect(figure(playground, "loss")).to_have_text(loss)
    playground.get_by_label("bias").focus()
    expect(weight).to_have_value(before)


def test_pinned_neuron_shows_gradients_and_how_its_inputs_spread(playground):
    playground.locator('[data-neuron="h1.0"]').click()
    inspector = playground.get_by_role("region", name="Inspector: Layer 1, neuron 1")
    expect(inspector.locator("[data-slope]").first).to_have_text(re.compile(r"gradient [+−]\d"))
    bars = inspector.get_by_role("img", name="training points lie between")
    assert bars.locator("rect").count() == 24
    before = bars.get_attribute("aria-label")
    button(playground, "Play").click()
    expect(bars).not_to_have_attribute("aria-label", before)


def test_wrong_weight_is_refused_with_what_is_allowed_and_kept(playground):
    button(playground, "layer 1, neuron 1").click()
    bias = playground.get_by_role("textbox", name="bias", exact=True)
    bias.fill("much")
    bias.press("Enter")
    expect(playground.locator(".inspector [role=alert]")).to_contain_text(
        "from −1,000,000 to 1,000,000"
    )
    expect(bias).to_have_value("much")
    bias.press("Escape")
    expect(bias).to_have_value("0.100")


def test_neurons_are_walked_with_the_arrow_keys(playground):
    playground.locator("[data-neuron=x1]").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        playground.keyboard.press(key)
    expect(playground.locator("[data-neuron='h1.2']")).to_be_focused()
    expect(playground.locator("[data-part=title]")).to_have_text("Layer 1, neuron 3")
    playground.keyboard.press("Enter")
    expect(playground.get_by_role("region", name="Inspector")).to_be_visible()


def test_hovering_over_the_map_tells_its_value(playground):
    playground.locator("#map").hover(position={"x": 50, "y": 50})
    expect(playground.locator("[data-part=probe]")).to_contain_text(
        re.compile(r"x₁ −.*value [+−]\d")
    )


def test_several_classes_show_their_confusion_and_each_class(playground):
    playground.get_by_label("Problem").select_option("multiclass")
    expect(playground.locator(".confusion")).to_contain_text("Test points")
    button(playground, "Play").click()
    wait_for_epoch(playground, 60)
    button(playground, "Pause").click()
    playground.get_by_role("combobox", name=re.compile("^Show")).select_option("1")
    expect(figure(playground, "score")).to_have_text(re.compile("%"))


def test_divergence_is_explained_with_a_way_out(page, server, heard):
    page.goto(f"{server.url}/#problem=regression&hidden=8linear,8linear&rate=10&optimizer=momentum")
    wait_for_picture(page)
    button(page, "Play").click()
    panel = page.get_by_role("alert").filter(has_text="diverged")
    expect(panel).to_contain_text("last state with finite numbers")
    panel.get_by_role("button", name="Restart with learning rate 0.03").click()
    expect(page.get_by_label("Learning rate")).to_have_value("0.03")
    expect(panel).to_have_count(0)


def test_one_input_is_shown_as_a_line(page, server, heard):
    page.goto(f"{server.url}/#problem=regression&data=sine1d&features=x1&hidden=8tanh")
    wait_for_picture(page)
    button(page, "Play").click()
    wait_for_epoch(page, 30)
    expect(figure(page, "name")).to_have_text("R²")


def test_click_on_a_weight_opens_it(playground):
    playground.locator(".links path").first.dispatch_event("click")
    expect(playground.get_by_label("weight from feature x₁")).to_be_focused()
