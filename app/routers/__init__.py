"""Routes over HTTP and WebSocket: what each request needs, which service does it, the answer."""
