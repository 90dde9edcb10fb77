"""The page on bad lines: what it shows stays true, and its visitor is told why."""

import json

import pytest
from playwright.sync_api import expect

from app.limits.caps import CREDIT
from tests.e2e.conftest import epoch, wait_for_epoch, wait_for_picture, wait_until
from tests.load.viewers import SEQ
from tests.patience import attempts

pytestmark = pytest.mark.e2e

NARROW = 60_000  # bytes a second: of pictures as fast as they are drawn, a tenth


class Made:
    """The run of a page, as its server tells it over a good line; and what the page says to it."""

    def __init__(self, page, proxy, server):
        self._page, self._told = page, -1
        self.hellos = []  # of each: the picture it goes on after, and the last one acknowledged
        self.shown = []  # the number of each picture that has come; they grow, but not one by one
        page.on("websocket", self._listen)
        with page.expect_response("**/api/runs") as answer:
            page.goto(proxy.url)
        wait_for_picture(page)
        self.address = f"{server.url}/api/runs/{answer.value.json()['id']}"

    def _listen(self, socket):
        socket.on("framesent", self._hear)
        socket.on("framereceived", self._see)

    def _see(self, message):
        if isinstance(message, bytes):
            self.shown.append(int(SEQ.search(message)[1]))

    def _hear(self, text):
        message = json.loads(text)
        if message["type"] == "hello":
            self.hellos.append((message["after"], self._told))
        self._told = message.get("seq", self._told)

    @property
    def told(self):
        return self._page.request.get(self.address).json()

    def comes_to(self, condition):
        wait_until(self._page, lambda: condition(self.told))


@pytest.fixture
def made(page, proxy, server):
    return Made(page, proxy, server)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_page_that_comes_in_tiny_pieces_trains_without_complaint(page, proxy):
    faults = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    proxy.line.piece = 11
    page.goto(proxy.url)
    wait_for_picture(page)
    press(page, "Play")
    wait_for_epoch(page, 20)
    assert faults == []


def test_slow_line_brings_few_pictures_and_always_the_newest(page, proxy, made):
    proxy.line.bandwidth, proxy.line.latency = NARROW, 0.1
    press(page, "Play")
    for ahead in (60, 120, 180):  # epochs: a second each
        wait_for_epoch(page, ahead)
        for _ in attempts(within=2.0):
            wait_for_epoch(page, made.told["epoch"])
    expect(page.locator(".banner")).to_have_count(0)


def test_reset_line_is_replaced_and_the_run_goes_on_from_the_last_picture(page, proxy, made):
    press(page, "Play")
    for _ in range(3):
        stood = epoch(page)
        proxy.reset()
        wait_for_epoch(page, stood + 30)
        assert epoch(page) >= stood
    assert len(made.hellos) == 4
    for after, told in made.hellos:
        assert told <= after
        assert sum(told < seq <= after for seq in set(made.shown)) <= CREDIT


def test_step_whose_answer_was_lost_is_shown_and_not_repeated(page, proxy, made):
    proxy.line.latency = 0.5
    press(page, "Step")
    made.comes_to(lambda run: run["epoch"] == 1)
    proxy.reset()
    proxy.line.latency = 0
    wait_for_epoch(page, 1)
    press(page, "Step")
    wait_for_epoch(page, 2)
    assert (epoch(page), made.told["epoch"]) == (2, 2)


def test_step_that_never_arrived_is_not_done_later(page, proxy, made):
    proxy.stall()
    press(page, "Step")
    proxy.reset()
    expect(page.locator(".banner")).to_contain_text("cannot be reached")
    proxy.flow()
    expect(page.locator(".banner")).to_have_count(0)
    assert (epoch(page), made.told["epoch"]) == (0, 0)


def test_stalled_line_is_found_out_told_and_given_up_for_one_that_works(page, proxy, made):
    press(page, "Play")
    wait_for_epoch(page, 5)
    proxy.stall()
    expect(page.locator(".banner")).to_contain_text("trying again")
    stood = epoch(page)
    proxy.flow()
    expect(page.locator(".banner")).to_have_count(0)
    wait_for_epoch(page, stood + 10)
    shown = epoch(page)  # before the server is asked: it goes on
    assert made.told["epoch"] >= shown


def test_formula_typed_while_the_line_is_cut_is_there_when_it_is_mended(page, proxy, made):
    page.get_by_role("button", name="Add a feature of your own").click()
    field = page.get_by_label("Formula in x1 and x2")
    field.fill("max(x1,")
    proxy.cut()
    expect(page.locator(".banner")).to_contain_text("cannot be reached")
    field.press_sequentially(" x2)")
    proxy.mend()
    expect(page.locator(".banner")).to_have_count(0)
    expect(field).to_have_value("max(x1, x2)")
    page.get_by_role("dialog").get_by_role("button", name="Add").click()
    expect(page.locator('.neuron[data-neuron="max(x1,x2)"]')).to_be_visible()


def test_title_typed_while_the_line_is_cut_is_the_runs_afterwards(page, proxy, made):
    press(page, "Share")
    title = page.get_by_label("Title")
    title.wait_for()
    proxy.cut()
    expect(page.locator(".banner")).to_contain_text("cannot be reached")
    title.fill("Ours")
    page.keyboard.press("Tab")
    proxy.mend()
    expect(page.locator(".banner")).to_have_count(0)
    expect(title).to_have_value("Ours")
    made.comes_to(lambda run: run["experiment"]["title"] == "Ours")
