"""A real browser before a real server, with a bad line between them."""

import pytest

from tests.e2e import conftest
from tests.faults.proxy import Proxy

server = conftest.server
base_url = conftest.base_url
context = conftest.context
browser_type_launch_args = conftest.browser_type_launch_args


@pytest.fixture
def proxy(server):
    proxy = Proxy(server.port)
    yield proxy
    proxy.close()
