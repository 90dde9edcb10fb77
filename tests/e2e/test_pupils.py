"""A teacher decides what pupils see; the server keeps what is locked."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_picture

pytestmark = pytest.mark.e2e
SET = "training.optimizer.learning_rate"


def made(page, *chosen):
    """Return the link for pupils, after so many choices in the dialog."""
    page.get_by_role("button", name="Share").click()
    page.get_by_label("Title").fill("Lesson 4")
    page.get_by_role("button", name="What pupils see").click()
    dialog = page.get_by_role("dialog", name="What pupils see")
    for name in chosen:
        dialog.get_by_role("radio", name=name).check()
    make = dialog.get_by_role("button", name="Make the link for pupils")
    expect(make).to_be_in_viewport(ratio=1)  # however long the table above it
    make.click()
    link = dialog.get_by_label(re.compile("^Link for pupils"))
    expect(link).to_be_in_viewport(ratio=1)
    return link.input_value()


def command(page, **what):
    """Send a command to the page's run, as a program would; return the answer."""
    run = page.evaluate("() => history.state.run")
    return page.request.post(
        f"/api/runs/{run['id']}/commands",
        data=what,
        headers={"Authorization": f"Bearer {run['control_token']}"},
    )


def test_pupils_see_what_their_teacher_chose_and_cannot_change_what_is_locked(
    playground, context, server
):
    link = made(playground, "Learning rate: locked", "Regularization and its rate: hidden")
    pupil = context.new_page()
    pupil.goto(link)
    wait_for_picture(pupil)
    rate = pupil.get_by_role("combobox", name="Learning rate (locked)")
    expect(rate).to_be_disabled()
    expect(rate).to_have_attribute("title", re.compile("^Locked by the link"))
    expect(pupil.get_by_text("Locked by the link that you opened: learning rate.")).to_be_visible()
    expect(pupil.get_by_role("combobox", name="Regularization", exact=True)).to_be_hidden()
    answer = command(pupil, type="set", path=SET, value=1)
    assert (answer.status, answer.json()["code"]) == (403, "locked")
    pupil.get_by_role("combobox", name="Activation", exact=True).select_option("relu")
    expect(pupil).to_have_url(re.compile("lock=learningRate"))
    assert command(playground, type="set", path=SET, value=1).status == 202


def test_address_without_its_locks_opens_a_run_without_them(page, server, heard):
    page.goto(f"{server.url}/#lock=dataset&rate=0.1")
    wait_for_picture(page)
    expect(page.get_by_role("radio", name="Spiral")).to_be_disabled()
    locked = page.evaluate("() => history.state.run.id")
    page.evaluate("() => { location.hash = 'rate=0.1'; }")
    page.get_by_role("radio", name="Spiral").click()
    expect(page).to_have_url(re.compile("data=spiral"))
    wait_for_picture(page)
    assert page.evaluate("() => history.state.run.id") != locked
    assert heard == []


def test_code_of_the_link_fills_the_screen(playground):
    made(playground)
    playground.get_by_role("button", name="Full screen").click()
    large = playground.get_by_role("dialog", name="QR code")
    code = large.get_by_role("img", name="QR code of the link for pupils").bounding_box()
    size = playground.viewport_size
    assert min(code["width"], code["height"]) > 0.7 * min(size.values())
    large.get_by_role("button", name="Close", exact=True).click()
    expect(playground.get_by_role("dialog", name="What pupils see")).to_be_visible()


def test_part_that_cannot_be_locked_says_why(playground):
    made(playground)
    row = playground.get_by_role("row", name="Play and pause")
    expect(row.get_by_role("radio")).to_have_count(2)
    expect(row).to_contain_text("It cannot be locked: pupils steer runs of their own")


def test_picture_shows_the_page_as_pupils_get_it(playground):
    runs = []
    is_run = re.compile("/api/runs$")
    playground.on("request", lambda asked: is_run.search(asked.url) and runs.append(asked))
    made(playground, "Learning rate: locked", "Chart of the losses: hidden")
    dialog = playground.get_by_role("dialog", name="What pupils see")
    picture = dialog.get_by_role("img", name=re.compile("Hidden: Chart of the losses. Locked: Lea"))
    expect(picture).to_be_visible()
    box = picture.bounding_box()
    assert box["width"] < playground.viewport_size["width"] / 2
    assert abs(box["width"] / box["height"] - 16 / 9) < 0.01  # as the window
    seen = """(picture) => {
      const one = (name) => picture.shadowRoot.querySelector(`[data-control=${name}]`);
      return {
        rate: one("learningRate").querySelector("select").disabled,
        chart: one("chart").checkVisibility(),
        problem: one("problem").querySelector("select").disabled,
      };
    }"""
    assert picture.evaluate(seen) == {"rate": True, "chart": False, "problem": False}
    dialog.get_by_role("button", name="Show all").click()
    expect(
        dialog.get_by_role("img", name=re.compile("Hidden: nothing. Locked: no"))
    ).to_be_visible()
    own = playground.locator("[data-control=learningRate] select").first  # beneath the dialog
    expect(own).to_be_enabled()
    assert not runs  # it needs no run


def test_picture_has_the_map_and_what_is_chosen(playground):
    playground.get_by_role("combobox", name="Regularization", exact=True).select_option("l2")
    made(playground)
    picture = playground.locator(".page-picture")
    painted = """(picture) => {
      const map = picture.shadowRoot.querySelector("#map");
      const { data } = map.getContext("2d").getImageData(0, 0, map.width, map.height);
      const field = picture.shadowRoot.querySelector("[data-control=regularization] select");
      return [new Set(data).size > 20, field.value];
    }"""
    assert picture.evaluate(painted) == [True, "l2"]
