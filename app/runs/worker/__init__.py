"""The worker process: trains many runs in fair slices, and does jobs between the slices."""
