"""A load that any machine carries: shows that the load test itself works, not how fast we are."""

import pytest

from tests.load.load import Load, measure


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_five_runs_are_each_seen_ten_times_a_second_and_fresh(anyio_backend):
    seen = await measure(Load(runs=5, fps=10, seconds=2.0))
    assert seen["fps_slowest"] > 5
    assert seen["age_p99_ms"] < 500


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_people_save_list_and_go_back_while_others_watch(anyio_backend):
    seen = await measure(Load(runs=1, viewers=5, fps=10, seconds=2.0, experiments=60))
    assert min(seen[f"{what}_count"] for what in ("save", "list", "search", "seek")) > 0
    assert max(seen[f"{what}_p99_ms"] for what in ("save", "list", "search", "seek")) < 1000
