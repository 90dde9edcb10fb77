"""A worker's other end, for tests: says what the server says and hears what the worker answers."""

import itertools
from collections import deque
from time import monotonic

from app.messages import unpack_picture
from app.runs.wire import Unpacker, pack
from app.schemas import View
from tests.app.runners import LIMIT, experiment

VIEW = View(resolution=10, thumbnails=0).model_dump()
STATUS = {"type": "status"}
STEP = {"type": "step", "unit": "epoch"}


class Note:
    """A marker without shared memory."""

    def write(self, run):
        self.run = run


class Server:
    """The other end of a worker's pair."""

    def __init__(self, end):
        end.settimeout(LIMIT)
        self._end, self._unpacker = end, Unpacker()
        self._heard, self._serial = deque(), itertools.count()

    def say(self, body=b"", **header):
        self._end.sendall(pack(header, body))

    def next(self):
        while not self._heard:
            self._heard.extend(self._unpacker.feed(self._end.recv(1 << 20)))
        return self._heard.popleft()

    def hear(self, kind, **wanted):
        """Return the next message of a kind, passing over the others."""
        wanted["is"] = kind
        while True:
            header, body = self.next()
            if wanted.items() <= header.items():
                return header, body

    def kinds_before_answer(self):
        """Return what else the worker says until it answers a beat."""
        self.say(do="beat", watched=[])
        kinds = (self.next()[0]["is"] for _ in itertools.count())
        return list(itertools.takewhile(lambda kind: kind != "alive", kinds))

    def create(self, run, document=None):
        body = (document or experiment()).model_dump_json().encode()
        self.say(
            body,
            do="create",
            run=run,
            seq=0,
            numbers={},
            failed="",
            waits=False,
            **{"from": "experiment"},
        )
        self.hear("created", run=run)
        return run

    def send(self, run, command):
        number = next(self._serial)
        self.say(do="call", run=run, id=number, until=monotonic() + LIMIT, command=command)
        return number

    def call(self, run, command):
        return self.hear("answer", id=self.send(run, command))[0]["value"]

    def start(self, run, document=None):
        self.create(run, document)
        self.call(run, {"type": "start"})
        return run

    def ask(self, run, newer=-1, at=0.0, view=VIEW):
        wish = {"newer": newer, "generation": 0, "since": -1, "at": at}
        self.say(do="picture", run=run, view=view, **wish)

    def picture(self):
        return unpack_picture(self.hear("picture")[1]).meta

    def epochs(self, *runs):
        return [self.call(run, STATUS)["epoch"] for run in runs]

    def epochs_at(self, at, *runs):
        """Return the epoch of each run at a time, from pictures."""
        for run in runs:
            self.ask(run, at=at)
        pictures = (self.hear("picture") for _ in runs)
        return {header["run"]: unpack_picture(body).meta["epoch"] for header, body in pictures}

    def train_until(self, run, epoch):
        while self.epochs(run)[0] < epoch:
            pass
