"""Computes runs on the machines of a cluster: the runner of one machine, with cells as its slots.

Records, feeds and calls are those of local_runner.py.  They, and the newest checkpoints, live in
this server; a cell holds nothing that could not be made anew.
"""

from app.runs.cluster.cell_slot import CellSlot
from app.runs.cluster.cells import CellLost, Cells
from app.runs.server.local_runner import LocalRunner, Options
from app.runs.server.worker_slot import WorkerSlot


class ClusterRunner(LocalRunner):
    """The runner of a cluster (see runner.py for what its methods promise)."""

    def __init__(self, options: Options, cells: Cells) -> None:
        self._cells = cells
        super().__init__(options)

    def _slot(self, index: int) -> WorkerSlot:
        of = self.options
        return CellSlot(f"cell-{index}", self._events, self._cells, of.arguments, of.heartbeat)

    async def start(self) -> None:
        """Join the cluster, and wait for the worker of each cell."""
        await self._cells.connect()
        try:
            await super().start()
        except TimeoutError:
            missing = [slot.name for slot in self._slots if not slot.up.is_set()]
            why = "has the cluster a core for each cell, and does no other server hold them?"
            raise CellLost(f"no worker in {', '.join(missing)}: {why}") from None

    async def stop(self) -> None:
        """End all streams, calls and cells, and leave the cluster."""
        await super().stop()
        await self._cells.disconnect()
