"""What may be called how: names at the border, and names that were let in before there was one."""

import ast
import json

import pytest

from app.documents.commands import Experiment
from app.store.dataset_store import Dataset, DatasetStore
from tests.app.client import created, serving
from tests.hostile_texts import LINE

CSV = {"Content-Type": "text/csv"}
OLD = [
    {"name": f"x\n{LINE}#", "kind": "number", "values": [1, 2, 3, 4]},
    {"name": "petal\nlength", "kind": "number", "values": [4, 1, 3, 2]},
    {"name": "kind", "kind": "classes", "classes": ["a\u202e", "b\nc"], "values": [0, 1, 0, 1]},
]
ABOUT = {"columns": [{**column, "counts": [2, 2]} for column in OLD], "rows": 4, "preview": []}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    file = tmp_path_factory.mktemp("names") / "kept.db"
    with serving(database_url=f"sqlite+aiosqlite:///{file}") as client:
        yield client


@pytest.fixture(scope="module")
def old(client):
    """A table that a server kept which took any name."""
    store: DatasetStore = client.app.state.services.datasets._store
    kept = Dataset("o1dtab1e", "x\ty", ABOUT, 9)
    client.portal.call(store.save, kept, json.dumps(OLD))
    return kept.id


def upload(client, content, **query):
    return client.post("/api/datasets", content=content, headers=CSV, params=query)


def learning(table, columns):
    return {"data": {"source": "upload", "dataset_id": table, "columns": columns, "target": "kind"}}


def test_heading_on_two_lines_is_read_on_one_and_that_is_told(client):
    told = upload(client, b'"petal\nlength","kind"\n1,cat\n2,"big\r\ndog"\n').json()
    assert [column["name"] for column in told["columns"]] == ["petal length", "kind"]
    assert told["columns"][1]["classes"] == ["big dog", "cat"]
    assert (told["breaks"], told["preview"][1]) == (2, ["2", "big dog"])


def test_table_without_breaks_says_so(client):
    assert upload(client, b"a,b\n1,2\n").json()["breaks"] == 0


def test_headings_that_differ_in_their_breaks_alone_are_the_same(client):
    answer = upload(client, b'"a\nb","a b"\n1,2\n')
    assert (answer.status_code, answer.json()["errors"][0]["column"]) == (422, 2)


def test_refused_name_is_told_with_its_place_its_code_and_what_is_allowed(client):
    (fault,) = upload(client, "a,x\u202ey\n1,2\n".encode()).json()["errors"]
    assert (fault["line"], fault["column"], fault["name"]) == (1, 2, None)
    assert "without control characters, turns of direction" in fault["detail"]
    assert "U+202E in 'x\\u202ey'" in fault["detail"]


def test_names_table_may_be_of_one_line_too(client):
    assert upload(client, b"1,2\n", name="my\ttable\n").json()["name"] == "my table"
    assert upload(client, b"1,2\n", name="my\u202etable").status_code == 422


@pytest.mark.parametrize("text", ["\0", "\x1b[31m", "\x9b", "\u202e", "\u2066", "\uffff"])
@pytest.mark.parametrize("key", ["title", "description"])
def test_title_and_description_are_what_can_be_printed(client, key, text):
    answer = client.post("/api/experiments", json={"experiment": {key: f"a{text}b"}})
    assert answer.status_code == 422
    if text != "\0":
        (fault,) = answer.json()["errors"]
        assert (fault["path"], fault["code"]) == (f"experiment.{key}", "unprintable")
        assert "must be text without control characters" in fault["detail"]


def test_title_stands_on_one_line_and_a_description_on_several():
    told = Experiment.model_validate({"title": "a\nb\tc", "description": "a\nb\tc"})
    assert (told.title, told.description) == ("a b c", "a\nb\tc")


@pytest.mark.parametrize("key", ["columns", "target", "plane"])
def test_columns_that_no_table_has_are_refused(client, key):
    name = "a\u202e"
    data = learning("x", ["a", "b"])["data"] | {key: name if key == "target" else [name, "b"]}
    answer = client.post("/api/experiments", json={"experiment": {"data": data}})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unprintable")


def test_old_table_is_told_under_names_of_one_line(client, old):
    told = client.get(f"/api/datasets/{old}").json()
    names = [column["name"] for column in told["columns"]]
    assert (told["name"], names[1:]) == ("x y", ["petal length", "kind"])
    assert told["columns"][2]["classes"] == ["a\ufffd", "b c"]
    text = client.get(f"/api/datasets/{old}.csv").text
    assert len(text.splitlines()) == 5


@pytest.mark.parametrize("length", ["petal\nlength", "petal length"])
def test_old_table_is_learnt_by_its_old_names_and_by_those_of_now(client, old, length):
    run = created(client, learning(old, [f"x\n{LINE}#", length]))
    told = client.get(f"/api/runs/{run['id']}").json()["experiment"]["data"]
    assert told["columns"] == [f"x {LINE}#", "petal length"]


@pytest.mark.parametrize("form", ["keras", "numpy"])
def test_program_of_an_old_table_has_no_line_of_its_names(client, old, form):
    run = created(client, learning(old, [f"x\n{LINE}#", "petal\nlength"]))
    program = client.get(f"/api/runs/{run['id']}/model?format={form}").text
    calls = [node.func for node in ast.walk(ast.parse(program)) if isinstance(node, ast.Call)]
    assert "open" not in [getattr(call, "id", "") for call in calls]
