"""The loops over mini-batches, with nothing in them that is not needed for each."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from engine.batches import Batch, Examples, span
from engine.compiling import Compiled

Loop: TypeAlias = Callable[[Compiled, Examples, Sequence[Batch]], None]


def loop_for(compiled: Compiled, batches: Sequence[Batch]) -> Loop:
    """Return the loop that trains on batches which follow each other."""
    if compiled.own:
        return by_own_loss
    pays = compiled.penalties.active or (batches and batches[0].plan.tape.pays)
    return with_penalties if pays else plain


def plain(compiled: Compiled, examples: Examples, batches: Sequence[Batch]) -> None:
    """Train where there is nothing but a loss of outputs."""
    update = compiled.update
    examples.penalties[span(batches)] = 0
    for step, x, y, weight, keep, _, _, _ in batches:
        step(x, y, weight, keep)
        update()


def with_penalties(compiled: Compiled, examples: Examples, batches: Sequence[Batch]) -> None:
    """Train where weights or outputs pay as well."""
    penalties, optimizer = compiled.penalties, compiled.optimizer
    for batch in batches:
        batch.step(batch.x, batch.y, batch.weight, batch.keep)
        paid = penalties.value() + batch.plan.tape.paid()
        examples.penalties[batch.rows] = paid
        penalties.add_gradients()
        rate = optimizer.rate
        compiled.update()
        penalties.truncate(rate)


def by_own_loss(compiled: Compiled, examples: Examples, batches: Sequence[Batch]) -> None:
    """Train a model that computes its loss itself; its figures are worked out batch by batch."""
    penalties, optimizer = compiled.penalties, compiled.optimizer
    weighted = [one is not None for one in examples.weights]
    for batch in batches:
        total = batch.plan.total
        assert total is not None
        total.take(examples.targets, weighted)
        batch.step(batch.x, batch.y, batch.weight, batch.keep)
        examples.penalties[batch.rows] = total.value
        total.add_penalties()
        rate = optimizer.rate
        compiled.update()
        penalties.truncate(rate * total.penalty_share)
        total.note(batch.x, batch.y, batch.weight, batch.keep)
