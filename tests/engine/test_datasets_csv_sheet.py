"""CSVs of any making: encodings, delimiters, decimal marks, headers, and what is refused where."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.datasets import csv_sheet
from engine.datasets.csv_encoding import decode
from engine.datasets.csv_rows import Caps
from engine.datasets.csv_sheet import Reading, read
from engine.datasets.csv_values import is_number
from engine.datasets.errors import BadTable
from engine.errors import EngineError, UnknownChoice

CAPS = Caps(rows=3, columns=2, line=40, name=10)


def values(content, **how):
    return [column.values.tolist() for column in read(content, Reading(**how)).values()]


def refusal(content, caps=CAPS, **how):
    with pytest.raises(BadTable) as refused:
        read(content, Reading(**how), caps).values(caps)
    return refused.value


@pytest.mark.parametrize(
    ("codec", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_encoding_is_found_out_and_reported(codec, told):
    sheet = read("größe,x\n1,2\n".encode(codec))
    assert (sheet.columns[0].name, sheet.reading.encoding) == ("größe", told)


def test_big_endian_utf16_is_known_by_its_mark():
    assert read("\ufeffä,x\n1,2\n".encode("utf-16-be")).columns[0].name == "ä"


def test_bytes_that_cp1252_has_no_letter_for_are_latin1():
    assert decode(b"a\x81,x\n1,2\n") == ("a\x81,x\n1,2\n", "latin-1")


def test_encoding_that_is_given_is_held_to():
    assert read("é,x\n1,2\n".encode(), Reading(encoding="latin-1")).columns[0].name == "Ã©"
    assert refusal(b"a\n1\n\xe9\n", encoding="utf-8").line == 3
    assert refusal(b"\xff\xfea\0\n\0\0", encoding="auto").line == 2


def test_two_encodings_in_one_file_are_refused_where_the_second_begins():
    fault = refusal("a,ü\n1,2\n".encode() + b"3,\xe9\n")
    assert fault.line == 3
    assert "UTF-8 in line 1 and the byte 0xe9" in str(fault)


@pytest.mark.parametrize("content", [b"\x1f\x8b\x08", b"PK\x03\x04", b"%PDF-1", b"\x89PNG\r\n"])
def test_other_kinds_of_files_are_called_by_their_name(content):
    assert "expected the text of a table; got a" in str(refusal(content + b"\n1,2\n"))


@pytest.mark.parametrize(("sign", "line"), [(b"\0", 2), (b"\x1b", 2), (b"\x7f", 2)])
def test_control_characters_are_refused_with_their_line(sign, line):
    assert refusal(b"a\n1" + sign + b"\n").line == line


def test_decimal_commas_are_found_out_by_majority():
    assert values(b"a;b\n1,5;2\n-,5e1;3,0\n") == [[1.5, -5], [2, 3]]
    assert refusal(b"a;b\n1,5;2\n1,5;2.5\n").column == "b"


def test_comma_within_quotes_is_no_decimal_mark_unless_said_so():
    content = b'a,b\n"1,234","5,5"\n'
    assert "decimal point; got '1,234'" in str(refusal(content))
    assert values(content, decimal=",") == [[1.234], [5.5]]


def test_first_line_of_a_spreadsheet_tells_the_delimiter():
    sheet = read(b"sep=|\r\na,b|c\r\n1,5|2\r\n")
    assert [column.name for column in sheet.columns] == ["a,b", "c"]
    assert sheet.columns[0].lines == (3,)


@pytest.mark.parametrize("delimiter", list("\t;|,"))
def test_delimiter_is_found_out_behind_a_heading_on_many_lines(delimiter):
    sheet = read(f'"a\nb\nc"{delimiter}"d,;\te"\n1{delimiter}2\n'.encode())
    assert [column.name for column in sheet.columns] == ["a b c", "d,; e"]
    assert (sheet.reading.delimiter, sheet.breaks) == (delimiter, 2)


@pytest.mark.parametrize(
    "how", [{"encoding": "koi8-r"}, {"delimiter": ":"}, {"decimal": "'"}, {"delimiter": ""}]
)
def test_unknown_ways_of_reading_are_refused(how):
    with pytest.raises(UnknownChoice, match="must be one of"):
        read(b"a,b\n1,2\n", Reading(**how))


@pytest.mark.parametrize("cell", ["1", "-1.5", "+.5", "5.", "1e9", "1.E-3", "007"])
def test_number_is_digits_with_sign_point_and_exponent(cell):
    assert is_number(cell)
    assert not is_number(cell + "_0")


@pytest.mark.parametrize(
    "cell",
    ["1_000", "1 000", "１２", "١", "0x1F", "-nan", "-inf", "Infinity", "50%", "1.2.3", "−1", "1e",
     "1'000", "1,5"],
)  # fmt: skip
def test_what_is_meant_as_a_number_but_is_none_is_refused_in_its_place(cell):
    fault = refusal(f'y,x\n1,2\n3,"{cell}"\n'.encode())
    assert (fault.line, fault.column, fault.place) == (3, "x", 2)
    assert cell in str(fault)


@pytest.mark.parametrize(
    "gap", [" ", "\u00a0", "\u202f", "\u2009", "\u3000", "'", "’", "ʼ", "′", "_"]
)
def test_columns_of_digits_in_groups_are_never_classes(gap):
    table = "\n".join(["y;x", *(f"{at};{at}{gap}234,5" for at in range(1, 4))])
    assert "expected a number with a decimal point; got" in str(refusal(table.encode()))


@pytest.mark.parametrize(
    "cell",
    ["$1.50", "1.50 €", "€ 1.50", "EUR 1.50", "1.50 CHF", "£-1.50", "-$1.50", "(1.50)", "($1.50)",
     "1.50-", "–1.50", "−1.50", "1.50–", "1.50%", "1.50 kg", "150cm", "20 °C"],
)  # fmt: skip
def test_columns_of_amounts_are_never_classes(cell):
    fault = refusal(f"y,x\n1,{cell}\n2,{cell}\n3,{cell}\n".encode())
    assert (fault.line, fault.column) == (2, "x")
    assert "write digits with a sign before them, and nothing else" in str(fault)


@pytest.mark.parametrize("word", ["cat1", "1st", ">50K", "18-30", "A12", "3rd class", "5th", "A+"])
def test_words_with_a_number_in_them_are_classes(word):
    assert read(f"y,x\n1,{word}\n2,{word}\n".encode()).values()[1].classes == (word,)


def test_column_of_the_rows_names_is_called_by_its_place():
    for text in (b",a,b\n0,1,x\n1,2,y\n", b'"","a","b"\n"1",1,"x"\n"2",2,"y"\n'):
        assert [column.name for column in read(text).columns] == ["column 1", "a", "b"]


def test_name_by_place_is_no_other_columns_name():
    names = [column.name for column in read(b",column 1\n0,1\n1,2\n").columns]
    assert names == ["column 1_", "column 1"]


def test_comma_at_each_lines_end_makes_no_column():
    sheet = read(b"a,b,\n1,x,\n2,y,\n", caps=CAPS)
    assert [column.name for column in sheet.columns] == ["a", "b"]
    assert [column.name for column in read(b"1,2,\n3,4,\n").columns] == ["x1", "x2"]


def test_unnamed_column_with_a_value_over_the_cap_is_refused():
    assert refusal(b"a,b,\n1,x,\n2,y,z\n").place == 3


def test_all_faults_are_told_in_the_order_of_their_lines():
    fault = refusal(b"a,b\n1,x\n1_0,2\n0x1,3\n")
    places = [(one.line, one.column) for one in [fault, *fault.others]]
    assert places == [(2, "b"), (3, "a"), (4, "a")]


def test_all_rows_of_another_width_are_told():
    fault = refusal(b"a,b\n1,2\n3\n4,5,6\n7,8\n9\n", Caps())
    assert [(one.line, one.place) for one in [fault, *fault.others]] == [(3, 2), (4, 3), (6, 2)]


def test_column_with_few_numbers_is_classes():
    sheet = read(b"a\nx\n1\ny\n")
    assert sheet.values()[0].classes == ("1", "x", "y")


@pytest.mark.parametrize(
    ("content", "line", "place"),
    [
        (b"a,b,c\n1,2,3\n", 1, 3),
        (b"1\n2\n\n3\n4\n5\n", 6, None),
        (b"a\n1\n2\n3\n4\n", 5, None),
        (b"a\n" + b"1" * 41 + b"\n", 2, None),
        (b"a," + b"b" * 11 + b"\n1,2\n", 1, 2),
        (b'a,b\n1,"x"\n2,"x\ny\n', 3, 2),
        (b'a,b\n1,""""\n2,"x"y"\n', 3, 2),
        (b"a,b\n1,2\n1,2,3\n", 3, 3),
        (b"a,b\n1,2\n1\n", 3, 2),
    ],
)
def test_what_is_over_a_cap_or_breaks_the_table_is_refused_in_its_place(content, line, place):
    fault = refusal(content)
    assert (fault.line, fault.place) == (line, place)


def test_cell_longer_than_csv_takes_names_its_place():
    fault = refusal(b'a,b\n1,"' + b"x\n" * 70_000, Caps())
    assert (fault.line, fault.place) == (2, 2)
    assert "at most 131072 characters" in str(fault)


def test_bad_cell_is_shown_in_part():
    assert f"got '{'9' * 40}'… (400 characters)" in str(refusal(b"a\n" + b"9" * 400, Caps()))


@given(st.binary(max_size=40) | st.text('a1.,;"\n\r\t=é_', max_size=40).map(str.encode))
@settings(max_examples=300)
def test_any_bytes_are_finite_values_or_one_error_of_the_engine(content):
    try:
        read_values = read(content).values()
    except EngineError:
        return
    assert all(np.isfinite(column.values).all() for column in read_values)


def test_examples_in_the_docstrings_run():
    assert doctest.testmod(csv_sheet).failed == 0
