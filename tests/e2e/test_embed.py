"""An experiment in a frame: it plays, shows little else, and leads to the playground."""

import json
import re
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.test_share import share
from tests.patience import LIMIT

pytestmark = pytest.mark.e2e


def saved(server, **experiment):
    body = json.dumps({"experiment": experiment}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{server.url}/api/experiments", body, headers)
    with urllib.request.urlopen(request, timeout=LIMIT) as answer:
        return json.load(answer)["id"]


@pytest.fixture
def framed(page, server, heard):
    """A function that frames an experiment in a page of our own, and returns the frame."""

    def frame(**experiment):
        page.goto(f"{server.url}/docs")
        page.evaluate(
            "(src) => document.body.prepend(Object.assign(document.createElement('iframe'),"
            " {src, width: 960, height: 520, title: 'embedded'}))",
            f"{server.url}/embed/{saved(server, **experiment)}",
        )
        return page.frame_locator("iframe")

    yield frame
    assert heard == []


def test_framed_experiment_plays_and_shows_nothing_to_change_it_by(framed):
    frame = framed(title="Framed")
    expect(frame.get_by_role("heading", name="Framed")).to_be_visible()
    for data in ("training", "test"):
        expect(frame.locator(f"[data-loss={data}]")).to_have_text(re.compile(r"\d"))
    frame.get_by_role("button", name="Play", exact=True).click()
    expect(frame.locator("[data-epoch]")).not_to_have_text("000,000")
    for name in ["Pause", "Step", "Reset"]:
        expect(frame.get_by_role("button", name=name, exact=True)).to_be_visible()
    expect(frame.get_by_role("combobox")).to_have_count(1)  # what a step is
    expect(frame.get_by_role("slider")).to_have_count(0)
    expect(frame.get_by_role("button", name="Share")).to_have_count(0)


def test_framed_experiment_leads_to_the_playground(framed, context):
    link = framed(title="Framed").get_by_role("link", name="Open in the playground")
    with context.expect_page() as opened:
        link.click()
    expect(opened.value).to_have_title("Framed")
    assert "/e/" in opened.value.url


def test_teacher_hides_controls_of_a_framed_experiment_too(framed):
    frame = framed(view={"hide": ["stepButton"]})
    expect(frame.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(frame.get_by_role("button", name="Step")).to_have_count(0)


def test_embed_code_is_offered_with_its_title_escaped(playground, server):
    share(playground, '"><script>alert(1)</script>')
    playground.get_by_text("In a page of yours").click()
    code = playground.get_by_role("textbox", name="Embed code").input_value()
    assert code.startswith(f'<iframe src="{server.url}/embed/')
    assert 'title="&quot;&gt;&lt;script&gt;alert(1)' in code


def test_embedded_page_is_accessible(page, server):
    page.goto(f"{server.url}/embed/{saved(server)}")
    page.locator("#map[aria-label*=loss]").wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # and no transition
        violations = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == [], scheme
