"""Large answers: room before they are made, in parts, and nothing left behind."""

import asyncio
import gc
import json
import weakref

import numpy as np
import pytest

from app.encoding.large_json import decimals
from app.errors import Unavailable
from app.http.large_answers import LargeAnswers
from app.http.replies import json_reply
from app.limits.unsent_budget import SMALL, UnsentBudget
from tests.app.client import created, serving

pytestmark = pytest.mark.anyio
SCOPE = {"type": "http", "path": "/x", "headers": []}
TEN = {"problem": "multiclass", "data": {"name": "blobs", "classes": 10}}


async def nothing():
    return {"type": "http.disconnect"}


def answering(*bodies):
    """Return an app whose answer consists of these parts."""

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for at, body in enumerate(bodies):
            more = at < len(bodies) - 1
            await send({"type": "http.response.body", "body": body, "more_body": more})

    return app


async def asked(app, budget, scope=SCOPE):
    """Return what goes out, and how much was held when each part did."""
    sent, held = [], []

    async def send(message):
        sent.append(message)
        held.append(budget.held)

    await LargeAnswers(app, budget)(dict(scope), nothing, send)
    return sent, held


def whole(sent):
    return b"".join(message.get("body", b"") for message in sent)


async def test_large_body_goes_out_in_parts_and_holds_room_until_the_last_has_left():
    budget, body = UnsentBudget(10**6), bytes(range(256)) * 1000
    sent, held = await asked(answering(body), budget)
    assert whole(sent) == body
    assert max(len(message.get("body", b"")) for message in sent) == SMALL
    assert held[-1] == len(body)  # the empty end waits for all before it
    assert not budget.held


async def test_small_body_holds_nothing():
    budget = UnsentBudget(10**6)
    sent, held = await asked(answering(bytes(SMALL)), budget)
    assert len(sent) == 2
    assert not any(held)


async def test_body_for_which_there_is_no_room_is_refused_whole():
    budget = UnsentBudget(10**6)
    budget.take(10**6)
    sent, _ = await asked(answering(bytes(10**6)), budget)
    assert sent[0]["status"] == 503
    assert json.loads(whole(sent))["code"] == "unavailable"
    assert budget.held == 10**6


async def test_parts_of_a_stream_pass_as_they_come():
    budget, parts = UnsentBudget(10**6), [bytes(1000)] * 50
    sent, _ = await asked(answering(*parts), budget)
    assert whole(sent) == b"".join(parts)
    assert sent[-1]["more_body"] is False


async def test_room_is_let_go_where_the_app_fails():
    budget = UnsentBudget(10**6)

    async def failing(scope, receive, send):
        await scope["answer_room"].reserve(10**5, "run")
        raise ValueError("of ours")

    with pytest.raises(ValueError, match="of ours"):
        await asked(failing, budget)
    assert not budget.held


async def test_what_cuts_the_connection_is_known_as_soon_as_the_answer_goes_out():
    budget, cut = UnsentBudget(10**6), asyncio.Event()
    scope = SCOPE | {"abort": cut.set}

    async def send(message):
        if message.get("body"):
            budget._clock = lambda: 1e12
            await budget.room(10**6)

    await LargeAnswers(answering(bytes(10**6)), budget)(scope, nothing, send)
    assert cut.is_set()


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


@pytest.mark.parametrize(
    "question", ["boundary?resolution=400", "history", "model?format=json", ""]
)
async def test_question_is_refused_before_it_is_computed_where_there_is_no_room(
    client, monkeypatch, question
):
    run, budget = created(client), client.app.state.services.unsent
    monkeypatch.setattr("app.limits.unsent_budget.PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("app.services.answer_sizes.WORD", 10_000)
    monkeypatch.setattr("app.services.answer_sizes.COLUMNS", 10_000)

    async def never(*_, **__):
        raise AssertionError("it was computed")

    monkeypatch.setattr(client.app.state.services.runs, "ask", never)
    hold = budget.take(budget.most)
    answer = client.get(f"/api/runs/{run['id']}/{question}".rstrip("/"))
    hold.release()
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"


async def test_table_is_refused_before_it_is_read_where_there_is_no_room(client, monkeypatch):
    monkeypatch.setattr("app.limits.unsent_budget.PATIENCE_SECONDS", 0.0)
    content = "a,b\n" + 2000 * "1,2\n"
    headers = {"Content-Type": "text/csv"}
    table = client.post("/api/datasets", content=content, headers=headers).json()["id"]
    hold = client.app.state.services.unsent.take(client.app.state.services.unsent.most)
    assert client.get(f"/api/datasets/{table}.csv").status_code == 503
    hold.release()
    assert client.get(f"/api/datasets/{table}.csv").text.count("\n") == 2001
    assert not client.app.state.services.unsent.held


async def test_large_map_is_written_as_it_is_read_and_leaves_nothing(client):
    run = created(client, TEN)
    answer = client.get(f"/api/runs/{run['id']}/boundary?resolution=200")
    values = answer.json()["values"]
    assert (len(values), len(values[0]), len(values[0][0])) == (10, 200, 200)
    assert "content-length" not in answer.headers
    assert all(value == round(value, 6) for value in values[3][7])
    assert not client.app.state.services.unsent.held


async def test_reserving_waits_and_then_refuses():
    budget = UnsentBudget(10**6, clock=iter(range(0, 10**6, 10)).__next__)
    budget.take(10**6)
    with pytest.raises(Unavailable):
        await budget.wait(10**6)


async def test_reader_who_leaves_midway_leaves_nothing_behind():
    gc.collect()
    gc.disable()
    try:
        array = np.zeros((10, 200, 200), np.float32)
        gone = weakref.ref(array)
        answer = await json_reply({"values": decimals(array, 6)})
        del array

        async def leaving(message):
            if message.get("body"):
                raise OSError("left")

        with pytest.raises((ExceptionGroup, OSError)):
            await answer({**SCOPE, "asgi": {"spec_version": "2.3"}}, asyncio.Event().wait, leaving)
        answer.body_iterator = None
        assert gone() is None
    finally:
        gc.enable()
