"""What is described: an experiment, its parts and presets, commands; checked and complete."""
