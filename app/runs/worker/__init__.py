"""Runs as their worker process carries them: in fair slices, with jobs between."""
