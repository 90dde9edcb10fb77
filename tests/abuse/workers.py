"""Attacks on a worker's time: what is asked of one run, to stop all the others."""

from collections.abc import Callable

from app.documents.commands import View
from app.runs.blocks import finish
from app.runs.worker.jobs import Job, Jobs
from tests.abuse.abuse import Abuse
from tests.abuse.stage import Stage
from tests.app.far_end import STATUS, Server, worker_in_a_thread
from tests.app.largest import of_formulas

FILE = {"type": "model", "format": "numpy"}


def beside_an_innocent(attack: Callable[[Server], None], *signs: str) -> Callable[[Stage], bool]:
    """Return whether an innocent's question is answered only after something of the attack's."""

    def holds_up(_: Stage) -> bool:
        with worker_in_a_thread() as server:
            innocent = server.create("innocent")
            attack(server)
            return any(comes_first(server, innocent, signs) for _ in range(3))

    return holds_up


def comes_first(server: Server, innocent: str, signs: tuple[str, ...]) -> bool:
    """Say whether an innocent's question is refused, or answered after something else is said."""
    asked = server.send(innocent, STATUS)
    while (told := server.next()[0]).get("id") != asked:
        if told["is"] in signs:
            return True
    return bool(told["is"] == "refusal")


def files(server: Server) -> None:
    """Take the same program away again and again."""
    run = server.create("large", of_formulas())
    for _ in range(3):
        server.send(run, FILE)


def views(server: Server) -> None:
    """Watch a run whose formulas are as dear as can be, in ever another view."""
    run = server.create("dear", of_formulas())
    for side in range(195, 200):
        server.ask(run, view=View(resolution=side).model_dump())


def makings(server: Server) -> None:
    """Have many large runs made at once."""
    for number in range(3):
        server.begin(f"large {number}", of_formulas())


def rebuildings(server: Server) -> None:
    """Begin anew again and again."""
    run = server.create("large", of_formulas())
    for _ in range(3):
        server.send(run, {"type": "reset"})


def flood(server: Server) -> None:
    """Ask so much of one run that nothing more can be asked of any."""
    run = server.create("flooded", of_formulas())
    for _ in range(30):
        server.send(run, FILE)


def all_at_once(job: Job) -> bool:
    """Replace blocks: a job that begins runs to its end."""
    job.begun = True
    finish(job.work)
    return True


def last_come(jobs: Jobs, run: str) -> None:
    """Replace the refusal of the run with the most jobs."""
    if len(list(jobs)) > 20:
        jobs._give_way(next(reversed(jobs._lines[run].values())))


BLOCKS = {"app.runs.worker.jobs.Job.advance": all_at_once}
WORKERS = [
    Abuse("flood of files", "huge networks", beside_an_innocent(files, "answer"), BLOCKS),
    Abuse(
        "dear views", "expression bombs and escapes", beside_an_innocent(views, "picture"), BLOCKS
    ),
    Abuse("many large runs", "huge networks", beside_an_innocent(makings, "created"), BLOCKS),
    Abuse("many resets", "huge networks", beside_an_innocent(rebuildings, "answer"), BLOCKS),
    Abuse(
        "flood of questions",
        "rate-limit abuse",
        beside_an_innocent(flood),
        without={"app.runs.worker.jobs.Jobs._make_room": last_come},
        sooner={"app.runs.worker.jobs.QUESTIONS": 20},
    ),
]
