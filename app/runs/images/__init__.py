"""The kind of run that learns to tell pictures apart: Fashion-MNIST and digits."""
