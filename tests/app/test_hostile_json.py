import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Unprocessable
from app.http.request_body import MAX_DEPTH, MAX_ENTRIES, MAX_KEYS, MAX_PARTS, Malformed, parse_json

NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**80), 2**80)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
PLAIN = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=10,
)


@given(PLAIN, st.booleans())
def test_json_is_taken_as_it_is(value, escaped):
    assert parse_json(json.dumps(value, ensure_ascii=escaped).encode()) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NaN", "finite; got NaN"),
        ('{"a": [-Infinity]}', "finite; got -Infinity"),
        ("1e999", "finite; got 1e999"),
        ("-1e999", "finite; got -1e999"),
        ('"\\ud800"', "lone surrogate"),
        ('{"\\udfff": 1}', "lone surrogate"),
        ('"a\\u0000"', "NUL"),
        ('"\\\\\\u0000"', "NUL"),
        ('[{"a": {"\\u0000": 1}}]', "NUL"),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "32 deep"),
        ("[" * 10_000, "32 deep"),
        (json.dumps(dict.fromkeys(map(str, range(MAX_KEYS + 1)))), "64 keys; got 65"),
        (json.dumps([0] * (MAX_ENTRIES + 1)), "10000 entries; got 10001"),
        (json.dumps([[[]] * 100] * (MAX_PARTS // 100)), "15000 lists and objects; got 15151"),
        ("[{" * MAX_PARTS, "15000 lists and objects; got 30000"),
    ],
)
def test_json_that_nothing_of_ours_looks_like_is_refused(text, words):
    with pytest.raises(Unprocessable, match=words):
        parse_json(text)


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"'a'", b"1 2", b'{"a": 01}', b"9" * 5000])
def test_what_is_no_json_is_malformed(text):
    with pytest.raises(Malformed):
        parse_json(text)


@pytest.mark.parametrize("text", ["\\u0000", "\\\\u0000", "\\ u0000", "␀", "0"])
def test_words_for_nul_are_taken(text):
    assert parse_json(json.dumps([text])) == [text]


def test_largest_document_is_taken_whatever_its_texts_are():
    points = [[0.5, -0.5, [0, 1, 1]]] * 5000
    whole = {"title": "[" * 120, "description": "{" * 4000, "data": {"points": points}}
    assert parse_json(json.dumps({"experiment": whole}))["experiment"] == whole


def test_whole_characters_beyond_the_first_plane_are_taken():
    assert parse_json('"\\ud83d\\ude00"') == "😀"


def test_document_may_be_as_deep_as_the_cap():
    deepest = "[" * MAX_DEPTH + "1" + "]" * MAX_DEPTH
    assert json.dumps(parse_json(deepest)) == deepest
