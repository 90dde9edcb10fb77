"""Experiments over HTTP, and their pages."""

import html
import re
import struct

import pytest

from app.store.content_ids import BASE58
from app.store.moderation import Moderation
from tests.app.client import serving
from tests.app.fake_runner import FakeRunner

HOSTILE = "</script><script>alert(1)</script> \"onload='x' {{7*7}}"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    file = tmp_path_factory.mktemp("experiments") / "kept.db"
    with serving(database_url=f"sqlite+aiosqlite:///{file}") as client:
        yield client


def save(client, listed=False, **document):
    return client.post("/api/experiments", json={"experiment": document, "listed": listed})


def test_saving_answers_with_an_id_and_the_complete_document(client):
    answer = save(client, title="first", data={"name": "xor"})
    told = answer.json()
    assert answer.status_code == 201
    assert re.fullmatch(f"[{BASE58}]{{14}}", told["id"])
    assert told["url"] == f"/e/{told['id']}"
    assert told["experiment"]["training"]["batch_size"] == 10
    assert client.get(answer.headers["location"]).json() == told


def test_saving_again_finds_what_is_there(client):
    first, again = save(client, title="twice"), save(client, title="twice", version=1)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]


def saver(client, title, session=None):
    """Save an experiment; return whose it is held to be."""
    headers = {"Playground-Session": session} if session else {}
    body = {"experiment": {"title": title}}
    saved = client.post("/api/experiments", json=body, headers=headers).json()
    return client.app.state.services.experiments.saver(saved["id"])


def test_experiment_is_its_first_savers_whoever_saves_it_again(client):
    assert saver(client, "of me", "me") == saver(client, "of me", "you") == "me"
    assert saver(client, "of nobody") == saver(client, "of nobody", "you") is None


def test_only_so_many_savers_are_remembered(client, monkeypatch):
    monkeypatch.setattr("app.services.experiment_service.MOST_SAVERS", 2)
    monkeypatch.setattr(client.app.state.services.experiments, "_savers", {})
    assert [saver(client, f"saved {n}", "me") for n in range(3)] == ["me"] * 3
    assert len(client.app.state.services.experiments._savers) == 2


def test_run_is_made_of_a_saved_experiment(client):
    name = save(client, title="to run", data={"name": "spiral"}).json()["id"]
    run = client.post("/api/runs", json={"experiment_id": name}).json()
    told = client.get(f"/api/runs/{run['id']}").json()
    assert told["experiment"]["data"]["name"] == "spiral"


def test_run_takes_an_experiment_or_an_id_not_both(client):
    body = {"experiment_id": "abc", "experiment": {}}
    assert client.post("/api/runs", json=body).status_code == 422
    assert client.post("/api/runs", json={"experiment_id": "abc"}).status_code == 404


def test_experiment_that_was_kept_under_other_limits_is_refused_with_why(client, monkeypatch):
    saved = save(client, title="dear").json()
    monkeypatch.setattr("app.documents.experiment.MAX_EPOCH_COST", 1)
    answer = client.post("/api/runs", json={"experiment_id": saved["id"]})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "network.hidden")
    assert "allowed more" in answer.json()["detail"]


def test_gallery_begins_with_presets_and_pages_on_to_what_was_listed(client):
    save(client, listed=True, title="mine in the list")
    save(client, title="mine, unlisted")
    titles, cursor = [], None
    while True:
        page = client.get("/api/experiments", params={"limit": 7, "cursor": cursor}).json()
        titles += [item["experiment"]["title"] for item in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert titles[0].startswith("Why it works")
    assert "mine in the list" in titles
    assert "mine, unlisted" not in titles
    assert len(titles) == len(set(titles))


def test_gallery_is_searched_in_titles_and_descriptions(client):
    found = client.get("/api/experiments", params={"q": "SOFTMAX rings"}).json()["items"]
    assert [item["experiment"]["title"] for item in found] == [
        "Why it works: three rings, three outputs"
    ]


def titles(client, words):
    found = client.get("/api/experiments", params={"q": words}).json()["items"]
    return {item["experiment"]["title"] for item in found}


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("xor", "Why it fails: exclusive or without a hidden layer"),
        ("XOR hidden", "Why it works: exclusive or by a hidden layer"),
        ("overfitting", "Why it fails: learned by heart"),
        ("over-fitting", "Why it fails: learned by heart"),
        ("overfit noise", "Why it fails: learned by heart"),
        ("vanishing", "Why it fails: too deep to be reached"),
        ("vanishing gradient", "Why it fails: steps have no slope"),
        ("symmetry", "Why it fails: all weights begin at zero"),
    ],
)
def test_preset_is_found_by_the_words_of_the_field(client, words, title):
    assert title in titles(client, words)


