"""Opening a neuron, closing it again, and what keeps it open."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_picture

pytestmark = pytest.mark.e2e

NEURON = "[data-neuron='h1.0']"


@pytest.fixture
def opened(playground):
    playground.locator(NEURON).click()
    expect(inspector(playground)).to_be_visible()
    return playground


def inspector(page):
    return page.get_by_role("region", name="Inspector: Layer 1, neuron 1")


def test_neuron_is_closed_by_escape_and_by_its_button_which_give_the_focus_back(opened):
    expect(opened.locator(".map-copy")).to_be_hidden()  # it is for phones alone
    opened.get_by_label("bias").focus()
    opened.keyboard.press("Escape")
    expect(inspector(opened)).to_have_count(0)
    expect(opened.locator(NEURON)).to_be_focused()
    opened.locator(NEURON).click()
    expect(inspector(opened)).to_be_visible()
    opened.locator(NEURON).press("Escape")
    expect(inspector(opened)).to_have_count(0)
    opened.locator(NEURON).click()
    opened.get_by_role("button", name="Close the inspector").click()
    expect(opened.locator(NEURON)).to_be_focused()
    expect(opened.locator("[data-part=title]")).to_have_text("Output")


def test_wrong_number_is_marked_as_invalid_and_escape_takes_an_edit_back_first(opened):
    bias = opened.get_by_role("textbox", name="bias", exact=True)
    for text in ("much", "0x10", "1e3 x", ""):
        bias.fill(text)
        bias.press("Enter")
        expect(bias, text).to_have_attribute("aria-invalid", "true")
        bias.press("Escape")
        expect(bias, text).not_to_have_attribute("aria-invalid", "true")
    bias.fill("7")
    bias.press("Escape")
    expect(bias).to_have_value("0.100")
    bias.press("Escape")
    expect(inspector(opened)).to_have_count(0)


def test_comma_and_true_minus_are_understood_and_typed_with_a_keyboard_that_has_a_minus(opened):
    bias = opened.get_by_role("textbox", name="bias", exact=True)
    expect(bias).to_have_attribute("inputmode", "text")
    for text in ("-1.5", "−1,5", "2e-3", "0.100", ""):
        assert bias.evaluate("(field, text) => (field.value = text, field.validity.valid)", text)
    assert not bias.evaluate("(field) => (field.value = 'much', field.validity.valid)")
    bias.fill("−1,5")
    bias.press("Enter")
    opened.get_by_role("button", name="Undo").focus()
    expect(bias).to_have_value("−1.500")


def test_neuron_stays_open_over_a_new_start_and_not_over_another_problem(opened):
    for name in ("Reset", "New points", "New initial weights"):
        opened.get_by_role("button", name="Step", exact=True).click()
        expect(opened.locator("[data-epoch='1']")).to_be_attached()
        opened.get_by_role("button", name=name, exact=True).click()
        expect(opened.locator("[data-epoch='0']")).to_be_attached()
        expect(inspector(opened), name).to_be_visible()
    opened.get_by_role("combobox", name="Problem").select_option("regression")
    expect(inspector(opened)).to_have_count(0)


def test_finger_is_asked_to_tap_and_sees_what_it_opens(browser, server):
    page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(server.url)
    wait_for_picture(page)
    expect(page.locator(".key")).to_contain_text("Tap a neuron")
    page.locator(NEURON).evaluate("(one) => one.scrollIntoView({ block: 'end' })")
    page.locator(NEURON).tap()
    expect(inspector(page).get_by_role("heading")).to_be_in_viewport(ratio=1)
    expect(page.get_by_label("bias")).to_be_in_viewport(ratio=1)
    page.close()


def test_opening_a_neuron_moves_nothing_on_a_desk(page, server, heard):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(server.url)
    wait_for_picture(page)
    page.locator(NEURON).click()
    expect(inspector(page).locator("rect")).to_have_count(24)
    assert page.evaluate("() => document.documentElement.scrollHeight") <= 900
    assert heard == []


def test_skip_link_leads_to_the_network_and_leaves_the_address(playground):
    before = playground.url
    playground.keyboard.press("Tab")
    link = playground.get_by_role("link", name="Skip to the network")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    playground.keyboard.press("Enter")
    expect(playground.get_by_role("main")).to_be_focused()
    assert playground.url == before


PIXELS = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""
SEEN = "(one) => [one.getBoundingClientRect().top, one.getBoundingClientRect().bottom]"


def test_tapped_neuron_on_a_phone_opens_in_a_sheet_with_its_map_below_the_network(
    browser, server, heard
):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with browser.new_context(**phone) as context:
        page = context.new_page()
        page.goto(server.url)
        wait_for_picture(page)
        page.locator(NEURON).tap()
        expect(inspector(page)).to_be_in_viewport(ratio=0.9)
        page.wait_for_function(f"() => ({PIXELS})(document.querySelector('.map-copy')) > 20")
        sheet = page.locator(".map-copy").evaluate(SEEN)
        top, bottom = page.locator(NEURON).evaluate(SEEN)
        assert 0 < top < bottom < sheet[0] < sheet[1] < 844
