"""What attackers send to a server."""
