"""How much of everything there may be: caps, rates, and what gives way where there is no room."""
