"""One run in training: data, network, time line, figures."""
