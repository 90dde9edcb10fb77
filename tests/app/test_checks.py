"""Messages of clients with the right to send them are checked, off the event loop, at a price."""

import asyncio
import threading
from itertools import count

import pytest

from app.documents import checks
from app.documents.checks import Checks, OneThread, cost_of
from app.documents.commands import Experiment
from app.documents.features import KEPT, _verdicts, known_feature, unseen
from app.errors import TooMany, Unavailable
from app.limits.caps import CHECKS, MAX_FEATURES
from app.limits.rates import RateLimiter
from tests.app.client import all_routes, bearer, created, serving
from tests.app.test_stream import close_code, hello, receive

numbers = count(1)


def fresh(many=1):
    """Return formulas that nobody has written before."""
    return [f"x1+{next(numbers)}/7" for _ in range(many)]


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


@pytest.fixture
def paced(client, monkeypatch):
    """Let each session have one formula checked."""
    monkeypatch.setattr(
        client.app.state.services.checks, "_pace", RateLimiter("has checked", 1, 0.001)
    )


def thread(_):
    return threading.get_ident()


@pytest.mark.anyio
async def test_dear_check_is_done_in_a_thread_of_its_own_and_a_cheap_one_at_once():
    both = [await Checks().do(thread, 0, cost=cost, session="a") for cost in (0, 1)]
    assert both[0] == threading.get_ident() != both[1]


@pytest.mark.anyio
async def test_all_dear_checks_share_one_thread():
    judge = Checks()
    many = [judge.do(thread, 0, cost=1, session="a") for _ in range(50)]
    assert len({*await asyncio.gather(*many)}) == 1


@pytest.mark.anyio
async def test_session_that_has_too_much_checked_is_refused_before_it_is_done():
    done = []
    judge = Checks()
    await judge.do(done.append, 1, cost=CHECKS, session="a")
    with pytest.raises(TooMany, match="a new formula, or 16 KiB"):
        await judge.do(done.append, 2, cost=CHECKS, session="a")
    await judge.do(done.append, 3, cost=CHECKS, session="b")
    assert done == [1, 3]


@pytest.mark.anyio
async def test_only_so_many_checks_wait(monkeypatch):
    monkeypatch.setattr(checks, "_sent", OneThread("check", 0))
    with pytest.raises(Unavailable, match="much to check"):
        await Checks().do(thread, 0, cost=1, session="a")


@pytest.mark.parametrize(
    ("message", "cost"),
    [
        ({"experiment": {"features": ["x1", "x1^3", "x1^3", "x2^3"]}}, 2),
        ({"type": "load", "experiment": {"features": ["x1^3"]}, "path": "title"}, 1),
        ({"type": "set", "path": "features", "value": ["x1^3", "x2^3"]}, 2),
        ({"type": "set", "path": "features.1", "value": "x1^3"}, 1),
        ({"type": "set", "path": "title", "value": "x1^3"}, 0),
        ({"experiment": {"data": {"points": [[0, 0, 1]] * 5000}}}, 5),
        ({"type": "set", "path": "data.points", "value": [[0, 0, 1]] * 5000}, 5),
        ({"inputs": [[0, 0]] * 10_000}, 10),
        ({"experiment": {"features": ["x1^3"] * 2 + [f"x1^{n}" for n in range(4, 99)]}}, 16),
        ({"experiment": {}}, 0),
        ({"experiment": {"features": 7, "data": [1]}}, 0),
        ([["x1^3"]], 0),
    ],
)
def test_message_costs_what_there_is_to_be_checked_in_it(monkeypatch, message, cost):
    monkeypatch.setattr("app.documents.features._verdicts", {})
    assert cost_of(message) == cost


def test_formula_costs_nothing_once_it_was_checked_be_it_good_or_bad():
    good, bad = fresh(), ["log(x1)+" + fresh()[0]]
    assert (unseen(good), unseen(bad)) == (1, 1)
    known_feature(good[0])
    with pytest.raises(ValueError, match="not finite"):
        known_feature(bad[0])
    assert (unseen(good), unseen(bad)) == (0, 0)
    with pytest.raises(ValueError, match="not finite"):
        known_feature(bad[0])


def test_only_so_many_formulas_are_remembered():
    for formula in fresh(KEPT + 10):
        known_feature(formula)
    assert len(_verdicts) == KEPT


def test_text_that_is_too_long_for_a_formula_is_not_remembered():
    with pytest.raises(ValueError, match="too many"):
        known_feature("x1" + " " * 5000)
    assert max(map(len, _verdicts), default=0) <= 200


