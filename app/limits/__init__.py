"""Limits: caps, rates, the memory of unsent answers, and what is evicted where all is full."""
