"""A real browser before a real server, with a bad line between them."""

import pytest

from tests.e2e.conftest import (  # noqa: F401  (fixtures)
    Server,
    browser_type_launch_args,
    heard,
    server,
)
from tests.e2e.conftest import wait_for_picture as wait_for_picture
from tests.faults.proxy import Proxy


@pytest.fixture
def proxy(server):  # noqa: F811
    proxy = Proxy(server.port)
    yield proxy
    proxy.close()


@pytest.fixture
def base_url(proxy):
    return proxy.url
