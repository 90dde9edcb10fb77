"""The kind of run whose trials are runs of networks: a study."""
