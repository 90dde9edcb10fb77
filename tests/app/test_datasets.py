"""Tables of one's own over HTTP, and forty that nobody should send."""

import asyncio
import csv
import time

import httpx2 as httpx
import pytest
from starlette.requests import Request

from app.errors import TooLarge
from app.http import request_body
from app.main import create_app
from app.routers.datasets import DECIMALS, DELIMITERS, ENCODINGS
from app.services.dataset_service import file_name
from app.settings import Settings
from app.tabular import reader
from engine.datasets.csv_encoding import ENCODINGS as READ_ENCODINGS
from engine.datasets.csv_rows import DELIMITERS as READ_DELIMITERS
from engine.datasets.csv_values import DECIMALS as READ_DECIMALS
from tests.app.client import serving
from tests.app.fake_runner import FakeRunner
from tests.app.hostile_tables import HOSTILE, WORST, M

CSV = {"Content-Type": "text/csv"}
PETS = b"width;kind\n1,5;cat\n2,5;dog\n"
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    file = tmp_path_factory.mktemp("datasets") / "kept.db"
    with serving(database_url=f"sqlite+aiosqlite:///{file}") as client:
        yield client


def upload(client, content, **query):
    return client.post("/api/datasets", content=content, headers=CSV, params=query)


def test_uploaded_table_is_told_of_and_found_again_by_its_id(client):
    answer = upload(client, PETS, name="Haustiere")
    told = answer.json()
    assert (answer.status_code, told["name"], told["rows"]) == (201, "Haustiere", 2)
    assert [column["kind"] for column in told["columns"]] == ["number", "classes"]
    assert told["preview"] == [["1,5", "cat"], ["2,5", "dog"]]
    assert told["read_as"] == {
        "encoding": "utf-8", "delimiter": ";", "decimal": ",", "header": True,
    }  # fmt: skip
    assert client.get(answer.headers["location"]).json() == told


def test_same_file_read_in_the_same_way_is_there_already_and_is_not_read(client, monkeypatch):
    first = upload(client, b"a,b\n1,2\n", delimiter="comma")
    monkeypatch.setattr(reader, "PROGRAM", "no.such.program")
    again = upload(client, b"a,b\n1,2\n", delimiter=",")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()


def test_other_name_content_or_way_of_reading_is_another_table(client):
    asked = [
        (b"5,6\n", {}),
        (b"5,7\n", {}),
        (b"5,6\n", {"name": "x"}),
        (b"5,6\n", {"header": "false"}),
    ]
    assert len({upload(client, content, **query).json()["id"] for content, query in asked}) == 4


def test_what_is_found_out_may_be_said_instead(client):
    query = {"delimiter": "semicolon", "decimal": "point", "header": "false", "encoding": "latin-1"}
    told = upload(client, "é;1\nü;2\n".encode(), **query).json()
    assert told["read_as"] == {
        "encoding": "latin-1", "delimiter": ";", "decimal": ".", "header": False,
    }  # fmt: skip
    assert told["preview"][0] == ["Ã©", "1"]


def test_every_way_of_reading_that_is_offered_is_known():
    assert set(DELIMITERS.values()) == {"auto", *READ_DELIMITERS}
    assert set(DECIMALS.values()) == {"auto", *READ_DECIMALS}
    assert set(ENCODINGS) == {"auto", *READ_ENCODINGS}


def test_table_comes_back_as_csv_without_formulas(client):
    content = b'"=a",b\n=1+1,-5\n@x,1e-3\n\'y,0.1\n'
    told = upload(client, content, name='../"Grün" <b>.csv').json()
    answer = client.get(f"/api/datasets/{told['id']}.csv")
    rows = list(csv.reader(answer.text.splitlines()))
    assert rows == [["'=a", "b"], ["'=1+1", "-5"], ["'@x", "0.001"], ["'y", "0.1"]]
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="Gr-n-b.csv"'


def test_table_that_came_back_is_the_same_table(client):
    told = upload(client, PETS).json()
    again = upload(client, client.get(f"/api/datasets/{told['id']}.csv").content).json()
    assert again["columns"] == told["columns"]


