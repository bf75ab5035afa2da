"""A message quotes a user's words as they stand in the spec, not as Python writes them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.did_you_mean import unknown
from engine.quoted import quoted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Read together, ask\u00a0alone.", "'Read together, ask\u00a0alone.'"),
        (r"\frac{1}{2}", r"'\frac{1}{2}'"),
        ("it's", '"it\'s"'),
        ('it\'s "so"', "'it's \"so\"'"),
        ("Maß für Größe, 注意力", "'Maß für Größe, 注意力'"),
        ("two\nlines\tand more", "'two lines and more'"),
        ("👩\u200d🏫", "'👩\u200d🏫'"),
        ("abc\u202edef\0", "'abc‹U+202E›def‹U+0000›'"),
        ("", "''"),
    ],
)
def test_words_are_quoted_as_they_are_written(text: str, shown: str) -> None:
    assert quoted(text) == shown


@given(st.text())
def test_a_quotation_is_one_line_of_letters_that_can_be_seen(text: str) -> None:
    found = quoted(text)
    assert len(found.splitlines()) == 1
    assert found.encode()
    assert not {unicodedata.category(letter) for letter in found} & {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert found[1:-1] == text or not text.isprintable()


def test_an_unknown_name_is_quoted_so_too() -> None:
    error = unknown("model", "größe\u00a0a", ["größe"])
    assert str(error) == "unknown model 'größe\u00a0a'; did you mean 'größe'? (there are: größe)"
