"""What outlives the server, in a database: experiments, tables, runs.  Knows nothing of HTTP."""
