"""The server's side of runs: worker processes, records of runs, feeds of frames."""
