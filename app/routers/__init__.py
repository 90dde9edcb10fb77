"""HTTP and WebSocket: what is asked, by whom, and how the answer looks."""
