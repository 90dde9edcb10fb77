"""Runs: their worker processes, supervision, frames and checkpoints.  Start at `runner.py`."""
