"""What is told of the server's work: its log, its figures."""
