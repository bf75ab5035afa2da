"""Nine slides of the chapter on inference, some of each kind: a deck that takes a third of its time."""

from __future__ import annotations

import re

from build.files.places import ROOT

_SPEC = ROOT / "deck_specs" / "ch04_inference_and_attention_alternatives.md"
_KEPT = (1, 2, 3, 4, 5, 7, 13, 15, 30)


def nine_slides() -> str:
    """A spec with some slides of that chapter, in two hours."""
    head, *slides = re.split(r"(?m)^(?=## Slide \d)", _SPEC.read_text(encoding="utf-8"))
    kept = [re.sub(r"\d+", str(number), slides[old - 1], count=1) for number, old in enumerate(_KEPT, 1)]
    return re.sub(r"(?m)^hours: .*$", "hours: {1: 1-5, 2: 6-9}", head) + "".join(kept)
