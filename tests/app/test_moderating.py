"""The commands by which the operator decides about what people list."""

import asyncio
import json
import re
import urllib.request
from contextlib import contextmanager

import pytest

from app import cli
from app.admin import moderation_commands
from app.services.gallery import shipped
from app.store.database import Database
from app.store.experiment_store import ExperimentStore
from app.store.lesson_store import LessonStore
from app.store.moderation import Moderation, Rules
from tests.app.test_cli import served
from tests.patience import LIMIT

HOSTILE = "mine\n\x1b[2J\u202e and more"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path, monkeypatch):
    """Return the address of a database that the commands find, with nothing in it."""
    url = f"sqlite+aiosqlite:///{tmp_path}/kept.db"
    if request.param == "postgres":
        url = request.getfixturevalue("new_postgres_database")()
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", url)
    return url


def within(url, work):
    """Do something with the database's stores, as a server would; return what it returns."""

    async def do():
        database = Database(url)
        await database.start()
        try:
            rules = Rules(approval=True, hide_after=1)
            return await work(ExperimentStore(database, rules), Moderation(database, rules))
        finally:
            await database.stop()

    return asyncio.run(do())


@pytest.fixture
def waiting(url):
    """Return the id of the one experiment, which waits to be approved."""

    async def save(store, _):
        return (await store.save({"title": HOSTILE}, listed=True))[0].id

    return within(url, save)


def listed(url):
    async def look(store, _):
        return [one.id for one in (await store.page(limit=10)).items]

    return within(url, look)


def said(capsys, *arguments):
    """Return a command's exit code and what it printed."""
    with pytest.raises(SystemExit) as end:
        cli.main([*arguments])
    told = capsys.readouterr()
    return end.value.code, told.out + told.err


def test_what_waits_is_shown_in_one_line_of_plain_letters_and_approved(capsys, url, waiting):
    code, words = said(capsys, "pending")
    assert (code, words.removesuffix("\n").isprintable()) == (0, True)
    assert re.match(rf"{waiting}  \d{{4}}-\d\d-\d\d \d\d:\d\d  'mine\\n.* and more'$", words)
    words = said(capsys, "approve", waiting)[1]
    assert words == f"approved {waiting}: it is in the gallery, whatever is reported of it\n"
    assert listed(url) == [waiting]
    assert said(capsys, "pending") == (0, "nothing waits to be approved\n")


def test_what_was_reported_is_shown_with_its_reasons(capsys, url, waiting):
    assert said(capsys, "reported") == (0, "nothing was reported\n")
    within(url, lambda _, moderation: moderation.report(waiting, b"me", "rude\n\x1b[2J"))
    code, words = said(capsys, "reported")
    first, second = words.splitlines()
    assert (code, first.partition("  'mine")[0]) == (0, f"{waiting}  reported once, pending")
    assert second == r"    'rude\n\x1b[2J'"


def test_experiment_is_unlisted(capsys, url, waiting):
    said(capsys, "approve", waiting)
    code, words = said(capsys, "unlist", f"https://learn.example.org/e/{waiting}")
    assert (code, words) == (0, f"took {waiting} out of the gallery; its link goes on working\n")
    assert listed(url) == []


def test_experiment_is_removed_once(capsys, url, waiting):
    code, words = said(capsys, "remove", waiting)
    assert code == 0
    assert words.startswith(f"removed {waiting} and its picture")
    code, words = said(capsys, "remove", waiting)
    assert code == 1
    assert words.startswith(f"playground: the experiment {waiting} was removed from this server")


def test_shared_lesson_is_removed_by_its_link_once(capsys, url):
    async def save():
        database = Database(url)
        await database.start()
        saved, _ = await LessonStore(database).save("text")
        await database.stop()
        return saved.id

    name = asyncio.run(save())
    code, words = said(capsys, "remove-lesson", f"https://learn.example.org/l/{name}")
    assert (code, words) == (0, f"removed the lesson {name}; the same text is not taken again\n")
    code, words = said(capsys, "remove-lesson", name)
    assert code != 0
    assert words.startswith(f"playground: the lesson {name} was removed from this server")


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize("command", ["approve", "unlist", "remove"])
def test_nothing_is_decided_about_presets_and_what_is_not_there(capsys, command):
    preset = next(iter(shipped()))
    code, words = said(capsys, command, preset)
    assert (code, words.startswith(f"playground: {preset} is a preset")) == (1, True)
    assert said(capsys, command, "none") == (1, "playground: there is no such experiment: none\n")


def test_experiment_of_no_list_is_not_unlisted(capsys, url, waiting):
    name = within(url, lambda store, _: store.save({"title": "other"}, listed=False))[0].id
    code, words = said(capsys, "unlist", name)
    assert (code, "is not in the gallery" in words) == (1, True)
    words = said(capsys, "approve", name)[1]
    assert words == f"approved {name}: it is not in the gallery, as nobody asked for that\n"


def test_long_list_is_cut_and_says_so(capsys, url, waiting, monkeypatch):
    monkeypatch.setattr(moderation_commands, "SHOWN", 1)
    within(url, lambda store, _: store.save({"title": "other"}, listed=True))
    assert said(capsys, "pending")[1].splitlines()[1:] == [moderation_commands.MORE]


@contextmanager
def running(tmp_path):
    """Serve a new database of SQLite's; yield a way to ask the server."""
    environment = {"PLAYGROUND_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/kept.db"}
    with served(environment) as (_, address):

        def ask(path, body=None):
            data = json.dumps(body).encode() if body else None
            place = f"http://{address}{path}"
            request = urllib.request.Request(place, data, {"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=LIMIT) as answer:
                return json.load(answer)

        yield ask


def test_commands_are_done_while_the_server_runs(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/kept.db")
    with running(tmp_path) as ask:
        name = ask("/api/experiments", {"experiment": {"title": "zebra"}, "listed": True})["id"]
        assert len(ask("/api/experiments?q=zebra")["items"]) == 1
        assert said(capsys, "unlist", name)[0] == 0
        assert ask("/api/experiments?q=zebra")["items"] == []
        assert ask(f"/api/experiments/{name}")["id"] == name


def test_removed_experiment_is_gone_from_the_server_that_runs(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/kept.db")
    document = {"experiment": {"title": "zebra"}}
    with running(tmp_path) as ask:
        name = ask("/api/experiments", document)["id"]
        assert said(capsys, "remove", name)[0] == 0
        for place, body in [(f"/api/experiments/{name}", None), ("/api/experiments", document)]:
            with pytest.raises(urllib.request.HTTPError, match="410") as gone:
                ask(place, body)
            gone.value.close()
