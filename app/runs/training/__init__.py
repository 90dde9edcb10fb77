"""The training session of any kind of run: trainer, driver, speed, timeline, checkpoints."""
