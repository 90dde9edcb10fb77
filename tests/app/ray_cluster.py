"""A Ray cluster of the tests' own, on this machine's loopback: its nodes can be killed or frozen.

All of its processes bear a mark in their environment, by which those that a killed node leaves
behind are found, and ended.
"""

import os
import secrets
import signal
import sys
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

MARK = "PLAYGROUND_TEST_CLUSTER"
HEALTH = {"initial_delay_ms": 1000, "period_ms": 500, "timeout_ms": 1000, "failure_threshold": 2}
ENVIRONMENT = {
    "RAY_AUTH_MODE": "disabled",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # else Ray replaces 127.0.0.1 by another address
    **{f"RAY_health_check_{name}": f"{value}" for name, value in HEALTH.items()},
}
STORE_BYTES = 100 * 2**20


def needed():
    """Skip the test where Ray cannot be installed; fail where everything has to be judged."""
    if find_spec("ray") is None:
        why = "Ray is not installed: nothing of the cluster is tested"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)


def parents():
    """Return the parent of each process."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            found[int(stat.parent.name)] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
    return found


def marked(mark):
    """Return the processes that bear a mark."""
    for file in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if f"{MARK}={mark}".encode() in file.read_bytes().split(b"\0"):
                yield int(file.parent.name)


class Node:
    """A node of the cluster: the process that stands for it, and all that this one has started."""

    def __init__(self, node):
        self._raylet = node.all_processes["raylet"][0].process.pid

    def pids(self):
        above, found = parents(), [self._raylet]
        for pid in found:
            found += [child for child, parent in above.items() if parent == pid]
        return found

    def signal(self, number):
        for pid in self.pids():
            with suppress(ProcessLookupError):
                os.kill(pid, number)


class Cluster:
    """A head without cells, and nodes that have some."""

    def __init__(self, cluster):
        self._cluster = cluster
        self._cluster.add_node(**about(0))
        self.address = cluster.address

    def add(self, cores):
        return Node(self._cluster.add_node(**about(cores)))


def about(cores):
    return {
        "num_cpus": cores,
        "node_ip_address": "127.0.0.1",
        "object_store_memory": STORE_BYTES,
        "include_dashboard": False,
    }


@contextmanager
def running():
    """Yield a cluster; Ray's own settings hold for all that is started meanwhile."""
    needed()
    mark, before = secrets.token_hex(8), dict(os.environ)
    paths = os.pathsep.join(path for path in sys.path if path)
    os.environ |= ENVIRONMENT | {MARK: mark, "PYTHONPATH": paths}
    try:
        from ray.cluster_utils import Cluster as Nodes

        with TemporaryDirectory(prefix="ray-") as folder:  # short: sockets have their names in it
            os.environ["RAY_TMPDIR"] = folder
            nodes = Nodes()
            try:
                yield Cluster(nodes)
            finally:
                for pid in marked(mark):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                nodes.shutdown()
    finally:
        os.environ.clear()
        os.environ.update(before)
