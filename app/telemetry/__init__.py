"""Telemetry: the server's log, and its metrics."""
