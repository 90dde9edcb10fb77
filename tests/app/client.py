"""The real application in the test, with a worker process of its own."""

import contextlib
import dataclasses

from fastapi.testclient import TestClient

from app.main import ROUTERS, create_app
from app.settings import Settings
from tests.patience import LIMIT, Stopwatch


class Client(TestClient):
    """Starlette's client, whose streams go by another name than its requests."""

    def websocket_connect(self, url, *args, **more):
        return super().websocket_connect(f"ws://127.0.0.1{url}", *args, **more)


@contextlib.contextmanager
def serving(runner=None, **settings):
    """Yield a client of a fresh application; a worker runs its runs if no other runner does."""
    app = create_app(Settings(workers=1, **settings), runner)
    with Client(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


def put_services(monkeypatch, app, **others):
    """Have an application serve with others in the place of some of its services."""
    changed = dataclasses.replace(app.state.services, **others)
    monkeypatch.setitem(app.state._state, "services", changed)


def all_routes():
    """Return the routes of every application, whatever its settings."""
    return [route for router in ROUTERS for route in router.routes]


def created(client, experiment=None, **more):
    """Return a new run: id, control_token, …"""
    answer = client.post("/api/runs", json={"experiment": experiment or {}, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def bearer(run):
    return {"Authorization": f"Bearer {run['control_token']}"}


def commanded(client, run, **command):
    """Send a command and return its answer; of a step, what the run says when it is done."""
    url = f"/api/runs/{run['id']}"
    answer = client.post(f"{url}/commands", json=command, headers=bearer(run))
    if command.get("type") == "step" and answer.is_success:
        watch = Stopwatch()
        while answer.json()["status"] == "running":  # a busy machine answers before the end
            assert watch.seconds < LIMIT, f"the run still steps: {answer.text}"
            answer = client.get(url)
    return answer
