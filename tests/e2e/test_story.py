"""A teacher's story: build, paint, pass on, watch together, survive, branch off, take away."""

import contextlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.encoding.messages import decode_tensors
from tests.e2e.conftest import Server, epoch, wait_for_epoch, wait_for_picture, wait_until
from tests.e2e.test_drawing import paint_two_classes
from tests.e2e.test_share import link, play, share
from tests.patience import LIMIT

pytestmark = pytest.mark.e2e

VIEWERS = 3


@pytest.fixture
def mortal():
    """A server of this test alone, which may be killed."""
    server = Server()
    yield server
    server.stop()


def build(page):
    page.get_by_role("button", name="Add a hidden layer").click()
    paint_two_classes(page)
    page.get_by_role("button", name="Done").click()


def standing(page, run):
    """Return where the server says that a run stands, once it does."""
    told = page.request.get(run.replace("/r/", "/api/runs/")).json()
    assert told["status"] == "paused", told
    return told["epoch"]


def train_until(page, least):
    play(page)
    wait_for_epoch(page, least)
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def kept_epoch(run):
    """Return where the run would be found after a crash."""
    file = os.environ["PLAYGROUND_DATABASE_URL"].removeprefix("sqlite+aiosqlite:///")
    asked = "SELECT checkpoint FROM runs WHERE id = ?", (run.rsplit("/", 1)[1],)
    with contextlib.closing(sqlite3.connect(file)) as database:
        (found,) = database.execute(*asked).fetchone()
    return json.loads(decode_tensors(found)[0]["facts"])["stepper"]["epoch"]


def seek(page, near):
    """Go back along the time line; return the kept epoch that was found there."""
    latest = epoch(page)
    page.get_by_role("slider", name="Time line").fill(str(near))
    page.wait_for_function(
        "(latest) => document.querySelector('[data-epoch]')?.dataset.epoch < latest", arg=latest
    )
    return epoch(page)


def expect_all_at(pages, expected):
    losses = set()
    for page in pages:
        expect(page.locator("[data-epoch]")).to_have_attribute("data-epoch", str(expected))
        losses.add(page.locator("[data-figure=loss]").inner_text())
    assert len(losses) == 1


def expect_same_points_and_layers(page, other):
    expect(other.get_by_role("radio", name="Your points")).to_be_checked()
    expect(other.get_by_role("group", name=re.compile("^Hidden layer"))).to_have_count(3)
    points = [
        one.get_by_role("radio", name="Your points").get_attribute("title") for one in (page, other)
    ]
    assert points[0] == points[1]


def downloaded_program(page):
    page.get_by_role("button", name="Share").click()
    page.get_by_text("Download", exact=True).click()
    with page.expect_download() as coming:
        page.get_by_role("dialog").get_by_text("Keras program", exact=True).click()
    return Path(coming.value.path()).read_text().replace("import keras", "import engine as keras")


def losses_of(program):
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_teachers_story_in_the_browser(page, context, browser, mortal):
    page.goto(mortal.url)
    wait_for_picture(page)
    build(page)
    saved = share(page, "Two sprays and a question")
    class_room = link(page, "To watch this run live")
    page.get_by_role("button", name="Close", exact=True).click()

    pupil = browser.new_page()  # a browser of its own, which shares nothing with the teacher's
    pupil.goto(saved)
    expect(pupil).to_have_title("Two sprays and a question")
    expect_same_points_and_layers(page, pupil)

    viewers = [context.new_page() for _ in range(VIEWERS)]
    for viewer in viewers:
        viewer.goto(class_room)
    expect(page.locator(".viewers")).to_have_text(re.compile(rf"^\s*{VIEWERS + 1} watch this run"))
    train_until(page, 40)
    stood = standing(page, class_room)
    expect_all_at([page, *viewers], stood)

    wait_until(page, lambda: kept_epoch(class_room) == stood)
    mortal.stop(signal.SIGKILL)
    for viewer in [page, *viewers]:
        expect(viewer.locator(".banner")).to_contain_text("cannot be reached")
    mortal.start()
    for viewer in [page, *viewers]:
        expect(viewer.locator(".banner")).to_have_count(0)
    expect_all_at([page, *viewers], stood)

    earlier = seek(page, 20)
    page.get_by_role("button", name=re.compile("^Fork here")).click()
    expect(page.get_by_text(f"This is another run now, from epoch {earlier} on")).to_be_visible()
    train_until(page, earlier + 10)
    losses = losses_of(downloaded_program(page))
    assert len(losses) >= earlier + 10
    assert losses[-1] < losses[0]
    pupil.close()
