"""What a notebook's cell shows while something learns: curves and a map, as SVG of our own.

``curves`` and ``maps`` draw, ``cell`` puts them beside a summary, ``place`` shows that anew, again
and again, in one place of the notebook.
"""
