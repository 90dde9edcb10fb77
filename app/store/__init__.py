"""What outlives the server: experiments and tables, in a database.  Knows neither runs nor HTTP."""
