"""The lessons: their texts are sound, their figures are true, and their pages are there."""

import re
from html import unescape

import pytest

from app.errors import Unprocessable
from app.lessons.lesson import read_lesson
from app.lessons.lesson_parts import LOCKED
from app.lessons.shelf import lessons
from app.limits.caps import MAX_LESSON_BYTES, MAX_LESSON_LABS
from app.services.lesson_experiments import lesson_experiments
from tests.app.client import serving
from tests.app.sessions import execute, session, step
from tests.app.starts import trained

HEAD = '# Title\n\n```lesson\n{"goal": "To see.", "minutes": 5}\n```\n\n'
LAB = '```lab\n{"name": "a", "caption": "A lab.", "epochs": 9, "experiment": {}}\n```\n\n'
CLAIMS = {
    f"{slug}, {number}": claim
    for slug, lesson in lessons().items()
    for number, claim in enumerate(lesson.claims, 1)
}
LABS = [(slug, lab) for slug, lesson in lessons().items() for lab in lesson.labs]


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def refused(text):
    """Return where a lesson is faulty, and what is wrong."""
    with pytest.raises(Unprocessable) as fault:
        read_lesson("mine", text)
    (one,) = fault.value.errors
    return one["path"], one["line"], one["detail"]


def learned(claim):
    """Return in how many of its starts a claim's network came below the bound."""
    found = trained(claim.experiment, claim.starts, claim.epochs)
    figures = [getattr(one.evaluator.measure(), claim.metric) for one in found]
    return sum(figure < claim.below for figure in figures)


@pytest.mark.parametrize("name", CLAIMS)
def test_claim_was_counted(name):
    assert learned(CLAIMS[name]) == CLAIMS[name].count


@pytest.mark.parametrize(("slug", "lab"), LABS, ids=lambda one: getattr(one, "name", one))
def test_lab_is_an_experiment_that_stops_and_can_be_framed(client, slug, lab):
    page = client.get(f"/lessons/{slug}").text
    frame = re.search(rf'data-lab="{lab.name}" data-frame="\.\./embed/(\w+)\?play["#]', page)[1]
    saved = client.get(f"/api/experiments/{frame}").json()["experiment"]
    assert saved["training"]["stop"]["max_epochs"] == lab.epochs
    assert client.get(f"/embed/{frame}").status_code == 200


def test_experiments_of_lessons_are_not_in_the_gallery(client):
    found = {one["id"] for one in client.get("/api/experiments?limit=100").json()["items"]}
    assert found
    assert not found & set(lesson_experiments())


def test_every_lesson_asks_before_it_shows_and_checks_at_the_end():
    for slug, lesson in lessons().items():
        assert any(question.lab for question in lesson.questions), slug
        assert lesson.questions[-1].lab is None, slug


def test_lessons_are_data(client):
    entries = client.get("/api/lessons").json()["items"]
    assert [entry["number"] for entry in entries] == list(range(1, len(entries) + 1))
    told = client.get(f"/api/lessons/{entries[0]['slug']}").json()
    assert {part["kind"] for part in told["parts"]} == {"text", "lab", "question", "claim"}
    assert client.get("/api/lessons/nothing").status_code == 404


@pytest.mark.parametrize("path", ["/lessons", *(f"/lessons/{slug}" for slug in lessons())])
def test_what_a_lessons_page_asks_for_is_there(client, path):
    page = client.get(path).text
    for name in re.findall(r'(?:src|href)="([^"#]+)"', page):
        place = name.removeprefix("../") if "../" in name else name
        base = "/lessons/" if path.count("/") > 1 and "../" not in name else "/"
        assert client.get(base + place.removeprefix("./")).status_code == 200, name


def test_unknown_lesson_is_a_page_that_leads_on(client):
    answer = client.get("/lessons/nothing", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"][:9]) == (404, "text/html")


def test_html_in_a_lesson_is_shown_as_it_is_written():
    (text,) = read_lesson("mine", HEAD + "<script>alert(1)</script>").parts
    assert "&lt;script&gt;" in text.html


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](https://example.org)",
        "[x](//example.org/labs)",
        "[x](../api/lessons)",
        "[x](labs/../../api)",
        "[x](tune/../api)",
        "<https://example.org>",
        "[x]: https://example.org\n\n[x]",
        "![x](../labs/curve)",
        "![x](https://example.org/x.png)",
    ],
)
def test_link_that_leads_elsewhere_and_image_are_shown_as_they_are_written(text):
    html = "".join(part.html for part in read_lesson("mine", HEAD + text).parts)
    assert "src=" not in html
    assert not re.search(r'href="(?!\.\./labs/curve")', html)


def test_links_to_pages_of_the_playground_lead_there_from_lesson_and_notes():
    text = "[a](labs/curve) [b](../l/abc#x)\n"
    lesson = read_lesson("mine", f"{HEAD}{text}\n# Notes\n\n{text}")
    assert re.findall(r'href="(.*?)"', lesson.parts[0].html) == ["../labs/curve", "../l/abc#x"]
    assert re.findall(r'href="(.*?)"', lesson.notes) == ["../../labs/curve", "../../l/abc#x"]


def test_link_to_a_search_carries_its_form_and_its_experiment():
    link = "tune?vary=rate:0.1:1%20units&trials=9#data=circle&hidden=3"
    (text,) = read_lesson("mine", f"{HEAD}[a]({link})\n").parts
    assert unescape(re.findall(r'href="(.*?)"', text.html)[0]) == f"../{link}"


