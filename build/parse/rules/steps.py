"""Rules for what a slide shows bit by bit, and how it comes out of the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from build.findings.diagnostic import Span
from build.parse.blocks import SourceParagraph
from build.parse.field import Field, Values
from build.parse.rules.common import yes_or_no
from build.spec.deck import ALL_AT_ONCE, Step, every_part

_STEP = re.compile(r"(?P<each>each\b)?\s*(?P<part>[^\W\d_](?:[\w' ]*[^\W\d_])?)?(?:\s+(?P<number>[0-9]{1,2}))?", re.I)
_EVERY = ("each", "one by one")
_EXAMPLE = "write 'Reveal: figure, each annotation', or 'Reveal: each' for all of it"


def reveal(field: Field) -> Values:
    """What appears at each click, in its order; what is not named is there from the start.

    reveal = "each" | "one by one" | "no" | step ("," step)*
    step   = "each" parts | part number?        layout knows which parts there are
    """
    block = field.blocks.pop(0) if field.blocks and isinstance(field.blocks[0], SourceParagraph) else None
    line = block.lines[0] if isinstance(block, SourceParagraph) else None
    if line is None:
        field.findings.add("P112", field.span, f"'{field.name}' is empty", _EXAMPLE)
        return {}
    words = " ".join(line.text.split()).casefold()
    if words in _EVERY:
        return {"reveal": every_part(line.span)}
    if words == "no":
        return {"reveal": ALL_AT_ONCE}
    steps = []
    for text, span in _pieces(line.text, line.span):
        found = _STEP.fullmatch(text)
        if not found or not found["part"] or (found["each"] and found["number"]):
            fault = f"'{text}' is no step of '{field.name}'" if text else f"an empty step of '{field.name}'"
            field.findings.add("P144", span, fault, _EXAMPLE)
        else:
            part = " ".join(found["part"].casefold().split())
            steps.append(Step(part=part, number=int(found["number"] or 0), each=bool(found["each"]), span=span))
    return {"reveal": tuple(steps)} if steps else {}


def _pieces(line: str, span: Span) -> Iterator[tuple[str, Span]]:
    """What stands between commas, each with its place."""
    at = 0
    for piece in line.split(","):
        text = piece.strip()
        start = span.column + at + len(piece) - len(piece.lstrip())
        yield text, Span(span.line, start, start + max(1, len(text)))
        at += len(piece) + 1


def morph(field: Field) -> Values:
    """Whether a slide grows out of the one before, whose shapes move to their new places.

    morph = "yes" | "no"
    """
    return yes_or_no(field, "morph")
