import doctest
import gzip

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.datasets import csv_file
from engine.datasets.errors import BadTable, MissingData
from engine.errors import EngineError, InvalidValue, UnknownChoice

PETS = "width,height,kind\n1,2.5,dog\n-3,4e1,cat\n5,.5,dog\n"
PRICES = "size,rooms,price\n50,2,1.5\n80,3,2.5\n"


def test_features_are_numbers_and_a_text_target_classes():
    table = csv_file.parse(PETS)
    np.testing.assert_array_equal(table.x, [[1, 2.5], [-3, 40], [5, 0.5]])
    assert (table.y.tolist(), table.classes) == ([1, 0, 1], ("cat", "dog"))
    assert (table.feature_names, table.target_name) == (("width", "height"), "kind")
    assert (table.x.dtype, table.y.dtype) == (np.float64, np.uint8)


def test_a_target_of_numbers_is_a_number_to_predict():
    table = csv_file.parse(PRICES)
    assert (table.y.tolist(), table.classes) == ([1.5, 2.5], ())
    assert table.y.dtype == np.float64


def test_numbers_may_be_classes_and_are_then_in_order_of_size():
    table = csv_file.parse("1,10\n2,9\n3,10\n", kind="classes")
    assert (table.y.tolist(), table.classes) == ([1, 0, 1], ("9", "10"))


def test_a_target_that_must_be_a_number_is_held_to_it():
    with pytest.raises(BadTable, match=r"line 2, column 'kind': expected a number .*; got 'dog'"):
        csv_file.parse(PETS, kind="number")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_ends_of_lines_are_found_out(delimiter, end):
    text = PETS.replace(",", delimiter).replace("\n", end)
    np.testing.assert_array_equal(csv_file.parse(text).x, csv_file.parse(PETS).x)


def test_quoted_cells_may_hold_delimiters_and_line_breaks():
    table = csv_file.parse('"a, wide",b\n1,"big;\ndog"\n2,cat\n')
    assert (table.feature_names, table.classes) == (("a, wide",), ("big; dog", "cat"))


def test_rows_wider_than_a_cell_may_be_are_read():
    row = ",".join(["0.123456789"] * 20_000)
    assert csv_file.parse(f"{row}\n{row}\n").x.shape == (2, 19_999)


def test_blank_lines_spaces_and_a_byte_order_mark_do_not_count():
    table = csv_file.parse("\ufeffwidth , kind\n\n 1, dog \n,\n2,cat\n\n")
    assert (table.feature_names, table.classes) == (("width",), ("cat", "dog"))
    assert table.x.tolist() == [[1], [2]]


def test_columns_without_names_are_numbered():
    table = csv_file.parse("1,2,dog\n3,4,cat\n")
    assert (table.feature_names, table.target_name) == (("x1", "x2"), "x3")
    assert len(table.x) == 2


@pytest.mark.parametrize("how", [{"header": True}, {"target": "price"}])
def test_names_that_look_like_numbers_are_names_when_told(how):
    table = csv_file.parse("1990,1991,price\n1,2,3\n", **how)
    assert (table.feature_names, table.x.tolist()) == (("1990", "1991"), [[1, 2]])


def test_target_and_features_are_chosen_by_name_or_place():
    by_name = csv_file.parse(PRICES, target="size", features=["price", "rooms"])
    by_place = csv_file.parse(PRICES, target=0, features=[2, -2])
    assert by_name.x.tolist() == by_place.x.tolist() == [[1.5, 2], [2.5, 3]]
    assert by_name.y.tolist() == by_place.y.tolist() == [50, 80]


def test_columns_that_are_not_chosen_may_hold_anything():
    table = csv_file.parse("id,x,y\nseven,1,2\n,3,4\n", features=["x"])
    assert table.x.tolist() == [[1], [3]]


def test_a_table_splits_like_the_other_data_sets():
    (x_train, _), (x_test, _) = csv_file.parse(PETS).split(test_split=0.3, seed=1)
    assert (len(x_train), len(x_test)) == (2, 1)


