"""A full server says so at once, and clients that steer still come in."""

import contextlib

import pytest
from websockets.exceptions import ConnectionClosed

from app.encoding.messages import TRY_AGAIN_LATER
from tests.abuse.stage import hears, hello, staged
from tests.patience import LIMIT, attempts

SOON = 0.2  # seconds
SOCKETS = 60


@pytest.fixture(scope="module")
def room():
    """Yield a stage whose places for viewers are all taken, and the run that they watch."""
    with staged(max_sockets=SOCKETS, max_runs=1) as stage, contextlib.ExitStack() as stack:
        run = stage.run({"view": {"speed": "max"}})
        stage.command(run, run["control_token"], type="start")
        for _ in range(SOCKETS - SOCKETS // 30):
            viewer = stack.enter_context(stage.stream(run, close_timeout=0.1))
            hello(viewer)
            assert hears(viewer, "snapshot")
        yield stage, run


def test_viewer_too_many_is_told_in_200_ms(room):
    stage, run = room
    for _ in attempts(within=SOON):
        with stage.stream(run) as viewer:
            hello(viewer)
            with pytest.raises(ConnectionClosed):
                viewer.recv(LIMIT)
        assert viewer.close_code == TRY_AGAIN_LATER


def test_who_steers_comes_into_a_full_room_in_200_ms(room):
    stage, run = room
    for _ in attempts(within=SOON):
        with stage.stream(run) as viewer:
            hello(viewer, run["control_token"])
            assert hears(viewer, "snapshot")["can_control"]


def test_who_steers_comes_in_200_ms_though_nobody_else_says_hello():
    with staged(max_sockets=SOCKETS) as stage, contextlib.ExitStack() as stack:
        run = stage.run()
        silent = [
            stack.enter_context(stage.stream(run, close_timeout=0.1)) for _ in range(SOCKETS + 5)
        ]
        for _ in attempts(within=SOON):
            with stage.stream(run) as viewer:
                hello(viewer, run["control_token"])
                assert hears(viewer, "snapshot")["can_control"]
        with pytest.raises(ConnectionClosed):
            silent[0].recv(LIMIT)
        assert silent[0].close_code == TRY_AGAIN_LATER


def test_run_with_all_its_viewers_lets_who_steers_in():
    with staged(max_viewers_per_run=30) as stage, contextlib.ExitStack() as stack:
        run = stage.run()
        for _ in range(30):
            viewer = stack.enter_context(stage.stream(run, close_timeout=0.1))
            hello(viewer)
            assert hears(viewer, "snapshot")
        with stage.stream(run) as late:
            hello(late)
            assert hears(late, "snapshot") is None
        with stage.stream(run) as teacher:
            hello(teacher, run["control_token"])
            assert hears(teacher, "snapshot")["can_control"]


def test_run_too_many_is_refused_in_200_ms_with_a_time_to_come_again(room):
    stage, _ = room
    for _ in attempts(within=SOON):
        refused = stage.post("/api/runs", "{}")
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) > 0
