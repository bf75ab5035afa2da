"""GIFT: as it is written, and as a parser that is not ours reads it."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import needs
from gift_reader import read_gift
from hypothesis import example, given, settings
from hypothesis import strategies as st

from build.questions.gift import escaped, gift
from build.questions.model import Bank, Choice, Family, Mistake, Number
from build.questions.words import html
from build.spec.deck import Text, Words

PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)
HARD = st.text(st.sampled_from("~=#{}:\\%/[]<>&-> \"'$*ab0\n"), min_size=1, max_size=30).filter(lambda t: t.strip())


def test_a_number_and_its_mistakes_are_written_with_their_feedback(bank: Bank) -> None:
    assert (
        gift(replace(bank, families=bank.families[:2]))
        == r"""// A small quiz

$CATEGORY: $course$/top/A small quiz/Memory

// [id:size] [tag:Memory]
::size::[html]<p>A model keeps 32 heads. How large is its cache? (MB)</p> {#
=536.870912:5.36870912
=%0%4000:40#<p><strong>Heads that are not kept were counted.</strong> Query heads share what is kept.</p>
####<p>A head keeps <strong>keys and values</strong>.</p>
}


$CATEGORY: $course$/top/A small quiz/Memory/grows

// [id:grows-1] [tag:Memory]
::grows 1::[html]<p>How large is the cache of GQA at 1,024 tokens? (GB)</p> {#
=0.1:0.002
=%0%1:0.02#<p><strong>Every head counted.</strong> Heads share.<br/><s>32</s> fewer</p>
}

// [id:grows-2] [tag:Memory]
::grows 2::[html]<p>How large is the cache of GQA at 4,096 tokens? (GB)</p> {#
=0.4:0.008
=%0%4:0.08#<p><strong>Every head counted.</strong> Heads share.<br/><s>32</s> fewer</p>
}
"""
    )


@given(st.one_of(PRINTABLE, HARD))
def test_nothing_in_escaped_words_is_a_sign_of_gift(words: str) -> None:
    made = escaped(words)
    bare = made.replace("\\\\", "").replace("\\n", "")
    for sign in "~=#{}:":
        bare = bare.replace("\\" + sign, "")
    assert not set(bare) & set("~=#{}:\\\n")


@needs.gift
def test_a_parser_that_is_not_ours_reads_every_kind(bank: Bank) -> None:
    read = [question for question in read_gift(gift(bank)) if question["type"] != "Category"]
    assert [(question["type"], question["title"]) for question in read] == [
        ("Numerical", "size"),
        ("Numerical", "grows 1"),
        ("Numerical", "grows 2"),
        ("Essay", "phases"),
        ("Matching", "order"),
        ("MC", "which"),
        ("Matching", "match"),
    ]
    right, slip = read[0]["choices"]
    assert right["text"] == {"type": "range", "number": 536.870912, "range": 5.36870912}
    assert (slip["text"]["number"], slip["weight"]) == (4000, 0)
    assert slip["feedback"]["text"] == (
        "<p><strong>Heads that are not kept were counted.</strong> Query heads share what is kept.</p>"
    )
    assert {choice["text"]["text"]: choice["isCorrect"] for choice in read[5]["choices"]} == {
        "Decode": True,
        "Prefill": False,
        "Training": False,
    }
    assert [pair["subanswer"] for pair in read[6]["matchPairs"]] == [
        "until the first token",
        "from token to token",
        "until the last token",
    ]


@needs.gift
@given(st.lists(st.lists(st.one_of(PRINTABLE, HARD), min_size=4, max_size=4), min_size=1, max_size=20))
@example([["%50%a", "%", "[html]b", "[x]"], ["0", "0", " %", " [0]"]])
@settings(max_examples=5)  # a process of the reader's each
def test_words_come_back_whatever_signs_they_have(bank: Bank, many: list[list[str]]) -> None:
    asked = [_choice(bank, words) for words in many]
    families = tuple(Family(variants=(question,)) for question in asked)
    read = [one for one in read_gift(gift(replace(bank, families=families))) if one["type"] != "Category"]
    for question, back in zip(asked, read, strict=True):
        (mistake,) = question.mistakes
        assert said(back["stem"]["text"]) == said(f"<p>{html(question.stem)}</p>")
        assert [said(choice["text"]["text"]) for choice in back["choices"]] == [
            said(html(question.answer)),
            said(html(mistake.answer)),
        ]
        assert said(html(mistake.name)) in said(back["choices"][1]["feedback"]["text"])


def _choice(bank: Bank, words: list[str]) -> Choice:
    stem, right, wrong, told = (Text((Words(text=one),)) for one in words)
    question = bank.families[4].first
    assert isinstance(question, Choice)
    mistake = Mistake(name=told, answer=wrong, feedback=told, span=question.span)
    return replace(question, stem=stem, answer=right, mistakes=(mistake,))


def said(markup: str) -> str:
    """Markup as a browser reads it, without the blanks at its ends, which GIFT drops."""
    return " ".join(unescape(markup).split())


def test_no_number_is_written_with_a_power_of_ten(bank: Bank) -> None:
    number = bank.families[0].first
    assert isinstance(number, Number)
    assert number.value is not None
    small = replace(number, value=replace(number.value, number=0.0000012), mistakes=())
    large = replace(number, value=replace(number.value, number=2.5e15), mistakes=())
    for question, expected in ((small, "=0.0000012:0.000000012"), (large, "=2500000000000000:25000000000000")):
        assert expected in gift(replace(bank, families=(replace(bank.families[0], variants=(question,)),)))
