"""Attacks over a run's stream."""

import contextlib
import json

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.limits.caps import CREDIT
from tests.abuse.abuse import Abuse
from tests.abuse.stage import Stage, hears, hello
from tests.load.viewers import SEQ
from tests.patience import LIMIT

EVIL = "http://evil.example"


def greeted(stage: Stage, **options) -> bool:
    """Say whether a viewer is shown a run."""
    with stage.stream(stage.run(), **options) as viewer:
        with contextlib.suppress(ConnectionClosed):
            hello(viewer)
        return hears(viewer, "snapshot") is not None


def foreign_page(stage: Stage) -> bool:
    return greeted(stage, origin=EVIL)


def pointed_name(stage: Stage) -> bool:
    """Come by a foreign name that was made to point to the visitor's own machine."""
    foreign = stage.host.replace("127.0.0.1", "evil.example")
    address = f"ws://{foreign}/api/runs/{stage.run()['id']}/stream"
    about = {"sock": stage.raw(), "origin": f"http://{foreign}", "close_timeout": 1}
    with contextlib.suppress(ConnectionClosed, InvalidStatus), connect(address, **about) as viewer:
        hello(viewer)
        return hears(viewer, "snapshot") is not None
    return False


def message_flood(stage: Stage) -> bool:
    with stage.stream(stage.run()) as viewer:
        hello(viewer)
        with contextlib.suppress(ConnectionClosed):
            for _ in range(400):
                viewer.send('{"type": "ack", "seq": 0}')
            viewer.send('{"type": "pause"}')
        return hears(viewer, "error") is not None


def command_flood(stage: Stage) -> bool:
    """Have far more commands wait than are done."""
    run = stage.run({"data": {"samples": 5000}})
    with stage.stream(run) as viewer:
        hello(viewer, run["control_token"])
        hears(viewer, "snapshot")
        for _ in range(45):
            viewer.send('{"type": "reset"}')
        told = [hears(viewer, "done", "error") for _ in range(45)]
        return all(answer["type"] == "done" for answer in told)


def long_message(stage: Stage) -> bool:
    with stage.stream(stage.run()) as viewer:
        hello(viewer)
        viewer.send(json.dumps({"type": "x" * 100_000}))
        return hears(viewer, "error") is not None


def long_nonsense(stage: Stage) -> bool:
    """Have what a watcher sends read, however long it is."""
    with stage.stream(stage.run()) as viewer:
        hello(viewer)
        viewer.send("[" * 60_000)
        return hears(viewer, "error")["code"] != "read_only"


def compressed_bomb(stage: Stage) -> bool:
    """Get the server to unpack what is sent, a thousand bytes for one."""
    with stage.stream(stage.run(), compression="deflate") as viewer:
        return bool(viewer.protocol.extensions)


def silence(stage: Stage) -> bool:
    """Hold a place and never say a word."""
    with stage.stream(stage.run()) as viewer:
        with contextlib.suppress(ConnectionClosed, TimeoutError):
            viewer.recv(stage.patience)
        return viewer.close_code is None


def slow_reader(stage: Stage) -> bool:
    """Acknowledge nothing, to have frames pile up, while another viewer gets all of them."""
    run = stage.run({"view": {"speed": "max"}})
    with stage.stream(run) as viewer, stage.stream(run) as other:
        for each in (viewer, other):
            hello(each)
            hears(each, "snapshot")
        stage.command(run, run["control_token"], type="start")
        for _ in range(10):
            other.send(json.dumps({"type": "ack", "seq": next_frame(other)}))
        viewer.send('{"type": "ping"}')
        return frames_until_pong(viewer) > CREDIT


def next_frame(viewer: ClientConnection) -> int:
    """Return the sequence number of the next frame."""
    while isinstance(message := viewer.recv(LIMIT), str):
        pass
    return int(SEQ.search(message)[1])


