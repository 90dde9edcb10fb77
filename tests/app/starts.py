"""What a network comes to from many starts: those of a stack train in one go."""

from app.documents.choices import GRADIENT
from engine.population import Population
from tests.app.sessions import session, step


def trained(experiment, starts, epochs):
    """Return the training from each start, after so many epochs: from the seeds 1, 2, …"""
    seeds = range(1, starts + 1)
    documents = [experiment.with_value("training.seed", seed) for seed in seeds]
    runs = [session(**document.model_dump(mode="json")) for document in documents]
    if experiment.network.is_branched or experiment.training.rule != GRADIENT:
        return [step(run, count=epochs).training for run in runs]
    return _together([run.training for run in runs], epochs)


def _together(made, epochs):
    """Train networks as one population, which is far quicker than one after the other."""
    rows, size = made[0].data.train, made[0].batch
    models = [one.model for one in made]
    population = Population(models, rows.inputs, rows.targets, batch_size=size)
    for _ in range(epochs):
        population.step_epoch()
    for one, parameters in zip(made, population.parameters, strict=True):
        one.parameters[:] = parameters
    return made
