"""Data to learn from: seeded generators of points in the plane."""