@pytest.mark.parametrize(
    ("block", "words"),
    [("[" * 5000, "less deep"), ("1" * 5000, "shorter numbers")],
    ids=["deep", "long"],
)
def test_json_that_no_reader_takes_is_refused(block, words):
    assert words in refused(f"{HEAD}```lab\n{block}\n```\n")[2]


def test_table_that_would_be_filled_up_beyond_measure_is_refused():
    wide = "|" + "a|" * 2000 + "\n|" + "-|" * 2000 + "\n" + "a\n" * 9000
    assert "narrower tables" in refused(HEAD + wide)[2]


def test_lesson_above_the_cap_on_bytes_is_refused():
    read_lesson("mine", HEAD + "a" * (MAX_LESSON_BYTES - len(HEAD)))
    assert (
        "must have at most 32768 bytes; got 32769"
        in refused(HEAD + "é" + "a" * (MAX_LESSON_BYTES - len(HEAD) - 1))[2]
    )


def test_all_faults_are_told_at_once():
    faulty = LAB.replace('"epochs": 9', '"epochs": 0')
    with pytest.raises(Unprocessable) as fault:
        read_lesson("mine", HEAD + faulty + "```claim\n{}\n```\n" + "# a\n# b\n")
    assert {"lab.epochs", "claim.text", "title"} <= {one["path"] for one in fault.value.errors}


def test_labs_above_the_cap_are_refused():
    labs = "".join(LAB.replace('"a"', f'"a{n}"') for n in range(MAX_LESSON_LABS + 1))
    path, _, words = refused(HEAD + labs)
    assert (path, words) == ("lab", f"must be there {MAX_LESSON_LABS} times at most (line 39)")


def test_every_lesson_has_notes_which_stand_on_its_page_for_teachers_alone(client):
    for slug, lesson in lessons().items():
        assert "Common mistakes" in lesson.notes, slug
        assert lesson.notes in client.get(f"/lessons/{slug}/teacher").text
        assert "Common mistakes" not in client.get(f"/lessons/{slug}").text
        assert "Common mistakes" not in client.get(f"/api/lessons/{slug}").text


@pytest.mark.parametrize(("slug", "lab"), LABS, ids=lambda one: getattr(one, "name", one))
def test_link_for_pupils_locks_all_but_what_is_free(client, slug, lab):
    page = client.get(f"/lessons/{slug}/teacher").text
    ids = re.findall(r'href="\.\./\.\./e/(\w+)', page)
    saved = [client.get(f"/api/experiments/{name}").json()["experiment"] for name in ids]
    locked = lab.for_pupils.model_dump(mode="json")
    assert locked in saved
    assert set(locked["view"]["lock"]) == set(LOCKED) - set(lab.free)


@pytest.mark.parametrize(
    ("text", "path", "line", "words"),
    [
        (HEAD.replace("# Title", ""), "title", 1, "must be there"),
        ("# Title\n", "lesson", 1, "must be there"),
        (HEAD + "```lab\n{\n 'a': 1}\n```\n", "lab", 9, "must be JSON"),
        (HEAD + LAB.replace('"epochs": 9', '"epochs": 0'), "lab.epochs", 8, "at least 1; got 0"),
        (HEAD + LAB.replace("{}", '{"features": ["x9"]}'), "lab.experiment.features.0", 8, ""),
        (HEAD + LAB + LAB, "lab.name", 1, "must differ; a is there twice"),
        ("# \u202e\n" + HEAD, "lesson", 1, "turns of direction"),
        (HEAD + "# Notes\n\n" + LAB, "lab", 9, "before the notes"),
        (HEAD + "# Notes\n\n# More\n", "title", 9, "once before the notes"),
        (
            HEAD + '```question\n{"name": "q", "text": "?", "options": ["a", "b"], "answer": 2,'
            ' "because": "so"}\n```\n',
            "question.answer",
            8,
            "must be the number of an option, from 0 to 1; got 2",
        ),
        (
            HEAD + '```question\n{"name": "q", "text": "?", "options": ["a", "b"], "answer": 1,'
            ' "because": "so", "lab": "b"}\n```\n' + LAB,
            "question.lab",
            1,
            "must be the name of a lab of this lesson: a; got b",
        ),
    ],
)
def test_faulty_lesson_is_refused_with_line_and_key(text, path, line, words):
    found, at, detail = refused(text)
    assert (found, at) == (path, line)
    assert words in detail


def test_figures_of_the_worked_example_are_those_of_its_run():
    lesson = lessons()["the-blame-goes-backwards"]
    (lab,) = (lab for lab in lesson.labs if lab.name == "mazur")
    (guess,) = (question for question in lesson.questions if question.lab == "mazur")
    said = guess.because + "".join(part.html for part in lesson.parts if hasattr(part, "html"))
    run = session(**lab.experiment.model_dump(mode="json"))
    told = execute(run, {"type": "backprop", "row": 0})
    w1, w5 = 0, 6  # in the topology's order
    gradient, new = told["update"]["gradient"], told["update"]["new_parameters"]
    figures = [f"{told['loss']:.9f}", f"{gradient[w5]:.9f}", f"{new[w1]:.9f}"]
    figures += [f"{new[w5]:.8f}0", f"{gradient[w5] / gradient[w1]:.0f} times"]
    step(run, "sample")
    for layer, value in ((1, 0.35), (2, 0.6)):
        for unit in (0, 1):
            execute(run, {"type": "set_bias", "layer": layer, "unit": unit, "value": value})
    figures.append(f"{run.trainer.metrics.exact().loss:.9f}")
    assert [figure for figure in figures if figure not in said] == []
    assert guess.answer == pytest.approx(new[w5], abs=guess.tolerance / 10)
