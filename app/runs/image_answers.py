"""What a run of images answers to the queries of its kind, and these by name."""

from typing import NotRequired, TypedDict

from app.runs.answers import CheckpointAnswer, FileAnswer, Query


class FirstLayer(TypedDict):
    """How many units the first layer has, and the sides of the picture of each."""

    units: int
    height: int
    width: int


class NamedLayer(TypedDict):
    """A hidden layer, or the output."""

    name: str
    units: int


class MapLayer(TypedDict):
    """A layer that makes maps of a picture."""

    name: str
    channels: int
    height: int
    width: int


class ImageTopology(TypedDict):
    """What a run of images learns from, what an epoch is, and what there is to ask about."""

    data: str
    shape: list[int]
    classes: list[str]
    train: int  # pictures
    validation: int
    test: int
    batches: int  # of an epoch
    steps: int  # of an epoch, with its validation
    parameters: int
    first_layer: FirstLayer
    layers: list[NamedLayer]
    maps: list[MapLayer]


class LayerSummary(TypedDict):
    """A layer in a model's summary."""

    name: str
    type: str
    shape: list[int]
    parameters: int


class SummaryAnswer(TypedDict):
    """The model as Keras sums it up."""

    text: str
    parameters: int
    trainable: int
    layers: list[LayerSummary]


class SaidPicture(TypedDict):
    """A picture, its class, and what the network says of it."""

    id: int
    label: int
    said: int
    probabilities: list[float]


class CellAnswer(TypedDict):
    """Pictures that validate; `total` are those that the answer is a part of."""

    epoch: int
    total: int
    pictures: list[SaidPicture]


class PastPicture(TypedDict):
    """A picture, and what the network said of it at several epochs."""

    id: int
    label: int | None  # None: its class is none of the run's
    said: list[int]
    probabilities: list[list[float]]


class PastAnswer(TypedDict):
    """The same pictures at past epochs."""

    epoch: int
    stored: list[int]  # epochs of the time line
    epochs: list[int]  # of this answer; none: as the network is now
    pictures: list[PastPicture]


class FirstWeights(TypedDict):
    """The first layer's weights as pictures; a byte is 128 + 127 · w / scale."""

    epoch: int
    layer: str
    units: int
    first: int
    height: int
    width: int
    scales: list[float]
    norms: list[float]
    biases: list[float]
    pictures: str  # base64 of bytes [units, height, width]


class ExcitingPicture(TypedDict):
    """A picture, and the value that a unit has for it."""

    id: int
    label: int
    said: int
    activation: float


class ExcitingAnswer(TypedDict):
    """The pictures for which a unit's value is greatest."""

    epoch: int
    layer: int
    unit: int
    units: int
    pictures: list[ExcitingPicture]


class CloudAnswer(TypedDict):
    """The scores before the softmax on their principal components, or by t-SNE."""

    epoch: int
    method: str  # pca, tsne
    ids: list[int]
    labels: list[int]
    said: list[int]
    points: list[list[float]]
    shares: list[float]  # of the variance; none by t-SNE
    divergence: float | None  # of t-SNE


class LayerMaps(MapLayer):
    """What a layer makes of a picture; a byte is 255 · value / largest."""

    largest: float
    maps: str  # base64 of bytes [channels, height, width]


class PictureAnswer(TypedDict):
    """What the network says of one picture."""

    epoch: int
    label: NotRequired[int | None]
    probabilities: list[float]
    top: list[tuple[int, float]]
    seen: str  # base64 of the bytes that the network sees
    layers: list[LayerMaps]


SUMMARY = Query[SummaryAnswer]("image_summary")
PIXELS = Query[FileAnswer]("pixels")
CELL = Query[CellAnswer]("cell")
MISTAKES = Query[CellAnswer]("mistakes")
PAST_PICTURES = Query[PastAnswer]("past_pictures")
FIRST_WEIGHTS = Query[FirstWeights]("first_weights")
EXCITING = Query[ExcitingAnswer]("exciting")
CLOUD = Query[CloudAnswer]("cloud")
ANSWER_PICTURE = Query[PictureAnswer]("answer_picture")
TRANSFER = Query[CheckpointAnswer]("transfer")
