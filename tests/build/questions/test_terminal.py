"""The conversation in the terminal, word for word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from english_left import english_in

from build.questions.draw import drawn, shuffled
from build.questions.model import Bank, Choice, Match, Order
from build.questions.terminal import ask
from build.spec.said import LANGUAGES


def conversation(bank: Bank, answers: list[str]) -> str:
    """All that is said and typed, a line each."""
    lines: list[str] = []
    typed: Iterator[str] = iter(answers)

    def read(prompt: str) -> str:
        answer = next(typed, None)
        if answer is None:
            raise EOFError
        lines.append(f"{prompt}{answer}")
        return answer

    ask(bank, 1, read=read, say=lambda line: lines.extend(line.split("\n")))
    return "\n".join(lines)


def keys_for(bank: Bank) -> tuple[str, str, str]:
    """The letters of the right order, the right option and the right pairs in set 1."""
    _, _, _, order, choice, match = drawn(bank, 1)
    assert isinstance(order, Order)
    assert isinstance(choice, Choice)
    assert isinstance(match, Match)
    placed = shuffled(range(3), 1, order)
    options = shuffled([None, *choice.mistakes], 1, choice)
    pairs = shuffled(range(3), 1, match)
    return (
        "".join("abc"[placed.index(at)] for at in range(3)),
        "abc"[options.index(None)],
        "".join("abc"[pairs.index(at)] for at in range(3)),
    )


def test_wrong_answers_are_told_by_their_mistake(bank: Bank) -> None:
    assert (
        conversation(bank, ["lots", "4000", "q"])
        == """\
A small quiz: 6 questions, set 1. Leave with q.

1 of 6 · Number · Memory
A model keeps 32 heads. How large is its cache?
A number in MB, within 1%: lots
  a number, such as 1.5: 4000
! Heads that are not kept were counted
  Query heads share what is kept.
The answer:
  536.9 MB
  A head keeps keys and values.

2 of 6 · Number · Memory
How large is the cache of GQA at 1,024 tokens?
A number in GB, within 2%: q


0 of 1 right.
To look at again: size"""
    )


def test_a_quiz_can_be_answered_without_a_mistake(bank: Bank) -> None:
    order, choice, match = keys_for(bank)
    said = conversation(bank, ["537 MB", "0.1", "", "y", "y", order, choice, match])
    assert said.endswith("6 of 6 right.")
    assert said.count("Right.") == 5


def test_an_order_and_a_match_name_what_is_wrong_in_them(bank: Bank) -> None:
    order, choice, match = keys_for(bank)
    early = order[0] + order[2] + order[1]
    confused = match[1] + match[0] + match[2]
    said = conversation(bank, ["537", "0.1", "", "y", "n", "abx", early, choice, confused])
    assert "  3 letters, each once of a to c: " in said
    assert "! A token before its pass\n  No token is known before a pass." in said
    assert "! First and next confused\n  The first token has a prompt to wait for." in said
    assert said.endswith("3 of 6 right.\nTo look at again: phases, order, match")


def test_it_goes_on_in_the_language_of_the_quiz(bank: Bank) -> None:
    order, choice, match = keys_for(bank)
    german = replace(bank, language="de")
    said = conversation(german, ["viele", "4.000", "0,1", "", "j", "ja", order, choice, match])
    assert said.startswith(
        """\
A small quiz: 6 Fragen, Satz 1. Beenden mit q.

1 von 6 · Zahl · Memory
A model keeps 32 heads. How large is its cache?
Eine Zahl in MB, auf 1\N{NARROW NO-BREAK SPACE}% genau: viele
  eine Zahl, etwa 1,5: 4.000
! Heads that are not kept were counted
  Query heads share what is kept.
Die Antwort:
"""
    )
    assert said.endswith("5 von 6 richtig.\nNoch einmal ansehen: size")


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_it_says_nothing_in_english_by_itself(bank: Bank, language: str) -> None:
    said = conversation(replace(bank, language=language), ["x", "1", "1", "", "n", "n", "xy", "abc", "a", "abc"])
    assert english_in("\n".join(f">{line.strip(' !')}" for line in said.split("\n"))) == []
