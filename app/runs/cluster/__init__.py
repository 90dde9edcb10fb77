"""Runs on many machines: cells, which are actors of a Ray cluster, in place of worker processes."""
