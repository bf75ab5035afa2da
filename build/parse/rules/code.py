"""Rules for code bridges: `LEFT (60%) - CODE:` and `RIGHT (40%) - FLOW:`."""

from __future__ import annotations

import re

from build.findings.suggestion import suggestion
from build.parse.blocks import Fence, List, SourceBlock, SourceLine, SourceParagraph
from build.parse.calls import parse_call
from build.parse.field import Field, Values
from build.parse.inline import read_text
from build.parse.source import FindingCollector
from build.parse.texts import item
from build.spec.deck import Item, Listing, Text

EXAMPLE = "code('engine/decode.py::generate', lines='3-12', mark='5', heading='…', tint='new')"

_CODE = re.compile(r"\{\{\s*code\b(?P<call>.*)\}\}\s*$")
_PARAMETERS = ("lines", "mark", "heading", "tint")
_TINTS = ("new", "costly")


def left(field: Field) -> Values:
    """Listings, `{{ code(…) }}` on lines of their own or as items, and bullets beside them.

    left = (listing | "- " listing | "- " item)*
    """
    listings: list[Listing] = []
    notes: list[Item] = []
    kept: list[SourceBlock] = []
    for block in field.blocks:
        if isinstance(block, SourceParagraph):
            words = [line for line in block.lines if not _add_listing(line, listings, field)]
            if words:
                kept.append(SourceParagraph(tuple(words)))
        elif isinstance(block, List):
            for entry in block.entries:
                if not (len(entry.lines) == 1 and not entry.more and _add_listing(entry.lines[0], listings, field)):
                    notes.append(item(field.entry_text(entry)))
        elif isinstance(block, Fence):
            field.findings.add("P117", block.span, "code typed into a deck", f"show it live: {{{{ {EXAMPLE} }}}}")
            kept.append(block)
        else:
            kept.append(block)
    field.blocks = kept
    return {"listings": tuple(listings), "code_notes": tuple(notes)}


def right(field: Field) -> Values:
    """What leads from one listing to the other.

    right = ("- " item)+
    """
    return {"flow": tuple(item(text) for text in field.items())}


def _add_listing(line: SourceLine, listings: list[Listing], field: Field) -> bool:
    """Whether a line is a listing, complete or faulty.

    listing = "{{" call_of_code "}}"
    """
    call = call_of_code(line)
    if not call:
        return False
    listing = read_listing(call, field.findings)
    if listing:
        listings.append(listing)
    return True


def call_of_code(line: SourceLine) -> SourceLine | None:
    """What stands between the braces of a line that is `{{ code(…) }}`."""
    if not line.text.startswith("{{") or not _CODE.match(line.text):
        return None
    return line.cut(2, line.text.rindex("}}"))


def read_listing(line: SourceLine, findings: FindingCollector) -> Listing | None:
    """`code('path.py::symbol', …)` as a listing; a finding and None where it is not one.

    call_of_code = "code(" quoted_target ("," option "=" value)* ")"
    option       = "lines" | "mark" | "heading" | "tint"      each once; a tint is new or costly
    """
    call = parse_call(line, findings, example=EXAMPLE)
    if call is None:
        return None
    target = ""
    values: dict[str, str] = {}
    heading = Text()
    for argument in call.arguments:
        if not argument.key and not target and argument.quoted:
            target = argument.value
        elif argument.key not in _PARAMETERS or argument.key in values:
            hint = suggestion(argument.key, _PARAMETERS, f"its parameters are {', '.join(_PARAMETERS)}")
            findings.add(
                "P107", argument.span, f"'{argument.key or argument.value}' is not a parameter of code()", hint
            )
        elif argument.key == "tint" and argument.value not in _TINTS:
            findings.add(
                "P107", argument.span, f"unknown tint '{argument.value}'", "a marked line is 'new' or 'costly'"
            )
        else:
            values[argument.key] = argument.value
            if argument.key == "heading":
                words = SourceLine(argument.span.line, argument.span.column, argument.value)
                heading = read_text([words], findings)
    if not target:
        findings.add("P107", call.span, "code() without a symbol to show", f"write '{EXAMPLE}'")
        return None
    return Listing(
        heading=heading,
        target=target,
        lines=values.get("lines", ""),
        mark=values.get("mark", ""),
        tint="costly" if values.get("tint") == "costly" else "new",
        span=call.span,
    )
