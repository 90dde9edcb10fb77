"""Any bytes at all are a table, or are refused as one: at once, with words, line and column."""

import asyncio
import json
from itertools import islice

import pytest

from app.errors import Unprocessable
from app.limits.caps import MAX_CSV_COLUMNS
from app.tabular.reader import TableReader
from app.tabular.reading_process import answer
from tests.fuzz.timing import Tally
from tests.fuzz.wild import Wild
from tests.patience import LIMIT

SLOWEST = 0.02  # seconds of processor for one table
SIGNS = b"0123456789,;.|\t \r\n\"'-+eE#=xyz\x00\xff\xfe\xef\xbb\xbf\xc3\xa9\xe2\x82\xac"
READINGS = {
    "encoding": ["auto", "utf-8", "utf-16", "cp1252", "latin-1"],
    "delimiter": ["auto", "\t", ";", "|", ","],
    "decimal": ["auto", ".", ","],
    "header": [None, True, False],
}
TABLES = [
    b"width,kind\n1,cat\n2.5,dog\n4,cat\n",
    "Länge;Art;Größe\r\n1,5;Hund;3\r\n-2,5e3;Katze;4\r\n".encode("cp1252"),
    "a\tb\n1\t2\n3\t4\n".encode("utf-16"),
    b'\xef\xbb\xbf"a ""quoted"" name","b\nover lines"\n"1","2"\n3,4\n',
    b"sep=;\nx;y\n1;2\n3;4\n",
    b"1|2|3\n4|5|6\n7|8|9\n",
    b",".join(b"c%d" % column for column in range(12)) + 30 * (b"\n" + b",".join([b"0.25"] * 12)),
]


def tables(seed):
    """Yield tables with faults in them, and bytes by chance; some with a reading that is given."""
    wild = Wild(seed)
    while True:
        kind, table = wild.chance.random(), wild.chance.choice(TABLES)
        content = wild.mutant(table, SIGNS if kind < 0.5 else bytes(range(256)))
        if kind > 0.85:
            content = bytes(wild.chance.choices(SIGNS, k=wild.chance.randrange(300)))
        given = {name: wild.chance.choice(choices) for name, choices in READINGS.items()}
        yield content, given if wild.chance.random() < 0.3 else {}


def judged(content, reading):
    told, *kept = map(json.loads, answer(content, reading))
    if kept:
        (columns,) = kept
        learnt = [one["name"] for one in told["about"]["columns"] if one["kind"] != "unlearnable"]
        right = len(told["about"]["columns"]) <= MAX_CSV_COLUMNS
        right &= [column["name"] for column in columns] == learnt
        lengths = {len(column["values"]) for column in columns}
        return "table" if right and lengths <= {told["about"]["rows"]} else "wrong table"
    lines = [fault["line"] for fault in told["errors"]]
    right = all(line is None or 1 <= line <= len(content) + 1 for line in lines)
    return "refused" if told["detail"] and lines and right else "refused without a word"


def fuzz(count):
    tally = Tally("CSVs")
    for content, reading in islice(tables(9), count):
        tally.judge(judged, content, reading)
    tally.told()
    assert set(tally.answers) == {"table", "refused"}
    assert tally.worst <= SLOWEST, tally.costliest


def test_any_bytes_are_a_table_or_are_refused_at_once():
    fuzz(5_000)


@pytest.mark.long
def test_two_hundred_thousand_times_any_bytes_are_a_table_or_are_refused_at_once():
    fuzz(200_000)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_reader_in_its_own_process_answers_as_the_one_here(anyio_backend, monkeypatch):
    monkeypatch.setattr("app.tabular.reader.WAIT_SECONDS", LIMIT)
    asked, reader = list(islice(tables(10), 12)), TableReader()
    read = await asyncio.gather(*(read_elsewhere(reader, *one) for one in asked))
    for one, found in zip(asked, read, strict=True):
        told, *kept = answer(*one)
        told = json.loads(told)
        assert found == ((told["about"], *kept) if kept else told["errors"])


async def read_elsewhere(reader, content, reading):
    """Return what a process of its own reads, or how it refuses the table."""
    try:
        table = await reader.read(content, reading)
    except Unprocessable as refused:
        return refused.errors
    return table.about, table.columns
