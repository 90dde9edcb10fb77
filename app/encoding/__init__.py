"""Encodings: messages, tensors, large JSON, PNG, QR codes."""
