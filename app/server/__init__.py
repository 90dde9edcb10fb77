"""What holds for every connection, at uvicorn's level."""
