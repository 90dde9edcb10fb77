"""The book's network on all of Fashion-MNIST through the page: 30 epochs, three seeds."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.test_images import section

pytestmark = pytest.mark.e2e

EPOCHS = 30
PATIENCE = 20 * 60 * 1000  # milliseconds for all epochs, on a slow machine


@pytest.fixture
def clothes(page, server):
    """Skip where the machine has no Fashion-MNIST."""
    sets = page.request.get(f"{server.url}/api/images/data").json()["data"]
    if sets[0]["missing"]:
        pytest.skip(sets[0]["missing"])


@pytest.mark.long
@pytest.mark.usefixtures("clothes")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_validation_accuracy_after_30_epochs_is_the_books(page, server, heard, seed):
    page.goto(f"{server.url}/labs/images")
    expect(page.locator(".counts")).to_contain_text("55,000 pictures to train on, 1,719 batches")
    page.get_by_label("Seed", exact=True).fill(f"{seed}")
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_url(re.compile("/images/"))
    expect(section(page, "head").get_by_role("status")).to_contain_text(
        "All epochs are done", timeout=PATIENCE
    )
    expect(section(page, "summary")).to_contain_text("266,610")
    run = page.url.rsplit("/", 1)[1].partition("#")[0]
    told = page.request.get(f"{server.url}/api/images/{run}").json()
    assert (told["epoch"], told["images"]["training"]["seed"]) == (EPOCHS, seed)
    assert 0.880 <= told["metrics"]["val_accuracy"] <= 0.895
    history = page.request.get(f"{server.url}/api/runs/{run}/history").json()
    losses = {
        name: [row[history["columns"].index(name)] for row in history["rows"]]
        for name in ("epoch", "loss", "test_loss", "val_accuracy")
    }
    assert losses["epoch"] == [*range(EPOCHS + 1)]
    assert losses["loss"] == sorted(losses["loss"], reverse=True)  # the book's falls to the end
    assert losses["loss"][-1] < losses["test_loss"][-1] < losses["test_loss"][5]
    assert losses["val_accuracy"][1] > 0.7
    assert heard == []
