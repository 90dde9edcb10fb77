"""What a page of images begins beside its own run: settings compared, and other classes learned."""

from playwright.sync_api import expect


def compare_two_rates(page):
    """One value is refused; of two runs that differ in their rate alone the faster is further."""
    part = page.locator("[data-view=compare]")
    part.get_by_label("Values").fill("0.001")
    part.get_by_role("button", name="Train all").click()
    expect(part.get_by_role("alert")).to_have_text("Give 2 to 4 values; got 1.")
    part.get_by_label("Values").fill("0.001 0.1")
    part.get_by_role("button", name="Train all").click()
    slow, fast = ended(part, ["Learning rate 0.001", "Learning rate 0.1"], "3")
    assert fast < slow


def learn_two_others_from_200(page):
    """Kept layers are further than fresh ones after as many epochs with the same 200 pictures."""
    part = page.locator("[data-view=transfer]")
    for name in ("5", "6", "4", "9"):  # the first two are ticked
        part.get_by_label(name, exact=True).click()
    part.get_by_label("Epochs").fill("5")
    part.get_by_role("button", name="Train both").click()
    kept, fresh = ended(part, ["With kept layers", "From scratch"], "5")
    assert kept < fresh


def ended(part, names, epochs):
    """Wait for the end of all runs; return their validation losses."""
    expect(part.locator("tbody th")).to_have_text(names)
    expect(part.locator("tbody td:nth-child(2)")).to_have_text([epochs] * len(names))
    return map(float, part.locator("tbody td:last-child").all_inner_texts())
