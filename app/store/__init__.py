"""What outlives the server: experiments, in a database.  Knows neither runs nor HTTP."""
