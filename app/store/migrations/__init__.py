"""Migrations of the database's schema; the server applies them when it starts."""
