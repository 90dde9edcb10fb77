import pytest

from tests.abuse.stage import staged


@pytest.fixture(scope="session")
def stage(tmp_path_factory):
    file = tmp_path_factory.mktemp("abuse") / "playground.db"
    url = f"sqlite+aiosqlite:///{file}"
    with staged(database_url=url, max_viewers_per_run=3, max_runs_per_session=2) as stage:
        yield stage
