"""Two sentences on two lines."""

from __future__ import annotations

import pytest
from content_slides import bullets, list_slide, prose, sound_page, text
from page_items import named

from build.drawing.page import TextBox
from build.layout.sentences import two_sentences
from build.spec.content import Callout, Prose


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("One thing. Another.", "One thing.\nAnother."),
        ("**One thing.** Another.", "One thing.\nAnother."),
        ("**One thing. **Another?", "One thing.\nAnother?"),
        ("**One thing. ** Another?", "One thing.\nAnother?"),
    ],
)
def test_each_of_two_sentences_has_its_line(said: str, shown: str) -> None:
    (found,) = two_sentences([prose(said)]) or ()
    assert isinstance(found, Prose)
    assert found.text.plain == shown


@pytest.mark.parametrize("said", ["One thing", "One. Two. Three.", "Version 1.5 is out"])
def test_other_words_stay_as_they_are(said: str) -> None:
    assert two_sentences([prose(said)]) is None
    assert two_sentences([prose("A. B."), prose("C.")]) is None


def test_a_strip_parts_its_two_sentences_where_both_have_a_line() -> None:
    words = "**Never rewrite a commit that others have pulled.** Revert it: a new commit takes the change back, whole."
    callout = Callout(kind="warning", heading=text(""), blocks=(prose(words),), span=prose("").text.span)
    page = sound_page(list_slide("A title", bullets("a", "b"), callout=callout))
    item = named(page, "callout text")
    assert isinstance(item, TextBox)
    assert [line.strip() for line in item.paragraphs[0].lines] == [
        "Never rewrite a commit that others have pulled.",
        "Revert it: a new commit takes the change back, whole.",
    ]
