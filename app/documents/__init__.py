"""Documents: experiments with their parts and presets, and commands; checked and complete."""
