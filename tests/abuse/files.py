"""Attacks by files, names, texts and pages."""

import csv
import re
from typing import Any

from markupsafe import Markup

from app.runs.blocks import finish
from app.runs.network.exports import export
from app.tabular.table import read_table
from engine.datasets.csv_rows import Caps
from engine.datasets.errors import BadTable
from tests.abuse.abuse import Abuse
from tests.abuse.stage import Stage
from tests.app.kept_names import run_of, unmended
from tests.hostile_texts import LINE

READING = {"encoding": "auto", "delimiter": "auto", "decimal": "auto", "header": None}
SCRIPT = "</script><script>alert(1)</script>"


def uploaded(stage: Stage, content: str, name: str = "data") -> str:
    """Return the place of an uploaded table."""
    headers = {"Content-Type": "text/csv"}
    answer = stage.http.post(
        "/api/datasets", params={"name": name}, content=content, headers=headers
    )
    assert answer.status_code in (200, 201), answer.text
    return f"/api/datasets/{answer.json()['id']}.csv"


def large_table(stage: Stage) -> bool:
    """Upload more than there is room for, of which only the size is wrong."""
    content = "a,b\n" + "1,2" + " " * 1_100_000
    headers = {"Content-Type": "text/csv"}
    return stage.http.post("/api/datasets", content=content, headers=headers).status_code != 413


def is_read(content: bytes) -> bool:
    try:
        read_table(content, READING)
    except BadTable:
        return False
    return True


def table_bomb(_: Stage) -> bool:
    """Turn a few bytes into very many values."""
    return is_read(b",".join([b"a%d" % n for n in range(80)]) + b"\n" + b"1," * 79 + b"1\n")


def endless_table(_: Stage) -> bool:
    """Bring more rows than anybody may have."""
    return is_read(b"a,b\n" + b"1,2\n" * 10_001)


def endless_line(_: Stage) -> bool:
    """Open a quote and never close it, so that all is one cell."""
    return is_read(b'a,b\n1,"' + b"x" * 70_000 + b'"\n2,y\n')


def formula_cell(stage: Stage) -> bool:
    """Have the spreadsheet of a person who downloads the table run a command."""
    cells = "=1+1", "+1+A1", "-1-A1", "@SUM(A1)"
    place = uploaded(stage, "a,b\n" + "".join(f"{n},{cell}\n" for n, cell in enumerate(cells)))
    rows = csv.reader(stage.http.get(place).text.splitlines())
    return any(row[1] in cells for row in rows)


def formula_heading(stage: Stage) -> bool:
    """Do so by the name of a column."""
    place = uploaded(stage, "a,=1+1\n1,2\n3,4\n")
    return "=1+1" in next(csv.reader(stage.http.get(place).text.splitlines()))


def hidden_formula(stage: Stage) -> bool:
    """Do so where the spreadsheet cuts by another sign, or takes another sign for one."""
    cells = "x;=1+1;y", "x|@SUM(A1)", "x ＝1+1", "\u200b＋1+1", "＠SUM(A1)"
    place = uploaded(stage, "a,b\n" + "".join(f"{n},{cell}\n" for n, cell in enumerate(cells)))
    parts = re.split(r"[,;|\s\u200b\"]+", stage.http.get(place).text)
    return any(part[:1] in "=＝＋@＠" for part in parts if part)


def forged_name(stage: Stage) -> bool:
    """Have a download saved as another kind of file."""
    place = uploaded(stage, "a,b\n1,2\n", name='x"; filename="evil.exe')
    return '"evil.exe' in stage.http.get(place).headers["content-disposition"]


def traversal(stage: Stage) -> bool:
    """Read a file of the server's that is not for the public."""
    request = f"GET /static/%2e%2e/pyproject.toml HTTP/1.0\r\nHost: {stage.host}\r\n\r\n"
    with stage.raw(request.encode()) as connection:
        return b" 200 " in connection.makefile("rb").readline()


def framed(stage: Stage) -> bool:
    """Show the page within another, to have it clicked unawares."""
    policy = stage.http.get("/").headers.get("content-security-policy", "")
    return "frame-ancestors 'self'" not in policy


def sniffed(stage: Stage) -> bool:
    """Have a browser take a text for a program."""
    return stage.http.get("/api/catalog").headers.get("x-content-type-options") != "nosniff"


def policy_of(stage: Stage) -> dict[str, str]:
    policy = stage.http.get("/").headers["content-security-policy"]
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";"))


def inline_script(stage: Stage) -> bool:
    """Have a script run that stands in the page's text, if ever one comes to stand there."""
    scripts = policy_of(stage).get("script-src") or policy_of(stage).get("default-src", "*")
    return scripts != "'self'"


