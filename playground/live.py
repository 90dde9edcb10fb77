"""Shows in a notebook what learns, while it learns; in a plain program, a line now and then."""

from typing import Any, overload

from playground.run import Run


@overload
def watch(what: Run) -> Run: ...
@overload
def watch(what: Any, x: Any = None, y: Any = None) -> Any: ...
def watch(what: Any, x: Any = None, y: Any = None) -> Any:
    """Show a run or a study until it stands still; or a model of the engine while it is fitted.

        playground.watch(run.start())
        model.fit(x, y, callbacks=[playground.watch(model, x, y)])

    Of a model it returns a callback.  `x` [rows, 2] and `y` are examples to draw on its map.
    """
    if isinstance(what, Run):
        return what.watch()
    from playground import cells

    return cells.live_cell(what, x, y)
