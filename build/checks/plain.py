"""Checks of how learners are spoken to: no harsh words, and no multiple choice."""

from __future__ import annotations

import re
from collections.abc import Mapping

from build.checks.context import CheckContext
from build.checks.numbers import own_words
from build.spec.walk import texts_in

# What a technical text says without a thought, and what it means.
PLAIN: Mapping[str, str] = {
    "abuse": "misuse",
    "attack": "try, misuse",
    "blacklist": "block list",
    "bomb": "flood",
    "brute force": "try all",
    "cripple": "slow, limit",
    "exploit": "use",
    "hack": "change, trick",
    "hijack": "take over",
    "kill": "stop, end",
    "poison": "spoil",
    "shoot": "aim",
    "slave": "replica, worker",
    "victim": "the one that goes",
    "weapon": "tool",
    "whitelist": "allow list",
}
_WORD = re.compile(rf"\b(?P<stem>{'|'.join(map(re.escape, PLAIN))})(?:s|d|ed|r|er|ers|ing)?\b", re.IGNORECASE)
_OPTION = re.compile(r"\(?(?P<letter>[A-Da-d])[).]\s")


def harsh_words(context: CheckContext) -> None:
    """A harsh word has a plain one beside it."""
    for text in texts_in((context.deck.heading, context.deck.introduction, context.deck.slides)):
        for found in _WORD.finditer(own_words(text)):
            span = context.findings.source.locate(text.span, found.group())
            hint = f"say what it means: {PLAIN[found['stem'].lower()]}"
            context.findings.add("C701", span, f"'{found.group()}' is a harsh word", hint)


def choices(context: CheckContext) -> None:
    """Learners say what they think; they do not tick one of several."""
    for slide in context.deck.slides:
        before = ""
        for text in texts_in(slide):
            found = _OPTION.match(own_words(text))
            letter = found["letter"].lower() if found else ""
            if (before, letter) == ("a", "b"):
                hint = "ask one open question, or say which is right and why"
                context.findings.add("C702", text.span, f"slide {slide.number} has a multiple-choice question", hint)
            before = letter
