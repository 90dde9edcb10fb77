"""Visitors delete what they saved; what others saved stays theirs."""

import pytest

from app.services.gallery import shipped
from app.store.database import Database
from app.store.experiment_store import ExperimentStore
from app.store.moderation import Moderation
from tests.app.client import serving
from tests.app.old_stores import take_back_to

MINE, OTHERS = "a key of mine, secret", "a key of others, too"


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


@pytest.fixture
def title(request):
    return request.node.name


def saved(client, title, key=None, *, listed=False):
    """Return the id of an experiment."""
    body = {"experiment": {"title": title}, "listed": listed, "saver_key": key}
    return client.post("/api/experiments", json=body).json()["id"]


def deleted(client, name, key=MINE):
    return client.delete(f"/api/experiments/{name}", headers={"Authorization": f"Bearer {key}"})


def status(client, name):
    return client.get(f"/api/experiments/{name}").status_code


def listing(client, name):
    return client.get(f"/api/experiments/{name}").json()["listing"]


def test_saver_deletes_what_it_saved_and_may_save_it_again(client, title):
    name = saved(client, title, MINE, listed=True)
    assert client.get(f"/api/experiments/{name}/preview.png").status_code == 200
    assert deleted(client, name).json() == {"gone": True}
    assert (status(client, name), deleted(client, name).status_code) == (404, 404)
    assert f"/e/{name}" not in client.get(f"/gallery?q={title}").text
    assert saved(client, title, MINE) == name
    assert listing(client, name) == "unlisted"


@pytest.mark.parametrize("other", [OTHERS, None], ids=["with a key", "without"])
def test_what_another_client_saved_too_stays_theirs(client, title, other):
    name = saved(client, title, MINE, listed=True)
    assert saved(client, title, other) == name
    assert deleted(client, name).json() == {"gone": False}
    assert listing(client, name) == "unlisted"  # its saver did not list it
    assert deleted(client, name).status_code == 403


def test_what_another_client_listed_too_stays_in_the_gallery(client, title):
    name = saved(client, title, MINE, listed=True)
    saved(client, title, OTHERS, listed=True)
    deleted(client, name)
    assert listing(client, name) == "listed"
    assert deleted(client, name, OTHERS).json() == {"gone": True}


def test_client_that_lists_later_what_it_saved_before_is_the_same_saver(client, title):
    name = saved(client, title, MINE)
    saved(client, title, MINE, listed=True)
    assert listing(client, name) == "listed"
    assert deleted(client, name).json() == {"gone": True}


def test_stranger_deletes_nothing(client, title):
    name = saved(client, title, MINE)
    refused = deleted(client, name, OTHERS)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_its_saver")
    assert client.delete(f"/api/experiments/{name}").status_code == 401
    assert status(client, name) == 200


def test_preset_is_not_deleted(client):
    refused = deleted(client, next(iter(shipped())))
    assert (refused.status_code, refused.json()["code"]) == (409, "preset")


@pytest.mark.parametrize("key", ["short", "x" * 65, 7])
def test_key_has_a_length(client, title, key):
    body = {"experiment": {"title": title}, "saver_key": key}
    answer = client.post("/api/experiments", json=body)
    assert answer.json()["errors"][0]["path"] == "saver_key"


@pytest.mark.anyio
async def test_what_was_saved_before_there_were_keys_is_nobodys_to_delete(tmp_path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/old.db")
    await database.start()
    store = ExperimentStore(database)
    saved, _ = await store.save({"title": "old"}, listed=True)
    link, _ = await store.save({"title": "old link"}, listed=False)
    take_back_to("0007", tmp_path / "old.db")
    await database.start()
    await store.save({"title": "old"}, listed=False, saver_key=MINE)
    assert not await store.delete(saved.id, MINE)
    assert (await store.get(saved.id)).listed
    await store.save({"title": "old link"}, listed=True, saver_key=MINE)
    assert not await store.delete(link.id, MINE)
    assert not (await store.get(link.id)).listed  # nobody that is left has asked for it
    await database.stop()


@pytest.mark.anyio
async def test_preview_that_is_made_while_its_experiment_is_deleted_is_not_kept(database):
    store = ExperimentStore(database)
    saved, _ = await store.save({"title": "mine"}, listed=False, saver_key=MINE)
    assert await store.delete(saved.id, MINE)
    await store.keep_preview(saved.id, b"PNG")
    assert await store.preview(saved.id) is None


@pytest.mark.anyio
async def test_approval_lists_nothing_whose_listing_was_deleted(database):
    store, moderation = ExperimentStore(database), Moderation(database)
    names = []
    for title, key in (("mine", MINE), ("theirs", OTHERS)):
        saved, _ = await store.save({"title": title}, listed=True, saver_key=key)
        await store.save({"title": title}, listed=False)
        await moderation.unlist(saved.id)
        names.append(saved.id)
    await store.delete(names[0], MINE)
    assert [await moderation.approve(name) for name in names] == [False, True]
