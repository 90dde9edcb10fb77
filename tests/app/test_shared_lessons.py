"""Lessons that people save: by content, safe to read, deleted by their savers, listed nowhere."""

import re

import pytest

from app.lessons.shelf import lesson_source, lessons
from app.services.lesson_service import experiments_key
from app.store.database import Database
from app.store.lesson_store import LessonStore
from app.store.store_errors import LessonRemoved, NoSuchLesson, NotItsSaver
from tests.app.client import serving
from tests.app.old_stores import take_back_to

MINE, OTHERS = "a key of mine, secret", "a key of others, too"
LESSON = """# A lesson of mine

```lesson
{"goal": "To see.", "minutes": 5}
```

Some text, [a lab](labs/backprop).

```lab
{"name": "a", "caption": "A lab.", "epochs": 9, "free": ["layers"],
 "experiment": {"title": "TITLE"}}
```

```claim
{"text": "starts did.", "experiment": {}, "starts": 64, "epochs": 9, "below": 0.1, "count": 64}
```

# For teachers

Notes.
"""


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


@pytest.fixture
def source(request):
    return LESSON.replace("TITLE", request.node.name)


def save(client, source, key=None):
    return client.post("/api/lessons", json={"source": source, "saver_key": key})


def saved(client, source, key=None):
    return save(client, source, key).json()["id"]


def deleted(client, name, key=MINE):
    return client.delete(f"/api/lessons/{name}", headers={"Authorization": f"Bearer {key}"})


def experiments(client, name):
    """Return the ids of a lesson's experiments: as they run, and as pupils have them."""
    parts = client.get(f"/api/lessons/{name}").json()["parts"]
    labs = [part for part in parts if part["kind"] == "lab"]
    return [one for lab in labs for one in (lab["experiment_id"], lab["pupils_id"])]


def test_same_text_has_the_same_id_however_its_lines_end(client, source):
    first, again = save(client, source), save(client, source.replace("\n", "\r\n") + "\n")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    name = first.json()["id"]
    assert first.json() == {"id": name, "url": f"/l/{name}", "title": "A lesson of mine"}
    assert first.headers["location"] == f"/api/lessons/{name}"
    assert client.get(f"/api/lessons/{name}.md").text == source


def test_saved_lesson_has_the_pages_and_experiments_of_any_other(client, source):
    name = saved(client, source)
    page = client.get(f"/l/{name}").text
    assert "Some text" in page
    assert "Notes." not in page
    for path in ("sheet", "teacher", "copy"):
        assert client.get(f"/l/{name}/{path}").status_code == 200
    assert "Notes." in client.get(f"/l/{name}/teacher").text
    runs, for_pupils = experiments(client, name)
    assert f"embed/{runs}?play" in page
    assert client.get(f"/embed/{runs}").status_code == 200
    lock = client.get(f"/api/experiments/{for_pupils}").json()["experiment"]["view"]["lock"]
    assert "learningRate" in lock
    assert "layers" not in lock


def test_what_a_page_of_a_saved_lesson_asks_for_is_there(client, source):
    name = saved(client, source)
    for path in (f"/l/{name}", *(f"/l/{name}/{one}" for one in ("sheet", "teacher", "copy"))):
        for found in re.findall(r'(?:src|href)="([^"#]+)"', client.get(path).text):
            assert client.get(str(client.base_url.join(path).join(found))).is_success, found


def test_saved_lesson_is_in_no_list(client, source):
    name = saved(client, source)
    listed = (client.get(path).text for path in ("/lessons", "/api/lessons", "/gallery"))
    assert not any(name in text for text in listed)
    found = client.get("/api/experiments?limit=100").json()["items"]
    assert not {one["id"] for one in found} & set(experiments(client, name))


def test_figure_that_was_not_counted_here_is_said_to_be_its_authors(client, source):
    page = client.get(f"/l/{saved(client, source)}").text
    assert "The author&#39;s figure, not counted by the playground: 64 starts" in page
    copy = saved(client, lesson_source("three-neurons-many-starts"))
    assert client.get(f"/l/{copy}").text.count("Counted: 64 starts") == 3


def test_faulty_lesson_is_not_saved_and_each_fault_has_line_and_key(client, source):
    answer = save(client, source.replace('"epochs": 9, "free"', '"epochs": 0, "free"'))
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["path"], fault["line"]) == (422, "lab.epochs", 10)
    assert fault["detail"] == "must be at least 1; got 0 (line 10)"


def test_preview_shows_the_lesson_or_its_faults(client, source):
    page = client.post("/lessons/preview", json={"source": source}).text
    assert "Some text" in page
    assert "embed/" not in page  # its experiments are not there yet
    page = client.post("/lessons/preview", json={"source": "no heading"}).text
    assert page.count("data-line=") == 2
    assert "must be there: a line that begins with #" in page


def test_saver_deletes_a_lesson_with_its_experiments_and_no_others(client, source):
    name = saved(client, source, MINE)
    runs, for_pupils = experiments(client, name)
    document = client.get(f"/api/experiments/{runs}").json()["experiment"]
    client.post("/api/experiments", json={"experiment": document, "saver_key": MINE})
    assert deleted(client, name).json() == {"gone": True}
    gone = [f"/api/lessons/{name}", f"/l/{name}", f"/api/experiments/{for_pupils}"]
    assert [client.get(path).status_code for path in gone] == [404, 404, 404]
    assert client.get(f"/api/experiments/{runs}").status_code == 200


def test_lesson_that_another_client_saved_too_stays_theirs(client, source):
    name = saved(client, source, MINE)
    assert saved(client, source, OTHERS) == name
    assert deleted(client, name).json() == {"gone": False}
    for experiment in experiments(client, name):
        assert client.get(f"/api/experiments/{experiment}").status_code == 200
    assert deleted(client, name, OTHERS).json() == {"gone": True}


def test_stranger_deletes_no_lesson(client, source):
    name = saved(client, source, MINE)
    refused = deleted(client, name, OTHERS)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_its_saver")
    assert client.delete(f"/api/lessons/{name}").status_code == 401
    assert client.get(f"/l/{name}").status_code == 200
    shipped = deleted(client, next(iter(lessons())))
    assert (shipped.status_code, shipped.json()["code"]) == (409, "ships")


def test_key_of_a_lessons_experiments_is_neither_the_savers_nor_another_lessons():
    keys = {MINE, experiments_key("a", MINE), experiments_key("b", MINE)}
    assert len(keys) == 3
    assert experiments_key("a", None) is None


@pytest.mark.parametrize("path", ["/l/nothing", "/l/no-id", "/lessons/11111111111111/teacher"])
def test_link_to_no_lesson_is_a_page_that_leads_on(client, path):
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.anyio
async def test_removed_lesson_is_gone_and_not_taken_again(database):
    store = LessonStore(database)
    saved, new = await store.save("text", saver_key=MINE)
    assert new
    with pytest.raises(NotItsSaver):
        await store.delete(saved.id, OTHERS)
    await store.remove(saved.id)
    for refused in (store.get(saved.id), store.save("text"), store.delete(saved.id, MINE)):
        with pytest.raises(LessonRemoved):
            await refused
    with pytest.raises(NoSuchLesson):
        await store.remove("nothing")


@pytest.mark.anyio
async def test_database_without_lessons_gets_them(tmp_path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/old.db")
    await database.start()
    take_back_to("0008", tmp_path / "old.db")
    await database.start()
    saved, _ = await LessonStore(database).save("text")
    assert await LessonStore(database).get(saved.id) == saved
    await database.stop()
