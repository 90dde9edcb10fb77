"""Which routes are paced, and that a class which names no session is never locked out of them."""

import pytest

from app import deps
from app.limits.caps import ASKS, CROWD
from app.limits.rates import RateLimiter
from app.main import create_app
from tests.app.client import all_routes, bearer, created, serving

PACES = deps.MAKING, deps.STEERING, deps.ASKING
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
UNPACED: dict[str, str] = {}  # an unsafe route, and why it needs no pace
QR = "/api/qr.svg?text=x"
QUESTIONS = [
    ("GET", "/api/runs/RUN"),
    ("GET", "/api/runs/RUN/history"),
    ("GET", "/api/runs/RUN/model"),
    ("GET", "/api/runs/RUN/neurons/h1.1"),
    ("GET", "/api/runs/RUN/diagnosis"),
    ("GET", "/api/runs/RUN/outputs"),
    ("GET", "/api/runs/RUN/bent_space"),
    ("GET", "/api/runs/RUN/logistic"),
    ("GET", "/api/runs/RUN/paths"),
    ("GET", "/api/runs/RUN/boundary"),
    ("POST", "/api/runs/RUN/predict"),
    ("POST", "/api/runs/RUN/inspect"),
    ("POST", "/api/runs/RUN/backprop"),
    ("POST", "/api/runs/RUN/threshold"),
    ("POST", "/api/runs/RUN/residuals"),
    ("POST", "/api/runs/RUN/landscape"),
    ("POST", "/api/runs/RUN/what_if"),
    ("GET", "/api/features?formula=x1"),
    ("GET", "/api/activations/tanh"),
    ("GET", QR),
    ("GET", "/api/experiments?q=x"),
    ("GET", "/gallery?q=x"),
    ("GET", "/api/datasets/nothinghere123.csv"),
]


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def unsafe_routes():
    return [one for one in all_routes() if UNSAFE & (getattr(one, "methods", None) or set())]


@pytest.mark.parametrize("route", unsafe_routes(), ids=lambda route: f"{route.path} {route.name}")
def test_what_makes_or_changes_something_has_a_pace(route):
    assert route.path in UNPACED or any(pace in route.dependencies for pace in PACES)


def test_no_unsafe_route_is_overlooked():
    app = create_app()
    documented = {
        (path, method.upper())
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    }
    seen = {(route.path, method) for route in unsafe_routes() for method in route.methods}
    assert seen >= {(path, method) for path, method in documented if method in UNSAFE}
    assert len(seen) >= 8


def asked(client, method, path, session=None):
    headers = {"Playground-Session": session} if session else {}
    body = {} if method == "POST" else None
    return client.request(method, path, json=body, headers=headers)


@pytest.fixture
def one_at_a_time(client, monkeypatch):
    """Let a session ask once, and clients without one as often as a class would."""
    monkeypatch.setattr(client.app.state.services.rates, "asks", RateLimiter("asks", 1, 0.001))


@pytest.mark.usefixtures("one_at_a_time")
@pytest.mark.parametrize(("method", "path"), QUESTIONS)
def test_question_that_costs_work_has_a_pace(client, method, path):
    path = path.replace("RUN", created(client)["id"])
    first, again = (asked(client, method, path, session="me") for _ in range(2))
    assert first.status_code != 429
    assert (again.status_code, again.json()["code"]) == (429, "too_fast")
    assert again.headers["retry-after"] == "1000"
    assert asked(client, method, path, session="you").status_code != 429


@pytest.mark.parametrize(("method", "path"), [("POST", "/control"), ("DELETE", "")])
def test_taking_back_and_ending_count_as_commands(client, monkeypatch, method, path):
    monkeypatch.setattr(
        client.app.state.services.rates, "commands", RateLimiter("sends commands", 1, 0.001)
    )
    answers = []
    for run in [created(client), created(client)]:
        headers = bearer(run) | {"Playground-Session": "me"}
        answers.append(client.request(method, f"/api/runs/{run['id']}{path}", headers=headers))
    assert [answer.status_code for answer in answers] == [200 if path else 204, 429]


def test_class_without_names_asks_for_the_gallery_at_once():
    asks = RateLimiter("asks", ASKS, 0.001)
    for _ in range(300 * 6):  # each comes, searches, and comes back some times
        asks.check(None, "/gallery")


@pytest.mark.usefixtures("one_at_a_time")
def test_flood_of_one_question_without_a_name_keeps_nobody_from_another(client):
    flood = [asked(client, "GET", QR).status_code for _ in range(CROWD + 1)]
    assert flood[-2:] == [200, 429]
    runs = [created(client)["id"] for _ in range(2)]
    others = ["/gallery", "/api/features?formula=x1", *(f"/api/runs/{run}" for run in runs)]
    assert {asked(client, "GET", path).status_code for path in others} == {200}


@pytest.mark.usefixtures("one_at_a_time")
def test_pictures_of_the_gallery_have_no_pace(client):
    path = "/api/experiments/nothinghere123/preview.png"
    answers = [asked(client, "GET", path, session="me") for _ in range(2 * CROWD)]
    assert {answer.status_code for answer in answers} == {404}


def test_no_path_is_kept_whole_to_be_counted():
    with serving() as client:
        client.get("/api/runs/" + 5000 * "a")
        kept = client.app.state.services.rates.asks._buckets
    assert kept
    assert all(len(place) <= 100 for _, place in kept)


def test_forks_and_runs_of_a_session_count_together(client, monkeypatch):
    headers = {"Playground-Session": "forks and runs"}
    monkeypatch.setattr(client.app.state.services.rates.creations, "_burst", 2)
    run = client.post("/api/runs", json={}, headers=headers).json()
    path = f"/api/runs/{run['id']}/commands"
    told = [client.post(path, json={"type": "fork"}, headers=bearer(run)) for _ in range(2)]
    assert [answer.status_code for answer in told] == [202, 429]
