"""Quotation marks around all of a text."""

from __future__ import annotations

import pytest

from build.parse.texts import unquote, unquoted
from build.spec.deck import Text, Words


@pytest.mark.parametrize(("written", "shown"), [
    (["“I came, I saw.”"], ["I came, I saw."]),
    (["„Zwei Dinge.“"], ["Zwei Dinge."]),
    (["«Je pense,", "donc je suis.»"], ["Je pense,", "donc je suis."]),
    (['"Yes," he said, "no."'], ['"Yes," he said, "no."']),
    (["He said “so”"], ["He said “so”"]),
    ([""], [""]),
    (["", "“So.”", ""], ["", "So.", ""]),
    (['""'], ['""']),
])  # fmt: skip
def test_marks_around_a_quotation_are_those_that_the_slide_draws(written: list[str], shown: list[str]) -> None:
    assert [
        part.plain for part in unquoted([Text((Words(text=part),)) if part else Text() for part in written])
    ] == shown


def test_marks_in_code_are_the_codes() -> None:
    said = Text((Words(text='"a"', code=True),))
    assert unquote(said) == said
