"""What viewers see of a run of images: its figures; all pictures are asked for."""

from dataclasses import dataclass
from typing import Any

from app.documents.commands import View
from app.documents.image_document import Images
from app.encoding.messages import Tensors
from app.runs.blocks import Work
from app.runs.image_answers import FirstLayer, ImageTopology, MapLayer, NamedLayer
from app.runs.images.image_model import ImageModel
from app.runs.images.pictures import Split


@dataclass(frozen=True)
class ImageScreen:
    """A `Screen` of a network for images."""

    document: Images
    split: Split
    image_model: ImageModel
    batches: int
    steps: int

    def topology(self) -> ImageTopology:
        """Return what there is to ask about."""
        data, split = self.document.data, self.split
        side = data.pictures.side
        return {
            "data": data.name,
            "shape": [side, side],
            "classes": [data.pictures.classes[number] for number in split.classes],
            "train": len(split.train),
            "validation": len(split.validation),
            "test": split.test,
            "batches": self.batches,
            "steps": self.steps,
            "parameters": self.image_model.model.count_params(),
            "first_layer": first_layer(self.image_model, side),
            "layers": [_named(layer) for layer in self.image_model.hidden],
            "maps": [map_layer(layer) for layer in self.image_model.maps],
        }

    def points(self) -> Work[dict[str, object]]:
        """Return nothing: pictures are asked for by their numbers."""
        yield from ()
        return {}

    def shown(self, view: View) -> dict[str, object]:
        """Return of how many steps a frame's `position` is one."""
        return {"steps": self.steps}

    def drawing(self, view: View) -> Work[Tensors]:
        """Return no tensors: a frame has figures alone."""
        yield from ()
        return {}


def first_layer(image_model: ImageModel, side: int) -> FirstLayer:
    """Return how many units the first layer has, and the sides of the picture of each."""
    layer = image_model.first
    if image_model.maps:
        height, width = layer.kernel_size
        return {"units": layer.filters, "height": height, "width": width}
    return {"units": layer.units, "height": side, "width": side}


def _named(layer: Any) -> NamedLayer:
    return {"name": layer.name, "units": layer.output_shape(*layer.input_shapes)[-1]}


def map_layer(layer: Any) -> MapLayer:
    """Return how many maps a layer makes, and their sides."""
    height, width, channels = layer.output_shape(*layer.input_shapes)
    return {"name": layer.name, "channels": channels, "height": height, "width": width}