def text_as_program(stage: Stage) -> bool:
    """Have a text that a script of the page takes for sound become a program."""
    return policy_of(stage).get("require-trusted-types-for") != "'script'"


def script_in_a_title(stage: Stage) -> bool:
    """Save a title that ends the script in which the page carries its document."""
    body = {"experiment": {"title": SCRIPT}}
    made = stage.http.post("/api/experiments", json=body).json()
    return SCRIPT in stage.http.get(made["url"]).text


def line_of_code(_: Stage) -> bool:
    """Have a line run that stands in a column's name, where somebody takes the program away."""
    with unmended():
        run = run_of(f"x\n{LINE}#", "columns")
        programs = [finish(export(run.training, form)).decode() for form in ("keras", "numpy")]
    return any(line.startswith(LINE) for text in programs for line in text.splitlines())


def lines_in_a_name(_: Stage) -> bool:
    """Call a column by what stands on two lines, one of them of one's own in whatever tells it."""
    about, _ = read_table(f'"x\n{LINE}",b\n1,2\n3,4\n'.encode(), READING)
    return "\n" in about["columns"][0]["name"]


def turn_in_a_heading(_: Stage) -> bool:
    """Turn the direction of what is read behind a column's name."""
    return is_read("a,\u202eb\n1,2\n3,4\n".encode())


def turn_in_a_title(stage: Stage) -> bool:
    """Turn the direction of what is read behind a title."""
    body = {"experiment": {"title": "\u202eelttit"}}
    return stage.http.post("/api/experiments", json=body).status_code < 300


def naive_path(self: Any, path: str) -> tuple[str, Any]:
    """Stand for a lookup that believes what it is told."""
    full = self.directory / path
    return str(full), full.stat()


LAX = "default-src 'self' 'unsafe-inline'"
NO_CAPS = Caps(rows=10**9, columns=10**9, line=10**9, name=10**9)
FILES = [
    Abuse(
        "large table", "disk filling", large_table, {"app.http.request_body.MAX_CSV_BYTES": 10**9}
    ),
    Abuse("table bomb", "CSV bombs", table_bomb, {"app.tabular.table.CAPS": NO_CAPS}),
    Abuse("endless table", "CSV bombs", endless_table, {"app.tabular.table.CAPS": NO_CAPS}),
    Abuse("endless line", "CSV bombs", endless_line, {"app.tabular.table.CAPS": NO_CAPS}),
    Abuse(
        "formula in a heading",
        "formula cells",
        formula_heading,
        {"engine.csv_cells.harmless": str},
    ),
    Abuse(
        "formula in a cell",
        "formula cells",
        formula_cell,
        {"engine.csv_cells.harmless": str},
    ),
    Abuse(
        "formula behind a separator",
        "formula cells",
        hidden_formula,
        {"engine.csv_cells.harmless": str},
    ),
    Abuse(
        "line of code in a name",
        "script payloads",
        line_of_code,
        {"app.runs.network.training_programs.comment": "# {}".format},
    ),
    Abuse(
        "lines in a name",
        "script payloads",
        lines_in_a_name,
        {"engine.datasets.csv_rows.one_line": str},
    ),
    Abuse(
        "turn of direction in a heading",
        "script payloads",
        turn_in_a_heading,
        {"engine.datasets.csv_sheet.stray": lambda _: ""},
    ),
    Abuse(
        "turn of direction in a title",
        "script payloads",
        turn_in_a_title,
        {"app.documents.fields.stray": lambda _: ""},
    ),
    Abuse(
        "forged file name",
        "host and path poisoning",
        forged_name,
        {"app.services.dataset_service.UNSAFE": re.compile("(?!)")},
    ),
    Abuse(
        "path out of the folder",
        "traversal",
        traversal,
        {"app.main.Static.lookup_path": naive_path},
    ),
    Abuse(
        "framed page",
        "clickjacking",
        framed,
        {"app.http.middleware.POLICY": "default-src 'self'"},
    ),
    Abuse("guessed type", "script payloads", sniffed, {"app.http.middleware.HEADERS": {}}),
    Abuse(
        "script in the page", "script payloads", inline_script, {"app.http.middleware.POLICY": LAX}
    ),
    Abuse(
        "text as a program", "script payloads", text_as_program, {"app.http.middleware.POLICY": LAX}
    ),
    Abuse(
        "script in a title",
        "script payloads",
        script_in_a_title,
        {"app.routers.pages.inside_script": Markup},
    ),
]
