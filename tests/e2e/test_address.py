import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import let_changes_be_apart, open_more, wait_for_picture

pytestmark = pytest.mark.e2e


def select(page, label):
    return page.get_by_role("combobox", name=re.compile(rf"^{label}( ↺| \(|$)"))


def test_reload_brings_the_same_experiment(playground):
    select(playground, "Activation").select_option("relu")
    playground.get_by_role("radio", name="Spiral").click()
    expect(playground).to_have_url(re.compile("data=spiral"))
    playground.reload()
    wait_for_picture(playground)
    expect(select(playground, "Activation")).to_have_value("relu")
    expect(playground.get_by_role("radio", name="Spiral")).to_be_checked()


def test_back_and_forward_go_through_experiments(playground):
    select(playground, "Activation").select_option("relu")
    expect(playground).to_have_url(re.compile("relu"))
    let_changes_be_apart(playground)
    select(playground, "Activation").select_option("mish")
    expect(playground).to_have_url(re.compile("mish"))
    playground.go_back()
    expect(select(playground, "Activation")).not_to_have_value("mish")
    playground.go_forward()
    expect(select(playground, "Activation")).to_have_value("mish")


LINKS = [  # of the original, and what the address then says
    ("activation=relu&networkShape=6,3", "hidden=6relu,3relu"),
    ("dataset=spiral&noise=25", "data=spiral&noise=0.25"),
    ("problem=regression&regDataset=reg-gauss", "problem=regression&data=multi_gauss"),
    ("regularization=L1&regularizationRate=0.01", "reg=l1&regrate=0.01"),
    ("sinX=true&x=false&y=false", "features=sin_x1"),
    ("percTrainData=80&batchSize=30", "ratio=0.8"),
    ("initZero=true&networkShape=4", "init=zeros"),
    ("networkShape=&learningRate=0.1", "hidden=none"),
    ("showTestData=true&activation=tanh", "test=1"),
    ("playButton_hide=true&networkShape=2", "hide=playButton"),
]


def test_link_of_the_original_opens_as_the_same_experiment(page, server, heard):
    for number, (link, holds) in enumerate(LINKS):
        page.goto(f"{server.url}/?{number}#{link}")  # each is a page of its own
        wait_for_picture(page)
        for part in holds.split("&"):
            expect(page).to_have_url(re.compile(rf"[#&]{re.escape(part)}(&|$)"))
    assert heard == []


def test_bad_values_in_the_address_are_told_and_break_nothing(page, server, heard):
    page.goto(f"{server.url}/#noise=9&rate=fast&colour=red")
    wait_for_picture(page)
    for word in ("noise=9", "rate=fast", "colour=red"):
        expect(page.locator(".notices")).to_contain_text(word)
    page.get_by_role("button", name="Dismiss").first.click()
    assert heard == []


def test_teacher_hides_controls_by_address(page, server, heard):
    page.goto(f"{server.url}/#hide=learningRate,problem,loss")
    wait_for_picture(page)
    expect(page.get_by_label("Learning rate")).to_be_hidden()
    open_more(page)
    expect(page.get_by_label("Optimizer")).to_be_visible()
    expect(page.locator("[data-control=loss]")).to_be_hidden()
