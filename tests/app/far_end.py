"""The server's end of a worker's pair, for tests: sends messages and receives the worker's."""

import contextlib
import gc
import itertools
import socket
import threading
from collections import defaultdict, deque
from time import clock_gettime, monotonic, pthread_getcpuclockid

from threadpoolctl import threadpool_limits

from app.documents.commands import View
from app.encoding.messages import unpack_frame_content
from app.runs.training.training_session import TrainingSession
from app.runs.wire import SocketChannel, Unpacker, pack
from app.runs.worker.worker import Worker
from tests.app.runners import experiment
from tests.patience import LIMIT

VIEW = View(resolution=10, thumbnails=0).model_dump()
STATUS = {"type": "status"}
STEP = {"type": "step", "unit": "epoch"}


class Note:
    """A current run without shared memory."""

    def write(self, run):
        self.run = run


class Server:
    """The other end of a worker's pair."""

    def __init__(self, end):
        end.settimeout(LIMIT)
        self._end, self._unpacker = end, Unpacker()
        self._heard, self._serial = deque(), itertools.count()
        self._parts = defaultdict(bytes)  # of answers, by their ids
        self._held = None  # messages that are said at once
        self.thread = None  # the worker's, where it is one of this process

    @property
    def worker_seconds(self):
        """Seconds of the processor that the worker's thread has had."""
        return clock_gettime(pthread_getcpuclockid(self.thread.ident))

    def say(self, body=b"", **header):
        if self._held is None:
            self._end.sendall(pack(header, body))
        else:
            self._held.append(pack(header, body))

    @contextlib.contextmanager
    def at_once(self):
        """Send all that is said within the block in one go."""
        self._held = []
        yield
        held, self._held = self._held, None
        self._end.sendall(b"".join(held))

    def next(self):
        while not self._heard:
            for header, body in self._unpacker.feed(self._end.recv(1 << 20)):
                self._take(header, body)
        return self._heard.popleft()

    def _take(self, header, body):
        if header["is"] == "part":
            self._parts[header["id"]] += body
        else:
            self._heard.append((header, self._parts.pop(header.get("id"), b"") + body))

    def hear(self, kind, **wanted):
        """Return the next message of a kind; others are passed over."""
        wanted["is"] = kind
        while True:
            header, body = self.next()
            if wanted.items() <= header.items():
                return header, body

    def kinds_before_answer(self, *watched):
        """Return the kinds of messages that the worker sends before it answers a beat."""
        self.say(do="beat", watched=list(watched))
        kinds = (self.next()[0]["is"] for _ in itertools.count())
        return list(itertools.takewhile(lambda kind: kind != "alive", kinds))

    def begin(self, run, document=None):
        """Ask for a run to be made, and do not wait for it."""
        body = (document or experiment()).model_dump_json().encode()
        about = {"seq": 0, "numbers": {}, "failed": "", "waits": False, "from": "experiment"}
        self.say(body, do="create", run=run, **about)
        return run

    def create(self, run, document=None):
        self.begin(run, document)
        self.hear("created", run=run)
        return run

    def send(self, run, command):
        number = next(self._serial)
        self.say(do="call", run=run, id=number, until=monotonic() + LIMIT, command=command)
        return number

    def call(self, run, command):
        return self.hear("answer", id=self.send(run, command))[0]["value"]

    def reply(self, number):
        """Return the header of the answer to a call, or of its refusal."""
        while True:
            header, _ = self.next()
            if header.get("id") == number:
                return header

    def start(self, run, document=None):
        self.create(run, document)
        self.call(run, {"type": "start"})
        return run

    def ask(self, run, newer=-1, at=0.0, view=VIEW):
        wish = {"newer": newer, "generation": 0, "epochs_per_row": 1, "since": -1, "at": at}
        self.say(do="picture", run=run, view=view, **wish)

    def picture(self):
        return unpack_frame_content(self.hear("picture")[1]).meta

    def epochs(self, *runs):
        return [self.call(run, STATUS)["epoch"] for run in runs]

    def epochs_at(self, at, *runs):
        """Return the epoch of each run at a time, from its frames."""
        for run in runs:
            self.ask(run, at=at)
        pictures = (self.hear("picture") for _ in runs)
        return {
            header["run"]: unpack_frame_content(body).meta["epoch"] for header, body in pictures
        }

    def train_until(self, run, epoch):
        while self.epochs(run)[0] < epoch:
            pass


@contextlib.contextmanager
def worker_in_a_thread():
    """Yield the server's end of a worker that runs until the end of the block."""
    ours, theirs = socket.socketpair()
    worker = Worker(SocketChannel(theirs), Note(), TrainingSession, unwatched_seconds=0.3)
    thread = threading.Thread(target=worker.serve)
    gc.freeze()  # as in a worker process: else one run is charged for looking at all of the tests
    thread.start()
    with theirs, threadpool_limits(1):  # as in a worker process
        with ours:
            server = Server(ours)
            server.thread = thread
            yield server
        thread.join(LIMIT)
    gc.unfreeze()
    assert not thread.is_alive()
