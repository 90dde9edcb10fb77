"""What holds for every request and answer, at Starlette's level."""
