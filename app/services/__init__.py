"""What the product does, whoever asks: over HTTP, over a stream, in a test."""