def test_no_document_has_more_formulas_checked_than_are_counted(monkeypatch):
    monkeypatch.setattr("app.documents.features._verdicts", {})
    many = fresh(99)
    with pytest.raises(ValueError, match="at most 16"):
        Experiment.model_validate({"features": many})
    assert unseen(many[MAX_FEATURES + 1 :][:10]) == 10


def test_no_body_is_read_by_fastapi_which_would_do_so_before_it_asks_who_sends_it():
    routes = [route for route in all_routes() if hasattr(route, "body_field")]
    assert len(routes) > 10
    assert [route.path for route in routes if route.body_field is not None] == []


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
def test_body_is_not_read_of_who_may_not_steer(client, headers):
    formula = fresh()
    body = {"type": "load", "experiment": {"features": formula}}
    path = f"/api/runs/{created(client)['id']}/commands"
    assert client.post(path, json=body, headers=headers).status_code in (401, 403)
    assert client.post(path, content="no JSON", headers=headers).status_code in (401, 403)
    assert unseen(formula) == 1


@pytest.mark.parametrize("path", ["/api/runs", "/api/experiments"])
def test_body_is_not_read_of_who_asks_too_often(client, monkeypatch, path):
    monkeypatch.setattr(
        client.app.state.services.rates, "creations", RateLimiter("makes", 1, 0.001)
    )
    headers = {"Playground-Session": f"often at {path}"}
    sent = [client.post(path, content="no JSON", headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [415, 429]


@pytest.mark.usefixtures("paced")
@pytest.mark.parametrize("path", ["/api/runs", "/api/experiments"])
def test_session_makes_only_so_much_with_new_formulas(client, path):
    headers = {"Playground-Session": f"me at {path}"}
    bodies = [{"experiment": {"features": ["x1", *fresh()]}} for _ in range(2)]
    answers = [client.post(path, json=body, headers=headers) for body in (*bodies, bodies[0])]
    assert [answer.status_code for answer in answers] == [201, 429, 201 if "runs" in path else 200]
    assert answers[1].headers["retry-after"] == "1000"


@pytest.mark.usefixtures("paced")
def test_formulas_count_together_wherever_they_are_sent(client):
    headers = {"Playground-Session": "me everywhere"}
    run = client.post("/api/runs", json={}, headers=headers).json()
    path, about = f"/api/runs/{run['id']}/commands", bearer(run) | headers
    asked = {"type": "set", "path": "features", "value": fresh(), "reset": True}
    assert client.post(path, json=asked, headers=about).status_code == 202
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket, run)
        socket.send_json({"type": "load", "experiment": {"features": fresh()}})
        assert receive(socket, "error")["code"] == "too_fast"
    shown = client.get("/api/features", params={"formula": fresh()[0]}, headers=headers)
    assert shown.status_code == 429


def test_large_body_costs_by_its_size(client, monkeypatch):
    monkeypatch.setattr(
        client.app.state.services.checks, "_pace", RateLimiter("has checked", 10, 0.001)
    )
    headers = {"Playground-Session": "large"}
    path = f"/api/runs/{created(client)['id']}/predict"
    body = {"inputs": [[0.125, 0.25]] * 4000}  # 60 kB
    answers = [client.post(path, json=body, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]


NO_JSON = "{" * 5000


@pytest.mark.parametrize(("steers", "code"), [(False, "read_only"), (True, "malformed")])
def test_long_message_is_read_of_who_steers_alone(client, steers, code):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket, run if steers else None)
        socket.send_text(NO_JSON)
        assert receive(socket, "error")["code"] == code


def test_long_first_message_is_not_read(client):
    with client.websocket_connect(created(client)["stream_url"]) as socket:
        socket.send_text(NO_JSON)
        assert close_code(socket) == 1009


def test_large_message_costs_by_its_size(client, monkeypatch):
    monkeypatch.setattr(
        client.app.state.services.checks, "_pace", RateLimiter("has checked", 1, 0.001)
    )
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket, run)
        for code in ("malformed", "too_fast"):
            socket.send_text(" " * 20_000)
            assert receive(socket, "error")["code"] == code


@pytest.mark.usefixtures("paced")
def test_formula_that_is_looked_at_costs_its_viewer_and_a_unit_nothing(client):
    run = created(client)
    for _ in range(2):
        with client.websocket_connect(run["stream_url"]) as socket:
            hello(socket)
            for neuron in ("h1.0", "output", "x1", *fresh(2), "h1.2"):
                socket.send_json({"type": "view", "neuron": neuron})
            socket.send_json({"type": "ping", "of": "all"})
            codes = []
            while "invalid" not in codes:
                codes.append(receive(socket, "error")["code"])
            assert codes == ["too_fast", "invalid"]  # of the second formula, and of the ping
