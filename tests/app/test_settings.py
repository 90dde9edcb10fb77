import pytest
from pydantic import ValidationError

from app.services.access import is_own_page
from app.settings import Settings

LOCAL = {"bound": "127.0.0.1", "configured": []}
OPEN = {"bound": "0.0.0.0", "configured": []}
NAMED = {"bound": "127.0.0.1", "configured": ["https://learn.example.org"]}


def test_environment_sets_them(monkeypatch):
    monkeypatch.setenv("PLAYGROUND_MAX_RUNS", "7")
    monkeypatch.setenv("PLAYGROUND_ORIGINS", '["https://learn.example.org"]')
    settings = Settings()
    assert (settings.max_runs, settings.origins) == (7, ["https://learn.example.org"])


@pytest.mark.parametrize(
    ("machine", "workers", "given", "each"),
    [(1000, 2, None, 300), (1000, 2, 400, 400), (64_000, 2, None, 4096), (512, 4, None, 128)],
)
def test_workers_share_the_memory_that_the_machine_has(machine, workers, given, each, monkeypatch):
    monkeypatch.setattr("app.settings.machine_memory", lambda: machine)
    assert Settings(workers=workers, worker_memory=given).memory() == each


@pytest.mark.parametrize(
    "wrong",
    [
        {"port": 70_000},
        {"workers": 0},
        {"max_runs": "many"},
        {"forget_seconds": -1},
        {"store_megabytes": 15},
        {"runner": "ray"},
        {"runner": "ray", "ray_address": "auto"},
    ],
)
def test_senseless_values_are_refused(wrong):
    with pytest.raises(ValidationError):
        Settings(**wrong)


def test_ray_is_asked_for_where_it_is_not_installed_in_vain(monkeypatch):
    monkeypatch.setattr("app.settings.find_spec", lambda name: None)
    with pytest.raises(ValidationError, match=r"pip install 'neural-playground\[cluster\]'"):
        Settings(runner="ray", ray_address="10.0.0.1:6379")


@pytest.mark.parametrize(
    ("sockets", "connections", "files"),
    [(10, 2_500, 3_000), (1_500, 2_500, 3_000), (3_000, 4_000, 4_500)],
)
def test_more_streams_need_more_connections_and_files(sockets, connections, files):
    settings = Settings(max_sockets=sockets)
    assert (settings.max_connections, settings.open_files) == (connections, files)


def test_address_is_the_first_origin_and_the_path_below_it():
    origins = ["https://a.org", "https://b.org"]
    assert Settings(origins=origins).address == "https://a.org/"
    assert Settings(origins=origins, root_path="/x/y").address == "https://a.org/x/y/"
    assert Settings(root_path="/x").address == ""


@pytest.mark.parametrize(
    "path", ["x", "/", "/x/", "//x", "/a b", '/"><b>', "/x\n", "https://a.org"]
)
def test_path_with_more_or_less_than_one_is_refused(path):
    with pytest.raises(ValidationError, match="such as /playground"):
        Settings(root_path=path)


NO_ORIGINS = [
    "https://a.org/",
    "a.org",
    "*",
    "ftp://a.org",
    "https://a/b",
    "https://a;b",
    "http://",
]


@pytest.mark.parametrize(
    "origin", [*NO_ORIGINS, "https://a b", "https://u@a.org", "https://*.a.org"]
)
def test_origin_with_more_or_less_than_one_is_refused(origin):
    with pytest.raises(ValidationError, match="scheme://host"):
        Settings(origins=[origin])
    with pytest.raises(ValidationError, match="scheme://host"):
        Settings(frame_ancestors=["https://school.example.org", origin])


@pytest.mark.parametrize("origins", [["*"], ["https://a.org", "http://[::1]:8000"], []])
def test_pages_that_may_frame_an_experiment_are_origins_or_all(origins):
    assert Settings(frame_ancestors=origins).frame_ancestors == origins


@pytest.mark.parametrize(
    ("origin", "asked", "server", "own"),
    [
        (None, "127.0.0.1:8000", LOCAL, True),
        ("http://127.0.0.1:8000", "127.0.0.1:8000", LOCAL, True),
        ("http://localhost:8000", "localhost:8000", LOCAL, True),
        ("http://[::1]:8000", "[::1]:8000", LOCAL, True),
        ("http://localhost.:8000", "localhost.:8000", LOCAL, True),
        ("http://127.0.0.1:9000", "127.0.0.1:8000", LOCAL, False),
        ("http://evil.example:8000", "127.0.0.1:8000", LOCAL, False),
        ("http://evil.example:8000", "evil.example:8000", LOCAL, False),  # rebound to us
        ("null", "127.0.0.1:8000", LOCAL, False),
        ("http://[::1", "127.0.0.1:8000", LOCAL, False),
        ("", "", LOCAL, False),
        ("http://10.0.0.5:8000", "10.0.0.5:8000", OPEN, True),
        ("http://evil.example", "10.0.0.5:8000", OPEN, False),
        ("https://learn.example.org", "127.0.0.1:8000", NAMED, True),
        ("https://learn.example.org.", "127.0.0.1:8000", NAMED, True),
        ("https://learn.example.org.evil.example", "127.0.0.1:8000", NAMED, False),
        ("http://learn.example.org", "127.0.0.1:8000", NAMED, False),
        ("http://127.0.0.1:8000", "127.0.0.1:8000", NAMED, False),
    ],
)
def test_streams_are_opened_by_our_own_pages_only(origin, asked, server, own):
    assert is_own_page(origin, asked, **server) is own