@pytest.mark.parametrize("name", ["pets.csv", "pets.csv.gz"])
def test_a_file_is_read_as_its_text_is(tmp_path, name):
    pack = gzip.compress if name.endswith("gz") else bytes
    (tmp_path / name).write_bytes(pack(PETS.encode()))
    for source in (tmp_path / name, str(tmp_path / name), PETS):
        np.testing.assert_array_equal(csv_file.load(source).x, csv_file.parse(PETS).x)


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("a,b\n1,2\n\nx,3\n", 4, "a", "expected a number with a decimal point; got 'x'"),
        ("a;b\n1,5;2\n", 2, "a", "got '1,5'"),
        ("1,5;2,3\n4,5;6,7\n", 2, "1,5", "got '4,5'"),
        ("a,b\n,2\n", 2, "a", "got an empty cell"),
        ("a,b\n1_000,2\n", 2, "a", "got '1_000'"),
        ("a,b\nnan,2\n", 2, "a", "expected a number with a decimal point; got 'nan'"),
        ("a,b\n1,1e39\n", 2, "b", "expected a finite number within float32; got '1e39'"),
        ("a,b\n1,dog\n2,\n", 3, "b", "expected the name of a class; got an empty cell"),
        ("a,b\n1,2,3\n", 2, None, "expected 2 cells as in the first row; got 3"),
        ("a,b\n1,2\n1\n", 3, None, "expected 2 cells as in the first row; got 1"),
        ('a,b\n1,"2\n', 2, None, "expected a quote that ends the cell; got the end"),
        ('a,b\n"1"x,2\n', 2, None, "column 1: expected a delimiter after the quoted cell"),
        ("a,b,a\n1,2,3\n", 1, "a", "expected names that differ; got this one twice"),
        ("a,b\n", 1, None, "expected rows below the names of the columns; got none"),
        (" \n\n", 1, None, "expected rows of cells; got an empty table"),
        ("", 1, None, "expected rows of cells; got an empty table"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line_and_column(text, line, column, says):
    with pytest.raises(BadTable) as refused:
        csv_file.parse(text)
    assert (refused.value.line, refused.value.column) == (line, column)
    assert says in str(refused.value)
    assert line is None or f"line {line}" in str(refused.value)


def test_too_many_classes_are_refused():
    rows = "".join(f"1,name{i}\n" for i in range(257))
    with pytest.raises(BadTable, match=r"line 257, column 'x2': .* at most 256 classes; got 257"):
        csv_file.parse(rows)


@pytest.mark.parametrize(
    ("choice", "error", "says"),
    [
        ({"target": "age"}, UnknownChoice, "one of width, height, kind; got 'age'"),
        ({"target": 3}, UnknownChoice, "one of width, height, kind; got number 3"),
        ({"features": ["age"]}, UnknownChoice, "one of width, height, kind; got 'age'"),
        ({"features": ["kind"]}, InvalidValue, r"other than the target 'kind'.*got \['kind'\]"),
        ({"features": []}, InvalidValue, r"at least one; got \[\]"),
        ({"kind": "text"}, UnknownChoice, "kind must be one of auto, classes, number; got 'text'"),
    ],
)
def test_choices_that_the_table_does_not_offer_are_refused(choice, error, says):
    with pytest.raises(error, match=says):
        csv_file.parse(PETS, **choice)


def test_a_table_of_one_column_has_no_features():
    with pytest.raises(InvalidValue, match="other than the target 'x1', at least one"):
        csv_file.parse("1\n2\n")


@pytest.mark.parametrize("source", ["nowhere.csv", "a,b", "a" * 5000, ""])
def test_a_source_that_is_neither_file_nor_lines_is_refused(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EngineError, match=r"source (must be a file|cannot be read)"):
        csv_file.load(source)


def test_a_file_that_is_not_utf8_is_refused_with_its_line(tmp_path):
    (tmp_path / "pets.csv").write_bytes(b"a,b\n1,dog\n2,\xe9l\n")
    with pytest.raises(BadTable, match="line 3: expected text in UTF-8; got byte 0xe9"):
        csv_file.load(tmp_path / "pets.csv")


def test_a_file_that_is_too_large_or_damaged_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_file, "LARGEST", 20)
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(bytes(1000)))
    (tmp_path / "half.csv.gz").write_bytes(gzip.compress(b"1,2\n")[:-9])
    with pytest.raises(BadTable, match="must hold at most 20 bytes"):
        csv_file.load(tmp_path / "bomb.csv.gz")
    with pytest.raises(BadTable, match="cannot be read"):
        csv_file.load(tmp_path / "half.csv.gz")


def test_missing_file_is_missing_data(tmp_path):
    with pytest.raises(MissingData, match=r"no file .*none\.csv"):
        csv_file.load(tmp_path / "none.csv")


@given(st.text(alphabet='ab1.5e-,;\t|"\n\r \0\ufeffé', max_size=60))
@settings(max_examples=300)
def test_any_text_is_a_finite_table_or_one_error_of_the_engine(text):
    try:
        table = csv_file.parse(text)
    except EngineError:
        return
    assert np.isfinite(table.x).all()
    assert np.isfinite(table.y).all()
    assert len(table.x) == len(table.y) > 0


def test_examples_in_the_docstrings_run():
    assert doctest.testmod(csv_file).failed == 0
