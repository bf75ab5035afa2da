from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.edits.merge_words import Conflict, merge, tokens

texts = st.lists(st.sampled_from(["The", " ", "cache", "takes", "2.15", "GB", ".", "\n", "\ufffc"]), max_size=12)


def merged(base: list[str], theirs: list[str], ours: list[str]) -> tuple[list[str], list[Conflict]]:
    found, conflicts = merge(base, theirs, ours)
    return [theirs[token.theirs] if token.ours is None else ours[token.ours] for token in found], conflicts  # type: ignore[index]


def merged_text(base: str, theirs: str, ours: str) -> tuple[str, list[Conflict]]:
    found, conflicts = merged(tokens(base), tokens(theirs), tokens(ours))
    return "".join(found), conflicts


@given(texts, texts)
def test_where_one_side_changed_nothing_the_other_is_taken_as_it_is(base: list[str], other: list[str]) -> None:
    assert merged(base, base, other) == (other, [])
    assert merged(base, other, base) == (other, [])
    assert merged(base, other, other) == (other, [])


@given(texts, texts, texts)
def test_merging_again_changes_nothing(base: list[str], theirs: list[str], ours: list[str]) -> None:
    result, _ = merged(base, theirs, ours)
    assert merged(ours, result, ours) == (result, [])


@given(texts, texts, texts)
def test_a_piece_stands_in_each_side_once_and_in_order(base: list[str], theirs: list[str], ours: list[str]) -> None:
    found, _ = merge(base, theirs, ours)
    for places in zip(*found, strict=True) if found else ():
        there = [place for place in places if place is not None]
        assert there == sorted(set(there))
    for token in found:
        if token.base is not None:
            assert token.theirs is not None
            assert token.ours is not None
            assert base[token.base] == theirs[token.theirs] == ours[token.ours]


@given(st.text())
def test_tokens_together_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text


@pytest.mark.parametrize(
    ("base", "theirs", "ours", "result"),
    [
        ("It takes 2.15 GB.", "It takes about 2.15 GB.", "It takes 3.0 GB.", "It takes about 3.0 GB."),
        (
            "The cache takes 2.15 GB at 4,096 tokens.",
            "At 4,096 tokens you need 2.15 GB of cache.",
            "The cache takes 3.0 GB at 4,096 tokens.",
            "At 4,096 tokens you need 3.0 GB of cache.",
        ),
        ("Read it.", "Read it.\nThen run it.", "Read it twice.", "Read it twice.\nThen run it."),
        ("One.\nTwo.\nThree.", "One.\nThree.", "One.\nTwo.\nThree and a half.", "One.\nThree and a half."),
    ],
)
def test_a_reworded_sentence_takes_the_new_number(base: str, theirs: str, ours: str, result: str) -> None:
    assert merged_text(base, theirs, ours) == (result, [])


def test_where_both_changed_the_same_theirs_stay_and_both_are_told() -> None:
    assert merged_text("It takes 2.15 GB.", "It takes 2 GB.", "It takes 3.0 GB.") == (
        "It takes 2 GB.",
        [Conflict("It takes 2 GB.", "It takes 3.0 GB.")],
    )


def test_sentences_that_share_no_word_do_not_interlock() -> None:
    assert merged_text("One two three.", "Something else, at last.", "One two four.") == (
        "Something else, at last.",
        [Conflict("Something else, at last.", "One two four.")],
    )
