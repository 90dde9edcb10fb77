"""What a network is shown of a point: named features, and formulas in x1 and x2.

``features`` has the table of names, ``formulas`` reads a text, ``expressions`` are what it means:
a tree of allowed functions, never ``eval``.
"""

from engine.features.features import FEATURES, Feature, axes, feature_of, name_of, transform

__all__ = ["FEATURES", "Feature", "axes", "feature_of", "name_of", "transform"]
