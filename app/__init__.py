"""The playground's server and its worker processes."""
