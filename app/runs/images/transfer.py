"""Makes a run that begins with the lower layers of this one."""

import numpy as np

from app.documents.image_document import Images
from app.errors import Unprocessable, fault
from app.runs.answers import CheckpointAnswer
from app.runs.blocks import Work
from app.runs.images.image_training import ImageTraining
from app.runs.images.lower_layers import hold, numbers_of
from app.runs.states import SessionFacts
from app.runs.training.trainer import Trainer
from app.runs.training.trainer_checkpoints import save_trainer
from app.runs.training.training_session import TrainingSession
from app.runs.wire_messages import CommandData

NEW: SessionFacts = {
    "status": "ready",
    "reason": "",
    "kept": False,
    "generation": 0,
    "revision": 0,
    "goal": None,
}


def transfer(session: TrainingSession, query: CommandData) -> Work[CheckpointAnswer]:
    """Return, as a checkpoint, a new run of a document that begins with this run's lower layers.

    They are those of the end of the last complete epoch.  Raises Unprocessable if the two networks
    differ in them.
    """
    training = session.training
    assert isinstance(training, ImageTraining)
    document = Images.model_validate(query["document"])
    wanted = document.network.transfer
    assert wanted is not None
    _check_alike(training.document, document, wanted.layers)
    with training.moment.taken():
        held = hold(numbers_of(training.image_model, wanted.layers))
    found = {"epoch": training.epoch, "weights": held.name}
    network = document.network.model_copy(update={"transfer": wanted.model_copy(update=found)})
    yield
    made = yield from Trainer.building(document.model_copy(update={"network": network}))
    del held  # the new run has them
    yield
    blob = save_trainer(made, NEW)
    return {"checkpoint": np.frombuffer(blob, np.uint8), "epoch": 0}


def _check_alike(one: Images, other: Images, count: int) -> None:
    """Raise Unprocessable unless so many lower layers of two networks are of the same form."""
    forms = [_forms(document) for document in (one, other)]
    if len(forms[0]) < count:
        raise _unfit("network.transfer.layers", f"at most {len(forms[0])}, as that run has", count)
    for (_, mine), (path, wanted) in zip(*(form[:count] for form in forms), strict=True):
        if mine != wanted:
            raise _unfit(path, f"as in that run, {mine}", wanted)


def _unfit(path: str, allowed: str, got: object) -> Unprocessable:
    return Unprocessable.of(fault(path, f"must be {allowed}; got {got}", "does_not_fit"))


def _forms(document: Images) -> list[tuple[str, str]]:
    """Return what each layer from the picture on is in words, with its path."""
    network = document.network
    words = [
        (
            f"network.convolution.{at}",
            f"{block.filters} filters of {block.kernel} · {block.kernel}, pool {block.pool},",
        )
        for at, block in enumerate(network.convolution)
    ]
    kind = "normalized " if network.batch_normalization else ""
    words += [
        (f"network.hidden.{at}", f"{layer.units} {kind}{layer.activation} units")
        for at, layer in enumerate(network.hidden)
    ]
    side = document.data.pictures.side
    return [(path, f"{form} for pictures of {side} · {side}") for path, form in words]
