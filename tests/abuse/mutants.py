"""The table of abuses: what is tried, and what stands against it (`Abuse` says how to read it)."""

from tests.abuse.bodies import BODIES
from tests.abuse.connections import CONNECTIONS
from tests.abuse.files import FILES
from tests.abuse.frames import FRAMES
from tests.abuse.gallery import GALLERY
from tests.abuse.lines import LINES
from tests.abuse.machines import MACHINES
from tests.abuse.making import MAKING
from tests.abuse.names import NAMES
from tests.abuse.rights import RIGHTS
from tests.abuse.streams import STREAMS
from tests.abuse.unread import UNREAD
from tests.abuse.work import WORK
from tests.abuse.workers import WORKERS

ABUSES = [
    *BODIES,
    *CONNECTIONS,
    *FILES,
    *FRAMES,
    *GALLERY,
    *LINES,
    *MACHINES,
    *MAKING,
    *NAMES,
    *RIGHTS,
    *STREAMS,
    *UNREAD,
    *WORK,
    *WORKERS,
]
