"""Attacks by what is sent in a body or a query."""

import base64
import json
from typing import Any

from app.documents.features import _verdicts
from app.store.content_ids import BASE58
from engine.features.expressions import Expression
from tests.abuse.abuse import Abuse
from tests.abuse.stage import Stage

RUNS = "/api/runs"


def slow_body(stage: Stage) -> bool:
    head = f"POST {RUNS} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    with stage.raw(head.encode(), b"Content-Length: 9\r\n\r\n{") as connection:
        connection.settimeout(stage.patience)
        try:
            return not connection.recv(1)  # the refusal
        except TimeoutError:
            return True  # it is still waited for


def endless_body(stage: Stage) -> bool:
    chunks = (b" " * 65_536 for _ in range(16))  # no length is told
    headers = {"Content-Type": "application/json"}
    return stage.http.post(RUNS, content=(*chunks, b"{}"), headers=headers).status_code == 201


def nested_json(stage: Stage) -> bool:
    text = '{"inputs": ' + "[" * 500 + "]" * 500 + "}"
    return "nested" not in stage.post(RUNS, text).text


def key_flood(stage: Stage) -> bool:
    text = json.dumps({f"k{n}": n for n in range(10_000)})
    return "keys" not in stage.post(RUNS, text).text


def part_flood(stage: Stage) -> bool:
    """Nest lists as deep as they may be, and make as many as there is room for."""
    text = f'{{"inputs": [{("[" * 30 + "]" * 30 + ",") * 2_000}0]}}'
    return "lists and objects" not in stage.post(RUNS, text).text


def entry_flood(stage: Stage) -> bool:
    text = f'{{"inputs": [{"1," * 20_000}0]}}'
    return "entries" not in stage.post(RUNS, text).text


def predicted(stage: Stage, number: str) -> bool:
    """Say whether a number is taken for one; it is not computed with: the worker looks too."""
    text = f'{{"inputs": [[0, {number}]]}}'
    answer = stage.post(f"{RUNS}/{stage.run()['id']}/predict", text)
    return "numbers must be finite" not in answer.text


def not_a_number(stage: Stage) -> bool:
    return predicted(stage, "NaN")


def overflow(stage: Stage) -> bool:
    return predicted(stage, "-1e999")


def infinite(stage: Stage) -> bool:
    return predicted(stage, "-Infinity")


def huge_whole_number(stage: Stage) -> bool:
    """Say whether it goes on to where floats are made of numbers; there it is refused too."""
    rate = "9" * 400  # which no float holds
    text = f'{{"experiment": {{"training": {{"optimizer": {{"learning_rate": {rate}}}}}}}}}'
    return "too large a number" not in stage.post(RUNS, text).text


def half_a_character(stage: Stage) -> bool:
    """Send what is no text, and cannot be answered, logged or kept; the document looks too."""
    answer = stage.post("/api/experiments", '{"experiment": {"title": "\\ud800"}}')
    return "surrogate" not in answer.json()["detail"]


def nul_in_a_body(stage: Stage) -> bool:
    """Name an experiment by what PostgreSQL cannot even look for."""
    return stage.post(RUNS, '{"experiment_id": "a\\u0000b"}').status_code != 422


def nul_in_an_address(stage: Stage) -> bool:
    """Do so in the address, as a run's name or as what is searched for."""
    places = f"{RUNS}/AAAAAA%00AAAAAAA", "/api/experiments?q=%00"
    return any(stage.http.get(place).status_code != 422 for place in places)


def nul_in_a_cursor(stage: Stage) -> bool:
    """Hide it in the place where a page begins."""
    cursor = base64.urlsafe_b64encode(b"1.0 a\0b").decode()
    place = "/api/experiments"
    return stage.http.get(place, params={"cursor": cursor}).status_code != 422


def forged_form(stage: Stage) -> bool:
    """Post as a form of a foreign page could, which browsers let through unasked."""
    return stage.post(RUNS, "{}", {"Content-Type": "text/plain"}).status_code != 415


def formula(stage: Stage, text: str) -> bool:
    _verdicts.clear()  # it is to be checked each time
    return stage.http.get("/api/features", params={"formula": text}).status_code != 422


def name_in_a_formula(stage: Stage) -> bool:
    """Name something of the program that reads the formula."""
    return not all(formula(stage, text) is False for text in ("__import__", "x1+globals"))


def long_formula(stage: Stage) -> bool:
    return formula(stage, "x1" + " " * 5_000)


def formula_of_many_parts(stage: Stage) -> bool:
    return formula(stage, "+".join(["x1"] * 66))


def deep_formula(stage: Stage) -> bool:
    return formula(stage, "-" * 20 + "x1")


def nested_formula(stage: Stage) -> bool:
    return formula(stage, "(" * 90 + "x1" + ")" * 90)


def exploding_formula(stage: Stage) -> bool:
    return formula(stage, "exp(x1*x2/2)")


def any_name(reader: Any, token: Any) -> Any:
    """Stand for a grammar that takes every name for something it may use."""
    reader._take()
    return Expression("x1")


def huge_network(stage: Stage) -> bool:
    hidden = [{"units": 128}] * 8
    body = {"experiment": {"network": {"hidden": hidden}}}
    return stage.http.post("/api/experiments", json=body).status_code < 300


def dear_epoch(stage: Stage) -> bool:
    """Have a worker train for seconds on each epoch."""
    data = {"samples": 5000, "train_ratio": 0.9}
    network = {"hidden": [{"units": 128, "activation": "gelu"}] * 7}
    body = {"experiment": {"network": network, "data": data, "training": {"batch_size": 1}}}
    return stage.http.post("/api/experiments", json=body).status_code < 300


def picture_bomb(stage: Stage) -> bool:
    """Ask a file for hundreds of single bytes, each with a header of its own."""
    ranges = ",".join(f"{2 * n}-{2 * n}" for n in range(400))
    answer = stage.http.get("/static/css/base.css", headers={"Range": f"bytes={ranges}"})
    return answer.status_code == 206


UNLIMITED = 10**9
BODIES = [
    Abuse(
        "slow body",
        "slow headers",
        slow_body,
        without={"app.http.request_body.BODY_SECONDS": 60.0},
        sooner={"app.http.request_body.BODY_SECONDS": 0.2},
    ),
    Abuse(
        "endless body",
        "message bombs and compression bombs",
        endless_body,
        {"app.http.request_body.MAX_BODY_BYTES": UNLIMITED},
    ),
    Abuse("nested JSON", "JSON bombs", nested_json, {"app.http.request_body.MAX_DEPTH": 999}),
    Abuse("flood of keys", "JSON bombs", key_flood, {"app.http.request_body.MAX_KEYS": UNLIMITED}),
    Abuse(
        "flood of entries",
        "JSON bombs",
        entry_flood,
        {"app.http.request_body.MAX_ENTRIES": UNLIMITED},
    ),
    Abuse(
        "flood of parts", "JSON bombs", part_flood, {"app.http.request_body.MAX_PARTS": UNLIMITED}
    ),
    Abuse(
        "NaN in JSON", "number tricks", not_a_number, {"app.http.request_body._no_constant": float}
    ),
    Abuse(
        "number that overflows", "number tricks", overflow, {"app.http.request_body._finite": float}
    ),
    Abuse(
        "infinite number", "number tricks", infinite, {"app.http.request_body._no_constant": float}
    ),
    Abuse(
        "huge whole number",
        "number tricks",
        huge_whole_number,
        {"app.documents.fields.MOST_BITS": 9999},
    ),
    Abuse(
        "half a character",
        "number tricks",
        half_a_character,
        {"app.http.request_body._check_characters": lambda *_: None},
    ),
    Abuse(
        "NUL in a body",
        "number tricks",
        nul_in_a_body,
        {"app.http.request_body.check_json": lambda _: None},
    ),
    Abuse(
        "NUL in an address",
        "host and path poisoning",
        nul_in_an_address,
        {"app.http.nul.refusal_of": lambda _: None},
    ),
    Abuse(
        "NUL in a cursor",
        "number tricks",
        nul_in_a_cursor,
        {"app.store.experiment_store.BASE58": BASE58 + "\0"},
    ),
    Abuse(
        "name in a formula",
        "expression bombs and escapes",
        name_in_a_formula,
        {"engine.features.formulas._Reader._named": any_name},
    ),
    Abuse(
        "form of a foreign page",
        "forged requests",
        forged_form,
        {"app.http.request_body._check_kind": lambda *_: None},
    ),
    Abuse(
        "long formula",
        "expression bombs and escapes",
        long_formula,
        {"engine.features.formulas.MOST_CHARACTERS": UNLIMITED},
    ),
    Abuse(
        "formula of many parts",
        "expression bombs and escapes",
        formula_of_many_parts,
        {"engine.features.formulas.MOST_NODES": 999},
    ),
    Abuse(
        "deep formula",
        "expression bombs and escapes",
        deep_formula,
        {"engine.features.formulas.MOST_DEPTH": 999},
    ),
    Abuse(
        "nested formula",
        "expression bombs and escapes",
        nested_formula,
        {"engine.features.formulas.MOST_NESTED": 999},
    ),
    Abuse(
        "exploding formula",
        "expression bombs and escapes",
        exploding_formula,
        {"app.documents.features._fault_over_plane": lambda name: None},
    ),
    Abuse(
        "huge network",
        "huge networks",
        huge_network,
        {"app.documents.experiment.MAX_WEIGHTS": UNLIMITED},
    ),
    Abuse(
        "dear epoch",
        "huge networks",
        dear_epoch,
        {"app.documents.experiment.MAX_EPOCH_COST": 10**12},
    ),
    Abuse(
        "range bomb",
        "range bombs",
        picture_bomb,
        {"starlette.responses.FileResponse.max_ranges": UNLIMITED},
    ),
]
