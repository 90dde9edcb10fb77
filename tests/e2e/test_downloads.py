"""What is taken away is what was seen: each file is looked into, and one is brought back."""

import csv
import json
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_picture

pytestmark = pytest.mark.e2e

PAYLOAD = '"><img src=x onerror=document.title="hit"><script>document.title="hit"</script>'
SECTIONS = ["This run, live", "In a page of yours", "Download", "Open from a file …"]


def opened(page, section):
    page.get_by_role("button", name="Share").click()
    page.get_by_text(section, exact=True).click()


def downloaded(page, name):
    """Return the name and the bytes of what a button or a link gives."""
    with page.expect_download() as coming:
        page.get_by_role("dialog").get_by_text(name, exact=True).click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


@pytest.fixture
def dialog(playground):
    """The default run after one epoch, with what can be downloaded in sight."""
    playground.get_by_role("button", name="Step", exact=True).click()
    expect(playground.locator("[data-epoch]")).to_have_attribute("data-epoch", "1")
    opened(playground, "Download")
    return playground


def test_document_is_the_experiment_with_a_name_of_its_own(dialog):
    dialog.get_by_label("Title").fill("Größe & Maß")
    dialog.get_by_label("Title").blur()
    name, content = downloaded(dialog, "Document (JSON)")
    document = json.loads(content)
    assert name == "große-maß.json"
    assert (document["title"], document["data"]["name"]) == ("Größe & Maß", "circle")


def test_points_are_all_that_are_shown_and_history_has_a_row_for_each_epoch(dialog):
    name, content = downloaded(dialog, "Points (CSV)")
    rows = list(csv.DictReader(content.decode().splitlines()))
    assert name == "playground-points.csv"
    assert [row["set"] for row in rows] == ["train"] * 250 + ["test"] * 250
    assert {row["label"] for row in rows} == {"-1", "1"}
    assert all(abs(float(row[x])) <= 6 for row in rows for x in ("x1", "x2"))
    name, content = downloaded(dialog, "History (CSV)")
    rows = list(csv.DictReader(content.decode().splitlines()))
    assert name == "playground-history.csv"
    assert [float(row["epoch"]) for row in rows] == [0, 1]


FORMS = [  # label, end of the name, what is in it
    ("Weights (safetensors)", ".safetensors", b'{"'),
    ("Weights (JSON)", "-weights.json", b"{"),
    ("Keras program", "_keras.py", b"keras"),
    ("NumPy program", "_numpy.py", b"numpy"),
    ("PyTorch program", "_pytorch.py", b"nn.Sequential"),
    ("Predict with Keras", "_keras_predict.py", b"model.predict"),
    ("Predict with NumPy", "_numpy_predict.py", b"def predict"),
    ("Predict with PyTorch", "_pytorch_predict.py", b"nn.Linear"),
    ("ONNX", ".onnx", b"tanh"),
    ("TensorBoard (zip)", "-tensorboard.zip", b"events.out.tfevents"),
    ("Film (GIF)", "-film.gif", b"gif89a"),
]


def test_model_is_had_in_every_form(dialog):
    for label, ending, sign in FORMS:
        name, content = downloaded(dialog, label)
        assert name == f"playground{ending}", label
        assert sign.lower() in content.lower(), label


