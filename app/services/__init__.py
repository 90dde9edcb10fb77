"""Services: what the product does, the same over HTTP, over a stream and in a test."""
