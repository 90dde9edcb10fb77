"""Bytes and text out: messages, tensors, large JSON, pictures, QR codes."""