def size(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


def test_map_and_network_are_pictures_of_twice_their_size_and_the_chart_a_drawing(dialog):
    name, content = downloaded(dialog, "Map (PNG)")
    assert name == "playground-map.png"
    width, height = size(content)
    assert width == 2 * (480 + 26 + 2 * 16)
    assert height > width
    name, content = downloaded(dialog, "Network (PNG)")
    width = dialog.locator("#network").evaluate("canvas => canvas.clientWidth")
    assert name == "playground-network.png"
    assert size(content)[0] == 2 * (width + 84 + 2 * 16)
    _, content = downloaded(dialog, "Chart (SVG)")
    root = ElementTree.fromstring(content)
    curves = [title.text for title in root.iter("{http://www.w3.org/2000/svg}title")]
    assert curves == ["Training loss", "Test loss"]


def test_link_gives_one_file_not_also_what_it_points_to(dialog):
    files = []
    dialog.on("download", lambda file: files.append(file.suggested_filename))
    for name in ["NumPy program", "Document (JSON)"]:
        downloaded(dialog, name)
    assert files == ["playground_numpy.py", "playground.json"]


def test_refusal_is_told_in_the_dialog_and_gives_no_file(dialog, heard):
    refusal = {"status": 503, "json": {"detail": "this run's worker is busy"}}
    dialog.route("**/model?format=onnx", lambda route: route.fulfill(**refusal))
    dialog.get_by_text("ONNX", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("worker is busy")
    heard.clear()  # the browser tells of the 503 too


def chosen(page, text, name="mine.json"):
    """Bring a file back."""
    file = {"name": name, "mimeType": "application/json", "buffer": text.encode()}
    page.get_by_label("An experiment's document").set_input_files(file)


def test_document_that_was_taken_away_is_opened_again(playground, server):
    playground.get_by_role("radio", name="Spiral").click()
    opened(playground, "Download")
    _, content = downloaded(playground, "Document (JSON)")
    playground.get_by_role("button", name="Close", exact=True).click()
    playground.goto(f"{server.url}/#data=moons")
    wait_for_picture(playground)
    opened(playground, SECTIONS[-1])
    chosen(playground, content.decode())
    expect(playground.get_by_role("dialog")).to_contain_text("Opened: mine.json")
    playground.get_by_role("button", name="Close", exact=True).click()
    expect(playground.get_by_role("radio", name="Spiral")).to_be_checked()


def test_what_a_file_took_the_place_of_comes_back(playground):
    opened(playground, SECTIONS[-1])
    chosen(playground, '{"data": {"name": "spiral"}}')
    playground.get_by_role("button", name="Close", exact=True).click()
    expect(playground.get_by_role("radio", name="Spiral")).to_be_checked()
    playground.go_back()
    expect(playground.get_by_role("radio", name="Circle")).to_be_checked()


def test_answer_of_the_server_is_opened_as_well(playground):
    opened(playground, SECTIONS[-1])
    chosen(playground, json.dumps({"id": "x", "experiment": {"title": "Mine"}}))
    expect(playground.get_by_label("Title")).to_have_value("Mine")


NONE = [  # text of a file, what is told of it
    ('{"training": {"los": 1}}', "experiment.training.los is not a known key"),
    ('{"experiment": {"data": {"noise": 7}}}', "experiment.data.noise"),
    ("{", "the file is not JSON"),
    ("[1]", "got a list"),
    (" " * (300 * 1024), "at most 256 KiB; got 300 KiB"),
]


def test_file_that_is_none_is_refused_with_the_place_and_nothing_is_lost(dialog, heard):
    dialog.get_by_text(SECTIONS[-1], exact=True).click()
    for text, told in NONE:
        chosen(dialog, text)
        expect(dialog.get_by_role("alert")).to_contain_text(told)
        expect(dialog.locator("[data-epoch]")).to_have_attribute("data-epoch", "1")
    heard[:] = [fault for fault in heard if "422" not in fault]


def test_titles_are_text_wherever_they_are_shown(playground):
    opened(playground, "Download")
    playground.get_by_label("Title").fill(PAYLOAD)
    playground.get_by_label("Title").blur()
    playground.get_by_role("button", name="Make a short link").click()
    playground.get_by_text("In a page of yours").click()
    expect(playground.get_by_role("textbox", name="Embed code")).to_be_visible()
    playground.get_by_text("Download", exact=True).click()
    name, drawing = downloaded(playground, "Chart (SVG)")
    names = {element.tag.split("}")[1] for element in ElementTree.fromstring(drawing).iter()}
    assert names == {"svg", "rect", "text", "path", "title"}
    assert not set(name) & set('"<>/\\')
    assert playground.locator("dialog img[src=x], dialog script").count() == 0
    assert playground.title() != "hit"


@pytest.mark.parametrize("width", [1440, 390])
def test_dialog_is_accessible_with_every_section_open(page, server, heard, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(server.url)
    wait_for_picture(page)
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Make a short link").click()
    expect(page.get_by_role("textbox", name="Short link")).to_be_visible()
    for section in SECTIONS:
        page.get_by_text(section, exact=True).click()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # and no transition
            faults = Axe().run(page).response["violations"]
            told = [(f["id"], f["nodes"][0]["html"][:200]) for f in faults]
            assert told == [], (section, scheme)
        wide = "body => body.scrollWidth - body.clientWidth"
        assert page.locator("dialog .body").evaluate(wide) == 0, section
    assert heard == []
