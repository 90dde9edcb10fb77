"""Calls of layers, bound to buffers for one number of rows, so that a step allocates nothing.

``buffers`` holds what a call reads and writes, ``tape`` runs calls that are known beforehand,
``live`` those of a subclassed model as its ``call`` makes them.  Either way they are run forward in
their order and backward against it (``engine.backpropagation``).
"""
