"""Models as pictures of boxes and links, as Keras's ``plot_model`` draws them, without Graphviz.

``boxes`` says what stands in the boxes, ``layout`` where they lie, ``svg`` and ``png`` draw them.
"""

from engine.diagrams.drawing import Diagram, plot_model

__all__ = ["Diagram", "plot_model"]
