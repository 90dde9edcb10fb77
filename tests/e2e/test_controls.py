"""Every control of the page, tried in the browser: what it changes stands in the address."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import open_more, wait_for_epoch

pytestmark = pytest.mark.e2e

SELECTS = [  # label, option, what the address then says
    ("Learning rate", "0.3", "rate=0.3"),
    ("Regularization", "l1", "reg=l1"),
    ("Regularization rate", "0.01", "regrate=0.01"),
    ("Speed", "max", "speed=max"),
    ("Batch size", "30", "batch=30"),
    ("Activation of hidden layer 2", "sigmoid", "hidden=4tanh,2sigmoid"),
    ("Activation", "relu", "hidden=4relu,2relu"),
    ("Problem", "regression", "problem=regression"),
]
UNDER_MORE = [  # label, option, what the address then says, and the words beside More
    ("Loss", "hinge", "loss=hinge", "Hinge"),
    ("Optimizer", "adam", "optimizer=adam", "Adam"),
    ("Initial weights", "he_normal", "init=he_normal", "initial weights: He normal"),
    ("Output activation", "softsign", "output=softsign", "Softsign output"),
    ("After epoch", "300", "epochs=300", "stops after epoch 300"),
    ("At training loss", "0.01", "target=0.01", "stops at loss 0.01"),
    (
        "Epochs without a better test loss",
        "30",
        "patience=30",
        "stops after 30 epochs without gain",
    ),
]
SETTINGS = [  # optimizer, label of its setting, value, what the address then says, and the words
    ("momentum", "Momentum μ", "0.5", "momentum=0.5", "Momentum · μ 0.5"),
    ("rmsprop", "Decay of squares ρ", "0.99", "rho=0.99", "RMSprop · ρ 0.99"),
    ("adam", "Decay of the mean β₁", "0", "beta1=0", "Adam · β₁ 0"),
]
RANGES = [
    ("Training share", "0.8", "ratio=0.8"),
    ("Noise", "0.25", "noise=0.25"),
    ("Samples", "300", "samples=300"),
]
BUTTONS = [  # one after the other
    ("Remove a neuron from hidden layer 1", "hidden=3tanh,2tanh"),
    ("Add a hidden layer", "hidden=3tanh,2tanh,2tanh"),
    ("Remove the last hidden layer", "hidden=3tanh,2tanh"),
    ("Remove the last hidden layer", "hidden=3tanh"),
    ("Add a neuron to hidden layer 1", "hidden=4tanh"),
    ("x₁²", "features=x1,x2,x1_squared"),
    ("New points", "dataseed="),
    ("New initial weights", "seed="),
]
CHECKS = [("Show test data", "test=1"), ("Discretize output", "discretize=1")]


def address(page, holds):
    end = "" if holds.endswith("=") else "(&|$)"
    expect(page).to_have_url(re.compile(rf"[#&]{re.escape(holds)}{end}"))


def combobox(page, label):
    return page.get_by_role("combobox", name=re.compile(rf"^{label}( ↺| \(|$)"))


def test_each_select_changes_the_experiment(playground):
    for label, option, holds in SELECTS:
        combobox(playground, label).select_option(option)
        address(playground, holds)
        expect(combobox(playground, label)).to_have_value(option)


def test_what_is_set_less_often_is_under_more_and_said_in_words_until_it_is_taken_back(playground):
    unusual = playground.locator(".unusual")
    expect(unusual).to_have_text("")
    open_more(playground)
    for label, option, holds, words in UNDER_MORE:
        select = combobox(playground, label)
        usual = select.input_value()
        select.select_option(option)
        address(playground, holds)
        expect(unusual).to_have_text(words)
        select.select_option(usual)
        expect(unusual).to_have_text("")
        expect(playground).not_to_have_url(re.compile(holds))


def test_each_setting_of_the_optimizer_is_under_more_and_goes_with_it(playground):
    open_more(playground)
    optimizers = combobox(playground, "Optimizer")
    for optimizer, label, option, holds, words in SETTINGS:
        setting = playground.get_by_role("combobox", name=re.compile(label))
        optimizers.select_option(optimizer)
        setting.select_option(option)
        address(playground, holds)
        expect(playground.locator(".unusual")).to_have_text(words)
        optimizers.select_option("sgd")
        expect(setting).to_have_count(0)
        expect(playground).not_to_have_url(re.compile(holds))


def test_best_epoch_can_be_gone_back_to_where_patience_ends(playground):
    open_more(playground)
    best = playground.get_by_label("Then go back to the best epoch")
    expect(best).to_be_disabled()
    playground.get_by_role("combobox", name="Epochs without").select_option("30")
    best.check()
    address(playground, "best=1")


def test_more_is_closed_by_escape_and_by_a_click_beside_it(playground):
    loss = playground.get_by_role("combobox", name=re.compile("^Loss"))
    open_more(playground)
    loss.focus()
    playground.keyboard.press("Escape")
    expect(loss).to_be_hidden()
    open_more(playground)
    loss.focus()
    playground.locator("[data-view=data] h2").click()
    expect(loss).to_be_hidden()


def test_sliders_checkboxes_and_pictures_of_the_data_change_experiment_and_view(playground):
    for label, value, holds in RANGES:
        playground.get_by_role("slider", name=re.compile(rf"^{label}")).fill(value)
        address(playground, holds)
    for name, holds in CHECKS:
        playground.get_by_label(name).check()
        address(playground, holds)
    playground.get_by_role("radio", name="Spiral").click()
    address(playground, "data=spiral")


def test_each_button_changes_the_experiment(playground):
    for name, holds in BUTTONS:
        playground.get_by_role("button", name=re.compile(rf"^{name}( \(|$)")).first.click()
        address(playground, holds)


def test_live_controls_change_without_a_reset(playground):
    playground.get_by_role("button", name="Step", exact=True).click()
    wait_for_epoch(playground, 1)
    for label, option in (("Learning rate", "0.1"), ("Batch size", "5"), ("Regularization", "l2")):
        playground.get_by_role("combobox", name=label, exact=True).select_option(option)
    playground.get_by_role("button", name="Step", exact=True).click()
    wait_for_epoch(playground, 2)


def test_other_learning_rate_is_cancelled_or_typed_and_a_wrong_one_refused(playground):
    select = playground.get_by_role("combobox", name="Learning rate")
    select.select_option("other")
    playground.get_by_role("button", name="Cancel").click()
    expect(select).to_have_value("0.03")
    select.select_option("other")
    dialog = playground.get_by_role("dialog")
    dialog.get_by_label("Learning rate").fill("fast")
    dialog.get_by_role("button", name="Set").click()
    expect(dialog.get_by_role("alert")).to_contain_text("to 10; got “fast”")
    dialog.get_by_label("Learning rate").fill("0.042")
    dialog.get_by_role("button", name="Set").click()
    address(playground, "rate=0.042")


def test_chart_has_a_log_scale_the_penalty_and_the_score(playground):
    for name in ("Log scale", "Penalty", "Accuracy"):
        playground.get_by_label(name, exact=True).check()
    legend = playground.locator(".u-legend")
    expect(legend).to_contain_text("Penalty")
    expect(legend).to_contain_text("Test accuracy")


def test_classes_are_chosen_for_several_classes(playground):
    playground.get_by_role("combobox", name="Problem").select_option("multiclass")
    playground.get_by_role("slider", name=re.compile("^Classes")).fill("5")
    address(playground, "classes=5")
    expect(playground.locator(".classes li")).to_have_count(5)


def test_theme_is_switched_and_kept(playground):
    playground.get_by_role("button", name="Switch between light and dark").click()
    kept = playground.evaluate("() => document.documentElement.dataset.theme")
    playground.reload()
    expect(playground.locator("html")).to_have_attribute("data-theme", kept)


LIMITS = [
    ("#hidden=1,1,1,1,1,1,1,1", "Add a hidden layer", "At most 8 hidden layers"),
    ("#hidden=none", "Remove the last hidden layer", "There is no hidden layer"),
    ("#hidden=128", "Add a neuron", "At most 128 neurons"),
    ("#hidden=1", "Remove a neuron", "At least 1 neuron"),
]


def test_button_at_its_limit_is_held_and_says_why(playground, server):
    for address, name, why in LIMITS:
        playground.goto(f"{server.url}/{address}")
        button = playground.get_by_role("button", name=re.compile(f"^{name}"))
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(button).to_have_attribute("title", re.compile(why))
