"""Tables that people upload: read in a process of their own.  Knows neither HTTP nor the store."""
