"""Runs as the server sees them: worker processes, records, feeds of frames."""
