"""The check of words that send a reader to another slide: "slide 31", "Slides 5-6"."""

from __future__ import annotations

import re

from build.checks.context import CheckContext
from build.checks.numbers import own_words
from build.spec.walk import texts_in

_NUMBER = r"\d{1,4}(?![\d%]|\.\d)"
_REFERENCE = re.compile(rf"\bslides?\s+(?P<numbers>{_NUMBER}(?:\s*(?:[-–—,&]|to|and|or)\s*{_NUMBER})*)", re.IGNORECASE)


def references(context: CheckContext) -> None:
    """Every slide that is referred to exists. Code refers to none, and a link leads to another deck."""
    known = {slide.number for slide in context.deck.slides}
    if not known:
        return
    for text in texts_in((context.deck.introduction, context.deck.slides)):
        for match in _REFERENCE.finditer(own_words(text)):
            numbers = [int(number) for number in re.findall(r"\d+", match["numbers"])]
            missing = next((number for number in numbers if number not in known), None)
            if missing is not None:
                span = context.findings.source.locate(text.span, match.group())
                hint = f"the slides are {min(known)} to {max(known)}"
                context.findings.add("C107", span, f"there is no slide {missing}", hint)