def test_search_by_a_word_of_the_field_finds_nothing_else(client):
    assert titles(client, "dead relu") == {"Why it fails: neurons that are dead"}
    assert len(titles(client, "overfitting")) < 5


def test_listed_experiment_is_found_by_its_data_and_by_other_words_for_its_title(client):
    experiment = {"title": "Memorizing dots", "data": {"name": "moons"}}
    client.post("/api/experiments", json={"experiment": experiment, "listed": True})
    assert "Memorizing dots" in titles(client, "moons")
    assert "Memorizing dots" in titles(client, "overfitting")
    assert "Memorizing dots" not in titles(client, "overfitting spiral")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/experiments/nothinghere123", 404),
        ("/api/experiments/00000000000000", 422),
        ("/api/experiments/nothinghere123/preview.png", 404),
        ("/api/experiments?limit=0", 422),
        ("/api/experiments?limit=101", 422),
        ("/api/experiments?cursor=nonsense", 422),
        ("/api/experiments?q=" + "x" * 101, 422),
        ("/e/nothinghere123", 404),
        ("/gallery?cursor=nonsense", 422),
    ],
)
def test_what_is_not_there_or_not_allowed_is_a_problem_document(client, path, status):
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.json()["status"] == status


@pytest.fixture(scope="module")
def removed(client):
    """Return an id that was removed, and whose picture had been made."""
    name = save(client, title="removed", listed=True).json()["id"]
    assert client.get(f"/api/experiments/{name}/preview.png").status_code == 200
    database = client.app.state.services.experiments._store._database
    client.portal.call(Moderation(database).remove, name)
    return name


@pytest.mark.parametrize(
    "path", ["/api/experiments/ID", "/api/experiments/ID/preview.png", "/e/ID", "/embed/ID"]
)
def test_what_was_removed_is_gone(client, removed, path):
    answer = client.get(path.replace("ID", removed))
    assert (answer.status_code, answer.json()["code"]) == (410, "removed")


def test_what_was_removed_is_neither_saved_nor_run_again(client, removed):
    run = client.post("/api/runs", json={"experiment_id": removed})
    for answer in (save(client, title="removed"), run):
        assert (answer.status_code, answer.json()["code"]) == (410, "removed")


def test_preview_is_a_picture_of_the_size_that_links_show(client):
    name = save(client, title="a picture").json()["id"]
    answer = client.get(f"/api/experiments/{name}/preview.png")
    assert answer.headers["content-type"] == "image/png"
    assert struct.unpack(">II", answer.content[16:24]) == (1200, 630)
    assert client.get(f"/api/experiments/{name}/preview.png").content == answer.content


@pytest.mark.parametrize("problem", ["multiclass", "multilabel", "regression"])
def test_preview_is_made_of_every_problem(client, problem):
    name = save(client, problem=problem).json()["id"]
    assert client.get(f"/api/experiments/{name}/preview.png").status_code == 200


def test_page_of_an_experiment_is_told_of_in_links(client):
    name = save(client, title="Shown & told", description="It shows.").json()["id"]
    page = client.get(f"/e/{name}").text
    assert '<meta property="og:title" content="Shown &amp; told">' in page
    assert '<meta property="og:description" content="It shows.">' in page
    assert f'content="../api/experiments/{name}/preview.png"' in page


@pytest.mark.parametrize("path", ["e", "embed"])
def test_picture_of_a_link_has_a_whole_address_where_one_is_set(path):
    with serving(
        FakeRunner(), origins=["https://learn.example.org"], root_path="/playground"
    ) as client:
        name = save(client).json()["id"]
        page = client.get(f"/{path}/{name}").text
    picture = f"https://learn.example.org/playground/api/experiments/{name}/preview.png"
    assert f'<meta property="og:image" content="{picture}">' in page


def test_no_title_breaks_out_of_the_page(client):
    name = save(client, listed=True, title=HOSTILE, description=HOSTILE).json()["id"]
    for path in (f"/e/{name}", "/gallery?q=onload"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert html.escape(HOSTILE).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in page
