import pytest

from app.runs.server import worker_start
from app.runs.server.worker_start import ForkServer
from app.store.database import Database
from tests.app import postgres
from tests.app.far_end import worker_in_a_thread


@pytest.fixture(scope="session")
def anyio_backend():
    return "asyncio"


@pytest.fixture
def server():
    with worker_in_a_thread() as server:
        yield server


@pytest.fixture(scope="session")
def new_postgres_database():
    if why := postgres.missing():
        pytest.skip(why)
    with postgres.server() as new_database:
        yield new_database


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path}/kept.db"
    else:
        url = request.getfixturevalue("new_postgres_database")()
    database = Database(url)
    await database.start()
    yield database
    await database.stop()


@pytest.fixture
def fork_server(monkeypatch):
    """A fork server of the test's own: with its environment, and it may be killed."""
    server = ForkServer()
    monkeypatch.setattr(worker_start, "_FORK_SERVER", server)
    yield server
    server.end()
