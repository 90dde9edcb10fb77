"""Many networks of one shape, trained at once: `Population`; to the bit: `Lockstep`."""

from engine.population.lockstep import Lockstep as Lockstep
from engine.population.member_losses import MemberLosses as MemberLosses
from engine.population.population import Population as Population