def frames_until_pong(viewer: ClientConnection) -> int:
    """Return how many frames come before the answer to a ping."""
    frames = 0
    while isinstance(message := viewer.recv(LIMIT), bytes) or "pong" not in message:
        frames += isinstance(message, bytes)
    return frames


def crowd(stage: Stage) -> bool:
    """Take more places at a run than it has."""
    run = stage.run()
    with contextlib.ExitStack() as stack:
        viewers = [stack.enter_context(stage.stream(run)) for _ in range(4)]
        for viewer in viewers:
            with contextlib.suppress(ConnectionClosed):
                hello(viewer)
        return all(hears(viewer, "snapshot") for viewer in viewers)


def watcher_steers(stage: Stage) -> bool:
    with stage.stream(stage.run()) as viewer:
        hello(viewer)
        viewer.send('{"type": "start"}')
        return hears(viewer, "done", "error")["type"] == "done"


def deposed_steers(stage: Stage) -> bool:
    """Go on steering over an open stream when control was taken back."""
    run = stage.run()
    with stage.stream(run) as viewer:
        hello(viewer, run["control_token"])
        hears(viewer, "snapshot")
        headers = {"Authorization": f"Bearer {run['control_token']}"}
        stage.http.post(f"/api/runs/{run['id']}/control", headers=headers)
        viewer.send('{"type": "start"}')
        return hears(viewer, "done", "error")["type"] == "done"


class Everything:
    """Holds whatever one asks for."""

    def __contains__(self, _: object) -> bool:
        return True


ROUTER, VIEWER = "app.routers.stream", "app.services.viewer"
MANY = 10**9
STREAMS = [
    Abuse(
        "socket of a foreign page",
        "cross-site sockets",
        foreign_page,
        {f"{ROUTER}.is_own_page": lambda *_, **__: 1},
    ),
    Abuse(
        "foreign name for this machine",
        "host and path poisoning",
        pointed_name,
        {
            "app.services.access.LOOPBACK": Everything(),
            "app.http.trusted_hosts.Hosts.goes_by": lambda *_: True,
        },
    ),
    Abuse(
        "flood of messages",
        "message floods and ping floods",
        message_flood,
        {f"{ROUTER}.MAX_MESSAGES_PER_SECOND": MANY},
    ),
    Abuse(
        "flood of commands",
        "message floods and ping floods",
        command_flood,
        {f"{ROUTER}.WAITING_COMMANDS": 1000},
    ),
    Abuse(
        "long message",
        "message bombs and compression bombs",
        long_message,
        {f"{ROUTER}.MAX_MESSAGE_BYTES": MANY, "uvicorn.ws_max_size": MANY},
    ),
    Abuse(
        "long nonsense of a watcher",
        "message bombs and compression bombs",
        long_nonsense,
        {f"{ROUTER}.MAX_WATCHER_BYTES": MANY},
    ),
    Abuse(
        "compressed bomb",
        "message bombs and compression bombs",
        compressed_bomb,
        {"uvicorn.ws_per_message_deflate": True},
    ),
    Abuse(
        "silent socket",
        "idle sockets",
        silence,
        without={f"{ROUTER}.HELLO_SECONDS": 60.0},
        sooner={f"{ROUTER}.HELLO_SECONDS": 0.2},
    ),
    Abuse("slow reader", "slow readers", slow_reader, {f"{VIEWER}.CREDIT": MANY}),
    Abuse(
        "crowd",
        "rate-limit abuse",
        crowd,
        {"app.services.seats.Seats._check_viewers": lambda *_, **__: None},
    ),
    Abuse(
        "watcher who steers",
        "role breaches",
        watcher_steers,
        {f"{VIEWER}.Viewer.can_control": True},
    ),
    Abuse(
        "deposed viewer who steers on",
        "stale control",
        deposed_steers,
        {"app.services.run.Run.replace_secret": lambda *_: None},
    ),
]
