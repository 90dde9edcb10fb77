"""CSVs that nobody should send: what each is, how it is to be read, and what it is answered."""

import gzip
import io
import zipfile
from typing import NamedTuple

M = 1024 * 1024


class Table(NamedTuple):
    """A body and its answer; ``line`` and ``column`` are where a refusal says the fault is."""

    what: str
    content: bytes
    status: int
    line: int | None = None
    column: int | None = None
    query: str = ""


def workbook():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


def numbers_with(cell):
    return f'a,b\n1,2\n3,"{cell}"\n'.encode()


NOT_NUMBERS = {
    "underscore": "1_000",
    "full-width digits": "１２",
    "Arabic digits": "١٢",
    "inf": "-inf",
    "1e400": "1e400",
    "1e39": "1e39",
    "hex": "0x1F",
    "percent": "50%",
    "thousands": "1,000",
    "blank thousands": "1 000",
    "minus sign": "−1",
    "half an exponent": "1e",
    "hidden turn of direction": "\u202e2",
    "digits without end": "9" * 60_000,
    "exponent without end": "1e" + "9" * 60_000,
}
HOSTILE = [
    *(Table(what, numbers_with(cell), 422, 3, 2) for what, cell in NOT_NUMBERS.items()),
    # size
    Table("ten megabytes of commas", b"," * 10 * M, 413),
    Table("a byte over the cap", b"1\n" * (M // 2) + b"1", 413),
    Table("one endless line", b"1" * M, 422, 1),
    Table("half a million columns", b"1," * (M // 2), 422, 1),
    Table("a line over the cap", b"a\n1\n" + b" " * 65_536 + b"2\n", 422, 3),
    Table("66 columns", b"1," * 65 + b"1\n", 422, 1, 66),
    Table("10 001 rows", b"a\n" + b"1\n" * 10_001, 422, 10_002),
    Table("10 001 rows, no names", b"1\n" * 10_001, 422, 10_001, None, "header=false"),
    Table("name of 64 KiB", b"a," + b"x" * 65_500 + b"\n1,2\n", 422, 1, 2),
    # no text, or not one text
    Table("gzip", gzip.compress(b"a,b\n1,2\n"), 422, 1),
    Table("a workbook", workbook(), 422, 1),
    Table("a picture", b"\x89PNG\r\n\x1a\n" + bytes(100), 422, 1),
    Table("every byte", bytes(range(256)), 422, 1),
    Table("NUL", b"a,b\n1,\x002\n", 422, 2),
    Table("escape sequence", b"a,b\n1,2\n\x1b[31m,3\n", 422, 3),
    Table("UTF-16 without a mark", "a,b\n1,2\n".encode("utf-16-le"), 422, 1),
    Table("half a character of UTF-16", "a\n1\n".encode("utf-16") + b"2", 422, 3),
    Table("two encodings", "a,ü\n1,2\n".encode() + b"3,\xfc\n", 422, 3),
    Table("surrogate in UTF-8", b"a\n\xed\xa0\x80\n", 422, 2, None, "encoding=utf-8"),
    # names that cannot be printed
    Table("turn of direction in a name", "a,\u202eb\n1,2\n".encode(), 422, 1, 2),
    Table("bytes of no encoding", b"a\x81,b\n1,2\n", 422, 1, 1),
    Table("no character in a name", "a,b\uffff\n1,2\n".encode(), 422, 1, 2),
    # quotes
    Table("quote never closed", b'a,b\n1,"x\n2,y\n', 422, 2, 2),
    Table("quote never closed in a megabyte", b'a,b\n1,"' + b"x\n" * 500_000, 422, 2, 2),
    Table("quotes within quotes", b'a,b\n1,"say "hi""\n', 422, 2, 2),
    Table("nothing but quotes", b'"' * M, 422, 1),
    # no table
    Table("nothing", b"", 422, 1),
    Table("nothing but newlines", b"\n" * M, 422, 1),
    Table("nothing but delimiters", b",,,\n" * 1000, 422, 1),
    Table("nothing but names", b"a,b\n", 422, 1),
    Table("nothing but how it is read", b"sep=;\n", 422, 1),
    Table("JSON", b'{"a": [1, 2]}\n', 422, 1),
    Table("a name twice", b"a,b,a\n1,2,3\n", 422, 1, 3),
    Table("a row too long", b"a,b\n1,2\n3,4,5\n", 422, 3, 3),
    Table("a row too short", b"a,b\n1,2\n3\n", 422, 3, 2),
    Table("decimal commas, told points", b"a;b\n1,5;2\n", 422, 2, 1, "decimal=point"),
    # odd, and allowed
    Table("not a number", numbers_with("nan"), 201),
    Table("missing", numbers_with(""), 201),
    Table("cell of 64 KiB", b"a,b\n1," + b"x" * 65_500 + b"\n", 201),
    Table("257 words", b"a\n" + b"".join(b"c%d\n" % n for n in range(257)), 201),
    Table("isolate in a word", "a,b\n1,x\n2,\u2066y\n".encode(), 201),
    Table("an empty name", b"a,,c\n1,2,3\n", 201),
    Table("doubled quotes", b'a,b\n1,"say ""hi"""\n', 201),
    Table("mark of UTF-8", b"\xef\xbb\xbfa,b\n1,2\n", 201),
    Table("two marks", b"\xef\xbb\xbf" * 2 + b"a,b\n1,2\n", 201),
    Table("UTF-16", "ä,b\n1,2\n".encode("utf-16"), 201),
    Table("carriage returns alone", b"a,b\r1,2\r", 201),
    Table("three ends of lines", b"a,b\r\n1,2\r3,4\n", 201),
    Table("marks of direction in names", "\u200fא,b\n1,2\n".encode(), 201),
    Table(
        "joined emoji in names", "👩\u200d👩\u200d👧,🏴\U000e0067\U000e007f\n1,2\n".encode(), 201
    ),
    Table("headings on two lines", b'"petal\nlength","petal\twidth"\n1,2\n', 201),
    Table("script in names", b"<script>alert(1)</script>,{{7*7}}\n1,2\n", 201),
    Table("formulas", b'a,"=1+1"\n1,@SUM(A1)\n2,"=cmd|\' /C calc\'!A0"\n', 201),
]
WORST = {  # of the allowed size: which costs most time, or most memory
    "full": b"\n".join([b"1," * 31 + b"1"] * 10_000),
    "newlines": b"\r" * M,
    "open quotes": (b'"x\n' * (M // 3)),
    "encodings": b"\xc3\x80\x80." * (M // 4 - 1) + b"\xff",
    "texts": b",".join(b"n%d" % n for n in range(32)) + b"\n" + (b"ab," * 31 + b"c\n") * 10_000,
}
