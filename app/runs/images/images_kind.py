"""The kind of run that learns to tell pictures apart."""

from app.runs.blocks import finish
from app.runs.images import network_queries, picture_queries
from app.runs.images.image_training import ImageTraining
from app.runs.images.lower_layers import recalled
from app.runs.images.pictures import picture_set
from app.runs.images.seen_queries import answer_picture
from app.runs.images.transfer import transfer
from app.runs.training.runtime import Runtime


def _warm_up() -> None:
    """Read the digits, which take a worker too long later on."""
    finish(picture_set("digits"))


IMAGES = Runtime(
    ImageTraining.building,
    {**picture_queries.QUERIES, **network_queries.QUERIES, "answer_picture": answer_picture},
    of_session={"past_pictures": picture_queries.past_pictures, "transfer": transfer},
    large=frozenset({"transfer"}),
    recall=recalled,
    warm_up=_warm_up,
)
