import gc
import socket
import threading

import pytest
from threadpoolctl import threadpool_limits

from app.runs.session import Session
from app.runs.wire import Pair
from app.runs.worker import Worker
from app.store.database import Database
from tests.app import postgres
from tests.app.far_end import Note, Server
from tests.app.runners import LIMIT


@pytest.fixture(scope="session")
def anyio_backend():
    return "asyncio"


@pytest.fixture
def server():
    ours, theirs = socket.socketpair()
    worker = Worker(Pair(theirs), Note(), Session, unwatched_seconds=0.3)
    thread = threading.Thread(target=worker.serve)
    gc.collect()
    gc.freeze()  # as in a worker process: else one run is charged for looking at all of the tests
    thread.start()
    with theirs, threadpool_limits(1):  # as in a worker process
        with ours:
            yield Server(ours)
        thread.join(LIMIT)
    gc.unfreeze()
    assert not thread.is_alive()


@pytest.fixture(scope="session")
def postgres_url():
    if why := postgres.missing():
        pytest.skip(why)
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path}/kept.db"
    else:
        url = request.getfixturevalue("postgres_url")
    database = Database(url)
    await database.start()
    yield database
    await database.stop()
