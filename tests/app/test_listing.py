"""What the server lists of what people save, as it is set to."""

import pytest

from app.settings import Settings
from app.store.moderation import Moderation
from tests.app.client import serving
from tests.app.fake_runner import FakeRunner


@pytest.fixture
def client(request, tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path}/kept.db"
    with serving(FakeRunner(), database_url=url, **request.param) as client:
        yield client


def served(**settings):
    return pytest.mark.parametrize("client", [settings], ids=str, indirect=True)


def save(client, **document):
    document = {"title": "zebra"} | document
    return client.post("/api/experiments", json={"experiment": document, "listed": True})


def found(client):
    return [one["id"] for one in client.get("/api/experiments?q=zebra").json()["items"]]


def decide(client, what, name):
    """Decide as the command does, which works on the same database."""
    database = client.app.state.services.experiments._store._database
    return client.portal.call(getattr(Moderation(database), what), name)


@served()
def test_all_that_is_to_be_listed_is(client):
    told = save(client).json()
    assert told["listing"] == "listed"
    assert found(client) == [told["id"]]


@served()
def test_what_nobody_lists_is_unlisted_and_presets_are_presets(client):
    saved = client.post("/api/experiments", json={"experiment": {"title": "zebra"}}).json()
    preset = client.get("/api/experiments?limit=1").json()["items"][0]
    assert (saved["listing"], preset["listing"]) == ("unlisted", "preset")


@served(listing="approval")
def test_what_is_to_be_listed_waits_for_approval(client):
    told = save(client).json()
    assert (told["listing"], found(client)) == ("pending", [])
    assert client.get(f"/api/experiments/{told['id']}").json() == told
    decide(client, "approve", told["id"])
    assert found(client) == [told["id"]]


@served(listing="none")
def test_server_that_lists_nothing_says_so_and_keeps_nothing(client):
    answer = save(client)
    assert (answer.status_code, answer.json()["code"]) == (409, "listing_off")
    assert "lists nothing new in its gallery" in answer.json()["detail"]
    assert client.post("/api/experiments", json={"experiment": {}}).status_code == 201


@pytest.mark.parametrize("listing", ["open", "approval", "none"])
def test_catalog_tells_the_page_what_may_be_listed(listing):
    with serving(FakeRunner(), listing=listing) as client:
        assert client.get("/api/catalog").json()["listing"] == listing


def test_listing_is_open_unless_it_is_set():
    assert Settings().listing == "open"
