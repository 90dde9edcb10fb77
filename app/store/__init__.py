"""The store: experiments, tables and runs in a database.  Knows nothing of HTTP."""
