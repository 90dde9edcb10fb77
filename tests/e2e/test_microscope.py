"""The microscope: its numbers are the server's, by keys, by the map and by the network."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_epoch, wait_for_picture, wait_until
from tests.e2e.test_layout import CUT, PAINTED, SIZES, SMALL_TEXT

pytestmark = pytest.mark.e2e

CLOSE = 6e-7  # half a digit of those that are shown, of numbers below 1


def is_step(response):
    return response.url.endswith("/backprop") and response.ok


@pytest.fixture
def microscope(page, server, heard):
    """The default experiment with the microscope open, its first step worked out."""
    with page.expect_response(is_step) as told:
        page.goto(f"{server.url}/#lens=backprop")
    page.told = told.value.json()
    page.locator(".worked").first.wait_for()
    yield page
    assert heard == []


def value(page, symbol):
    text = page.locator(f".worked[data-symbol='{symbol}'] output").inner_text()
    return float(text.replace("−", "-"))


def stop(page, name):
    page.locator(".stops").get_by_role("button", name=name, exact=True).click()


def asked_again(page, act):
    with page.expect_response(is_step) as told:
        act()
    return told.value.json()


def choose(page, label, option):
    field = page.locator(".unit").get_by_role("combobox", name=label, exact=True)
    field.select_option(label=option)


def test_forward_and_loss_show_the_servers_numbers(microscope):
    layer = microscope.told["layers"][0]
    assert value(microscope, "z") == pytest.approx(layer["z"][0], abs=CLOSE)
    assert value(microscope, "a") == pytest.approx(layer["a"][0], abs=CLOSE)
    stop(microscope, "Loss")
    assert value(microscope, "ℓ") == pytest.approx(microscope.told["loss"], abs=CLOSE)
    cells = microscope.locator(".outputs td").all_inner_texts()
    output, target = (float(cell.replace("−", "-")) for cell in cells)
    assert output == pytest.approx(microscope.told["output"][0], abs=CLOSE)
    assert [target] == microscope.told["target"]


def test_backward_spells_the_chain_rule_with_its_check_and_update_the_new_weight(microscope):
    stop(microscope, "Backward")
    line = microscope.locator(".check-line")
    expect(line).to_contain_text("Check by a complex step.")
    expect(line).to_contain_text(re.compile(r"it differs by \d\.\de−(0?[7-9]|1\d)|0\.0e\+0"))
    stop(microscope, "Update")
    update = microscope.told["update"]
    assert value(microscope, "g") == pytest.approx(update["gradient"][0], abs=CLOSE)
    assert value(microscope, "w′") == pytest.approx(update["new_parameters"][0], abs=CLOSE)
    stop(microscope, "Backward")
    choose(microscope, "Neuron", "layer 2, neuron 2")
    choose(microscope, "Weight", "from layer 1, neuron 3")
    layer = microscope.told["layers"][1]
    assert value(microscope, "δ") == pytest.approx(layer["delta"][1], abs=CLOSE)
    assert value(microscope, "∂a/∂z") == pytest.approx(layer["slope"][1], abs=CLOSE)
    gradient = layer["kernel_gradient"][2][1]
    assert value(microscope, "∂L/∂w") == pytest.approx(gradient, abs=CLOSE)
    factors = value(microscope, "∂L/∂a") * value(microscope, "∂a/∂z") * value(microscope, "∂z/∂w")
    assert factors == pytest.approx(gradient, abs=1e-5)


def test_arrow_keys_and_buttons_go_from_stop_to_stop_but_not_from_within_a_field(microscope):
    here = microscope.locator(".stops [aria-current=step]")
    microscope.get_by_role("textbox", name="Row").press("ArrowRight")
    expect(here).to_have_text("Forward")
    microscope.get_by_role("region", name="Lens: Microscope").focus()
    for name in ("Loss", "Backward", "Update", "Update"):
        microscope.keyboard.press("ArrowRight")
        expect(here).to_have_text(name)
    microscope.keyboard.press("ArrowLeft")
    expect(here).to_have_text("Backward")
    microscope.get_by_role("button", name="Back", exact=True).click()
    expect(here).to_have_text("Loss")


def test_row_is_chosen_by_number_and_by_steps_and_one_that_there_is_not_is_refused(microscope):
    row = microscope.get_by_role("textbox", name="Row")
    row.fill("18")
    told = asked_again(microscope, lambda: row.press("Enter"))
    assert told["row"] == 17
    step = microscope.get_by_role("button", name="The row after")
    assert asked_again(microscope, step.click)["row"] == 18
    expect(row).to_have_value("19")
    row.fill("251")
    row.press("Enter")
    expect(microscope.locator(".example [role=alert]")).to_have_text(
        "The row must be a whole number from 1 to 250; got “251”."
    )


def place_on_map(page, x1, x2):
    box = page.locator("#map").bounding_box()
    return {"x": (x1 + 6) / 12 * box["width"], "y": (6 - x2) / 12 * box["height"]}


def test_click_on_the_map_chooses_the_nearest_point(microscope):
    other = asked_again(microscope, microscope.get_by_role("button", name="The row after").click)
    x1, x2 = microscope.told["point"]
    place = place_on_map(microscope, x1, x2)
    told = asked_again(microscope, lambda: microscope.locator("#map").click(position=place))
    assert (other["row"], told["row"], told["of"]) == (1, 0, "train")
    expect(microscope.get_by_role("textbox", name="Row")).to_have_value("1")


def test_any_point_is_moved_by_clicks_and_by_keys_and_has_a_target(microscope):
    leave = microscope.get_by_role("button", name="Any point")
    told = asked_again(microscope, lambda: leave.press("Enter"))
    assert told["point"] == pytest.approx(microscope.told["point"], abs=1e-4)
    assert told["row"] is None
    place = place_on_map(microscope, 3, -3)
    told = asked_again(microscope, lambda: microscope.locator("#map").click(position=place))
    assert told["point"] == pytest.approx([3, -3], abs=0.05)
    example = microscope.locator(".example")
    example.get_by_label("x₁").fill("−2.5")
    told = asked_again(microscope, lambda: example.get_by_label("x₁").press("Enter"))
    assert told["point"] == pytest.approx([-2.5, -3], abs=0.05)
    target = example.get_by_label("Target")
    told = asked_again(microscope, lambda: target.select_option(label="+1"))
    assert told["target"] == [1]
    example.get_by_label("x₂").fill("7")
    example.get_by_label("x₂").press("Enter")
    expect(example.get_by_role("alert")).to_have_text("x₂ must be a number from −6 to 6; got “7”.")


def test_mini_batch_shows_its_rows_and_their_sum_and_closing_takes_the_marks_along(microscope):
    batch = microscope.get_by_label("With its mini-batch")
    told = asked_again(microscope, batch.check)
    assert len(told["batch"]["rows"]) == 10
    expect(microscope.locator(".lens-marks .batch")).to_have_count(10)
    stop(microscope, "Backward")
    gradient = told["layers"][0]["kernel_gradient"][0][0]
    assert value(microscope, "∂L/∂w") == pytest.approx(gradient, abs=CLOSE)
    microscope.keyboard.press("Escape")
    expect(microscope.locator(".lens-marks, .lens-network")).to_have_count(0)
    wait_for_picture(microscope)


def test_numbers_follow_the_run(microscope):
    microscope.get_by_role("button", name="Play").click()
    wait_for_epoch(microscope, 20)
    microscope.get_by_role("button", name="Pause").click()
    last = {}
    microscope.on("response", lambda one: last.update(one.json()) if is_step(one) else None)
    microscope.get_by_label("With its mini-batch").check()
    wait_until(microscope, lambda: last.get("epoch", 0) >= 20)
    assert last["epoch"] >= 20


def test_blank_is_marked_and_hinted_until_it_is_right(microscope):
    asked_again(microscope, microscope.get_by_label("Fill the numbers in yourself").check)
    z, a = (microscope.told["layers"][0][name][0] for name in "za")
    field = microscope.locator(".blank input")
    hint = microscope.locator("#blank-hint")
    field.fill(f"{-z:.3f}")
    field.press("Enter")
    expect(hint).to_have_text("The size is right, the sign is not.")
    field.fill(f"{z:.3f}")
    field.press("Enter")
    assert value(microscope, "z") == pytest.approx(z, abs=CLOSE)
    for wrong in ("7", "8", "9"):
        field.fill(wrong)
        microscope.get_by_role("button", name="Check").click()
    assert value(microscope, "a") == pytest.approx(a, abs=CLOSE)
    expect(microscope.locator(".blanks")).to_contain_text("1 of 2 right.")


def test_watcher_looks_through_the_microscope_too(microscope, server, context):
    run = microscope.evaluate("() => history.state.run.id")
    watcher = context.new_page()
    with watcher.expect_response(is_step) as told:
        watcher.goto(f"{server.url}/r/{run}#lens=backprop")
    watcher.locator(".worked").first.wait_for()
    assert value(watcher, "z") == pytest.approx(told.value.json()["layers"][0]["z"][0], abs=CLOSE)
    watcher.close()


def test_click_on_a_weight_of_the_network_chooses_it(microscope):
    stop(microscope, "Backward")
    link = microscope.locator(".overlay .links path").nth(5)
    link.click(force=True)
    neuron, weight = (microscope.locator(".unit select").nth(i) for i in range(2))
    chosen = [one.locator("option:checked").inner_text() for one in (neuron, weight)]
    assert chosen != ["layer 1, neuron 1", "from feature x₁"]
    expect(microscope.locator(".lens-network .weight")).to_have_count(1)


STOPS = ("Forward", "Loss", "Backward", "Update")
RICH = "/#problem=multiclass&optimizer=adam&reg=l2&regrate=0.01&lens=backprop"


def test_no_stop_is_cut_or_out_of_the_window(page, server, heard):
    page.set_viewport_size({"width": 390, "height": SIZES[390]})
    page.goto(server.url + RICH)
    page.locator(".worked").first.wait_for()
    page.get_by_label("With its mini-batch").check()
    for width in (390, 820, 1280, 1440, 1920):
        page.set_viewport_size({"width": width, "height": SIZES[width]})
        for name in STOPS:
            stop(page, name)
            page.evaluate(PAINTED)
            where = f"{name} at {width} pixels"
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width, where
            assert page.evaluate(CUT) == [], where
            assert page.evaluate(SMALL_TEXT, 12) == [], where
    assert heard == []


def test_letters_of_the_big_picture_have_24_pixels_at_least(page, server, heard):
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{server.url}/?big=1#lens=backprop")
    page.locator(".worked").first.wait_for()
    for name in STOPS:
        stop(page, name)
        assert page.evaluate(SMALL_TEXT, 24) == [], name
    assert heard == []


def test_microscope_has_no_accessibility_violation(microscope):
    microscope.get_by_label("Fill the numbers in yourself").check()
    for name in STOPS:
        stop(microscope, name)
        for scheme in ("light", "dark"):
            microscope.emulate_media(color_scheme=scheme)
            microscope.evaluate(PAINTED)
            violations = Axe().run(microscope).response["violations"]
            found = [(v["id"], v["nodes"][0]["html"][:200]) for v in violations]
            assert found == [], f"{name}, {scheme}"


def test_lab_opens_the_microscope(page, server, heard):
    page.goto(f"{server.url}/labs/backprop")
    page.locator(".worked").first.wait_for()
    expect(page.locator("[data-view=about]")).to_contain_text("one step, number by number")
    assert heard == []


def test_diverged_run_says_that_its_numbers_are_the_last_finite_ones(page, server, heard):
    wild = "#problem=regression&hidden=8linear,8linear&rate=10&optimizer=momentum&lens=backprop"
    page.goto(f"{server.url}/{wild}")
    page.locator(".worked").first.wait_for()
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(".microscope")).to_contain_text("The run has diverged.")
    expect(page.locator(".worked[data-symbol='z'] output")).to_have_text(re.compile(r"\d"))
    assert heard == []


def test_microscope_has_nothing_to_say_of_the_perceptrons_rule(page, server, heard):
    page.goto(f"{server.url}/labs/perceptron")
    wait_for_picture(page)
    page.get_by_label("Look closer").select_option("backprop")
    expect(page.get_by_role("region", name="Lens: Microscope")).to_contain_text("has no gradient")
    assert heard == []
