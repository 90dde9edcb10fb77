"""Reads uploaded tables in a process of their own.  Knows neither HTTP nor the store."""
