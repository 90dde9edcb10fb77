"""Many networks of one shape, trained at once: `Population`."""

from engine.population.population import Population as Population
