"""What a program does with a server: make and find runs, keep and find experiments."""

import socket

import httpx
import numpy as np
import pytest

from playground import Client, ConnectionFailed, Invalid, NotFound, TimedOut


def test_run_is_made_of_a_document(server):
    run = server.create({"data": {"name": "spiral"}})
    assert run.status().experiment["data"]["name"] == "spiral"
    assert run.status().status == "ready"
    run.delete()


def test_run_may_start_at_once(server):
    run = server.create({"training": {"stop": {"max_epochs": 2}}}, start=True)
    assert run.wait().epoch == 2
    run.delete()


def test_run_is_made_of_a_saved_experiment(server):
    saved = server.save({"title": "kept"})
    run = server.create(experiment_id=saved.id)
    assert run.status().experiment["title"] == "kept"
    run.delete()


def test_run_is_saved_with_what_it_has_learned_and_opened_as_it_stood(server):
    run = server.create({"title": "learned"}).step(epochs=4)
    saved = server.save(run)
    twin = server.create(experiment_id=saved.id)
    assert (saved.epochs, server.experiment(saved.id)) == (4, saved)
    for _ in range(2):
        assert np.array_equal(twin.status().parameters, run.status().parameters)
        run.step(epochs=2)
        twin.step(epochs=2)
    run.delete()
    twin.delete()


def test_document_may_hold_arrays(server):
    points = np.array([[x, -x, 1 if x > 0 else -1] for x in np.linspace(-5, 5, 20)])
    run = server.create({"data": {"source": "points", "points": points}})
    assert np.allclose(run.status().experiment["data"]["points"], points)
    run.delete()


def test_wrong_document_is_refused_with_the_field_at_fault(server):
    with pytest.raises(Invalid, match="nam is not a known key") as refused:
        server.create({"data": {"nam": "spiral"}})
    assert refused.value.status == 422
    assert refused.value.errors[0]["path"] == "experiment.data.nam"


def test_document_and_id_at_once_are_refused(server):
    with pytest.raises(Invalid, match="not several"):
        server.create({}, experiment_id=server.save({}).id)


@pytest.mark.parametrize("value", [float("nan"), object()])
def test_what_is_no_json_is_never_sent(server, value):
    with pytest.raises((ValueError, TypeError)):
        server.create({"title": value})


def test_saved_experiment_has_an_address_for_people(server, address):
    saved = server.save({"title": "a page of its own"})
    assert saved.url == f"{address}/e/{saved.id}"
    assert "a page of its own" in httpx.get(saved.url).text


def test_same_document_has_the_same_id(server):
    assert server.save({"title": "twin"}).id == server.save({"title": "twin"}).id


def test_saved_experiment_is_found_again(server):
    saved = server.save({"title": "found"})
    assert server.experiment(saved.id) == saved


def test_unknown_experiment_is_not_found(server):
    with pytest.raises(NotFound, match="no such experiment"):
        server.experiment("11111111111111")


@pytest.mark.parametrize("odd", ["../catalog", "a/b", "?"])
def test_id_that_is_none_reaches_no_other_route(server, odd):
    with pytest.raises((NotFound, Invalid)):
        server.experiment(odd)


def test_empty_id_is_refused(server):
    with pytest.raises(ValueError, match="must not be empty"):
        server.watch("")


def test_gallery_is_read_through_all_its_pages(server):
    titles = {f"listed {number}" for number in range(60)}
    for title in titles:
        server.save({"title": title}, listed=True)
    found = [item.experiment["title"] for item in server.experiments(limit=500)]
    assert titles <= set(found)
    assert len(found) == len(set(found)) > 60


def test_gallery_is_searched_and_cut(server):
    assert len(list(server.experiments("ring", limit=1))) == 1
    assert list(server.experiments("no such words")) == []


def test_unlisted_experiment_is_not_in_the_gallery(server):
    server.save({"title": "secret garden"})
    assert list(server.experiments("secret garden")) == []


def test_catalog_names_the_choices(server):
    assert "spiral" in {entry["name"] for entry in server.catalog()["datasets"]}


@pytest.mark.parametrize("odd", ["127.0.0.1:8000", "ftp://127.0.0.1", "", "http://"])
def test_address_that_is_none_is_refused(odd):
    with pytest.raises(ValueError, match="address must be like http://"):
        Client(odd)


@pytest.mark.parametrize(
    ("given", "address", "streams"),
    [
        ("HTTP://Localhost:8000/", "http://Localhost:8000", "ws://Localhost:8000"),
        ("http://x.org/#data=spiral", "http://x.org", "ws://x.org"),
        ("https://x.org/lab/?big=1#data=xor", "https://x.org/lab", "wss://x.org/lab"),
    ],
)
def test_address_of_a_page_is_read_as_its_servers(given, address, streams):
    with Client(given) as client:
        transport = client._transport
        assert (transport.address, transport.stream_address) == (address, streams)


def test_server_that_is_not_there_is_told_with_its_address_and_how_to_start_it():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with (
        Client(f"http://127.0.0.1:{port}") as nobody,
        pytest.raises(ConnectionFailed, match=f"127.0.0.1:{port} .*`playground serve`"),
    ):
        nobody.catalog()


def test_server_that_does_not_answer_is_not_waited_for_for_ever():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"http://127.0.0.1:{mute.getsockname()[1]}"
        with Client(address, timeout=0.2) as server, pytest.raises(TimedOut, match=r"0\.2 s"):
            server.catalog()


def test_address_may_end_with_a_slash(address):
    with Client(f"{address}/") as server:
        assert server.catalog()["version"]
