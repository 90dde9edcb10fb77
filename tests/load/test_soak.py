"""A short term at a small school: that the soak itself sees what it should."""

import pytest

from tests.load.soak import Soak, soak
from tests.load.vitals import Vitals, plot, slope

SMALL = Soak(seconds=6.0, viewers=12, runs=3, every=0.5, stay=(0.5, 2.0), lesson=(1.0, 3.0))


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_nothing_is_left_of_those_who_came_and_went(anyio_backend, tmp_path):
    seen = await soak(SMALL)
    assert seen["frames"] > 0
    assert seen["trouble"] == {}
    assert (seen["tasks_left"], seen["runs_left"], seen["viewers_left"]) == (0, 0, 0)
    assert seen["tracebacks"] == 0
    plot(seen["samples"], tmp_path / "R3.png")
    assert (tmp_path / "R3.png").stat().st_size > 0


def test_slope_is_the_growth_in_an_hour():
    samples = [Vitals(36.0 * at, 100 + 0.5 * at, 0, 0, 0, 0, 0, 0, 0) for at in range(20)]
    assert slope(samples, "server_mb") == pytest.approx(50.0)
