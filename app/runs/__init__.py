"""A run's life: worker processes, supervision, frames, checkpoints.  `runner.py` is the face."""