@pytest.mark.parametrize(
    ("name", "file"),
    [("iris.csv", "iris.csv"), ("", "data.csv"), ("../../etc/passwd", "etc-passwd.csv"),
     ("a\r\nb: c", "a-b-c.csv"), ("日本", "data.csv"), ("x" * 99, "x" * 60 + ".csv")],
)  # fmt: skip
def test_file_name_is_of_harmless_letters(name, file):
    assert file_name(name) == file


@pytest.mark.parametrize(
    ("query", "path"),
    [("delimiter=x", "delimiter"), ("decimal=%27", "decimal"), ("header=1", "header"),
     ("encoding=utf-7", "encoding"), ("name=%00", "name"), ("name=" + "x" * 121, "name"),
     ("delimeter=,", "delimeter")],
)  # fmt: skip
def test_ways_of_reading_that_are_not_offered_are_refused(client, query, path):
    answer = client.post(f"/api/datasets?{query}", content=PETS, headers=CSV)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, path)


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json", ""])
def test_other_types_of_body_are_refused(client, kind):
    answer = client.post("/api/datasets", content=PETS, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_type")


@pytest.mark.parametrize(
    ("path", "status"), [("nothinghere123", 404), ("nothinghere123.csv", 404), ("0", 422),
                         ("0.csv", 422), ("%00", 422), ("a" * 5000, 422)]
)  # fmt: skip
def test_tables_that_are_not_there_are_problem_documents(client, path, status):
    answer = client.get(f"/api/datasets/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)


@pytest.mark.parametrize("table", HOSTILE, ids=lambda table: table.what)
def test_hostile_table_is_refused_in_its_place_or_read(client, table):
    place = f"/api/datasets?{table.query}"
    answer = client.post(place, content=table.content, headers=CSV)
    assert answer.status_code == table.status, answer.text
    if table.status == 422:
        fault = answer.json()["errors"][0]
        assert (fault["line"], fault["column"]) == (table.line, table.column), fault
    if table.status != 201:
        assert answer.headers["content-type"] == PROBLEM
        assert len(answer.json()["detail"]) < 500


def test_there_are_forty_hostile_tables():
    assert len({table.content for table in HOSTILE}) >= 40


@pytest.mark.anyio
async def test_body_over_the_cap_is_refused_before_the_rest_of_it_comes():
    sent = 0

    async def endless():
        nonlocal sent
        sent += 65_536
        return {"type": "http.request", "body": b"," * 65_536, "more_body": True}

    scope = {"type": "http", "headers": [(b"content-type", b"text/csv")]}
    with pytest.raises(TooLarge):
        await request_body.read_csv(Request(scope, endless))
    assert sent <= M + 65_536


@pytest.mark.anyio
async def test_body_that_says_it_is_over_the_cap_is_not_even_begun():
    scope = {
        "type": "http",
        "headers": [(b"content-type", b"text/csv"), (b"content-length", b"9" * 99)],
    }
    with pytest.raises(TooLarge, match="at most 1048576 bytes; got 999"):
        await request_body.read_csv(Request(scope, None))


def test_body_that_trickles_in_is_not_waited_for(client, monkeypatch):
    monkeypatch.setattr(request_body, "CSV_SECONDS", 0.01)
    monkeypatch.setattr(request_body, "_receive", lambda *_: asyncio.Event().wait())
    assert upload(client, PETS).status_code == 408


async def longest_hold(done):
    """Return the most processor time that this process took between two turns of its loop.

    Processor time: what others do on this machine, a reader too, is no fault of the loop.
    """
    longest, before = 0.0, time.process_time()
    while not done.is_set():
        await asyncio.sleep(0.002)
        now = time.process_time()
        longest, before = max(longest, now - before), now
    return longest


@pytest.mark.anyio
async def test_worst_tables_hold_up_the_event_loop_for_less_than_50_milliseconds(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path}/kept.db"
    app, done = create_app(Settings(database_url=url), FakeRunner()), asyncio.Event()
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60) as client,
    ):
        watching = asyncio.create_task(longest_hold(done))
        answers = await asyncio.gather(
            *(
                client.post("/api/datasets", content=table[:M], headers=CSV)
                for table in WORST.values()
            )
        )
        for answer in answers:
            if answer.status_code == 201:
                await client.get(f"{answer.headers['location']}.csv")
        done.set()
        assert await watching < 0.05
    assert sorted(answer.status_code for answer in answers) == [201, 201, 422, 422, 422]
