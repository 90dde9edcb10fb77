"""What holds for all tests: nothing is kept in the user's own folders, and any order will do."""

import os
import sys
from collections import Counter
from types import ModuleType, SimpleNamespace

import pytest
from hypothesis import settings

from tests.random_order import shuffled

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or each process compiles all anew
sys.dont_write_bytecode = False
settings.load_profile("ci")  # the same examples each time, and no time that a busy machine misses


def pytest_addoption(parser):
    what = "run modules, and the tests of each, in an order that this number decides"
    parser.addoption("--random-order", type=int, metavar="SEED", help=what)


def pytest_report_header(config):
    seed = config.option.random_order
    return None if seed is None else f"random order: repeat it with --random-order={seed}"


@pytest.hookimpl(tryfirst=True)  # pytest puts tests of one large fixture side by side afterwards
def pytest_collection_modifyitems(config, items):
    if config.option.random_order is not None:
        items[:] = shuffled(items, config.option.random_order)


def pytest_collection_finish(session):
    names = Counter(item.nodeid for item in session.items)
    same = [name for name, many in names.items() if many > 1]
    if same and "PYTEST_XDIST_WORKER" in os.environ:
        raise pytest.UsageError(f"only one of the tests of a name would run: {', '.join(same)}")


@pytest.fixture(scope="session", autouse=True)
def _own_database(tmp_path_factory):
    file = tmp_path_factory.mktemp("store") / "playground.db"
    os.environ["PLAYGROUND_DATABASE_URL"] = f"sqlite+aiosqlite:///{file}"


@pytest.fixture
def notebook(monkeypatch):
    """Stand for the first cell of a notebook; `shown` lists what was shown anew, not updates."""
    shell = SimpleNamespace(execution_count=1, kernel=object(), shown=[])
    package, part = ModuleType("IPython"), ModuleType("IPython.display")
    package.get_ipython = lambda: shell

    def display(thing, *, display_id):
        shell.shown.append(thing)
        return SimpleNamespace(update=lambda other: None)

    part.display = display
    monkeypatch.setitem(sys.modules, "IPython", package)
    monkeypatch.setitem(sys.modules, "IPython.display", part)
    return shell
