"""Schemas of a client's messages on a stream, besides commands (docs/protocol.md)."""

from typing import Annotated

from pydantic import Field

from app.documents.commands import NeuronName, View
from app.documents.fields import Model, Whole

Seq = Annotated[Whole, Field(ge=-1, le=2**53)]
Token = Annotated[str, Field(max_length=200)]


class Ack(Model):
    """A frame was drawn."""

    seq: Seq


class Hello(Model):
    """The client's first message."""

    token: Token | None = None
    after: Seq = -1
    view: View = View()


class Pin(Model):
    """The client has a neuron open, which it shows to all viewers; None: it has none."""

    neuron: NeuronName | None


class Ping(Model):
    """Is anybody there?"""


class Control(Model):
    """A token to steer with from now on, be it a new one."""

    token: Token
