"""The experiments of the lessons and exercises, as saved ones that ship with the playground."""

from functools import cache

from app.documents.experiment import Experiment
from app.lessons.exercises import exercises
from app.lessons.shelf import lessons
from app.store.content_ids import content_id
from app.store.experiment_store import SavedExperiment


@cache
def lesson_experiments() -> dict[str, SavedExperiment]:
    """Return them by their ids: of each lab as it runs in its lesson, and as pupils may have it."""
    labs = [lab for lesson in lessons().values() for lab in lesson.labs]
    documents: list[Experiment] = [lab.document for lab in labs]
    documents += [lab.for_pupils for lab in labs]
    documents += [exercise.experiment for exercise in exercises()]
    dumped = [document.model_dump(mode="json") for document in documents]
    return {name: SavedExperiment(name, one, False, 0.0)
            for name, one in ((content_id(each), each) for each in dumped)}  # fmt: skip
