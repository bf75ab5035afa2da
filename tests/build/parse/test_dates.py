"""Dates at the start of a line as Japanese, Chinese and Korean write them."""

from __future__ import annotations

import pytest

from build.parse.dates import parts_from_date, read_date


@pytest.mark.parametrize(
    ("line", "when", "words"),
    [
        ("1953年：二重らせん", 1953.0, "二重らせん"),
        ("1953年7月：二重らせん", 1953.5, "二重らせん"),
        ("1953 年 7 月 1 日，双螺旋", 1953.5, "双螺旋"),
        ("1953년 7월 1일: 이중나선", 1953.5, "이중나선"),
        ("1953: the helix", 1953.0, "the helix"),
    ],
)
def test_a_date_is_read_with_what_stands_behind_it(line: str, when: float, words: str) -> None:
    found = read_date(line)
    assert found is not None
    start = parts_from_date(line, found.length)
    assert start is not None
    assert (found.when, line[start:]) == (when, words)


@pytest.mark.parametrize("line", ["1953年の発見", "7年：短い", "1953年代の計算機"])
def test_a_year_that_goes_on_as_a_word_is_no_date(line: str) -> None:
    assert read_date(line) is None
