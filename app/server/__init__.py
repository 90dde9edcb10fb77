"""Connections at uvicorn's level: the HTTP and WebSocket protocols, and their limits."""
