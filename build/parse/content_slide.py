"""One slide of ordinary Markdown, from its heading and the lines below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields

from build.findings.diagnostic import Span
from build.parse.content import read_lines
from build.parse.content_inline import read_content
from build.parse.content_kinds import CONTENT_KINDS, apart, kind_by_rule, kind_wanted
from build.parse.content_labels import cut_labels, values_of
from build.parse.content_rules import Content
from build.parse.content_texts import words_of
from build.parse.divisions import Division, divisions
from build.parse.field import Values
from build.parse.kept_lines import KeptLines
from build.parse.labels import Match
from build.parse.pictures import share_of
from build.parse.quotes import CALLOUTS
from build.parse.reading import Reading
from build.spec.content import Block, Callout, Column, Columns, Footnote, Subheading
from build.spec.deck import ALL_AT_ONCE, Slide, Text

_BIT_BY_BIT = frozenset({"incremental", "fragment"})  # pandoc's, Quarto's
_NOTES = frozenset({"notes", "speaker", "speaker-notes"})


@dataclass(kw_only=True)
class Body:
    """What stands below a slide's heading. `values` are those of its labels, `wanted` the kind that it names."""

    blocks: list[Block]
    values: Values = field(default_factory=dict)
    wanted: Text = Text()
    footnotes: tuple[Footnote, ...] = ()


def read_body(lines: KeptLines, reading: Reading, is_label: Callable[[Match], bool]) -> Body:
    """A slide's blocks and labels.

    slide_body = (label | division | block)*
    """
    lines, labelled = cut_labels(lines, is_label, reading.findings)
    values, wanted = values_of(labelled, reading.findings)
    body = Body(blocks=[], values=values, wanted=wanted)
    whole = divisions(lines, slots=reading.dialect.name == "slidev")
    body.blocks = _slots(whole, reading, body)
    body.footnotes = footnotes_of(reading)
    return body


def footnotes_of(reading: Reading) -> tuple[Footnote, ...]:
    """The footnotes that a slide refers to, with those that they refer to."""
    found: list[Footnote] = []
    while len(found) < len(reading.referred):
        mark, lines = list(reading.referred.values())[len(found)]
        found.append(Footnote(mark=mark, text=read_content(lines, reading)))
    return tuple(found)


# ---- regions ----------------------------------------------------------------------------------------
Part = Block | Column


def _slots(whole: Division, reading: Reading, body: Body) -> list[Block]:
    """A slide's blocks, those of Slidev's slots side by side. Without a left one, what stands before is left."""
    slots: dict[str, Division] = {}
    plain, more = Division(), Division()
    for part in whole.parts:
        if isinstance(part, Division) and part.slot in ("left", "right") and part.slot not in slots:
            slots[part.slot] = part
        else:
            (more if isinstance(part, Division) and part.slot else plain).parts.append(part)
    before = _blocks(plain, reading, body)
    if not slots:
        return [*before, *_blocks(more, reading, body)]
    left = slots.get("left")
    columns = [(before, whole)] if left is None else [(_blocks(left, reading, body), left)]
    if right := slots.get("right"):
        columns.append((_blocks(right, reading, body), right))
    shown = [Column(blocks=tuple(blocks), span=part.span) for blocks, part in columns if blocks]
    return [
        *(before if left else ()),
        *_side_by_side(shown),
        *_blocks(more, reading, body),
    ]


def _side_by_side(columns: list[Column]) -> list[Block]:
    """Columns as one block; a lone one is its blocks."""
    if len(columns) > 1:
        return [Columns(columns=tuple(columns), span=columns[0].span)]
    return [
        block
        for column in columns
        for block in (*((Subheading(text=column.heading),) if column.heading else ()), *column.blocks)
    ]


def _blocks(whole: Division, reading: Reading, body: Body) -> list[Block]:
    """A region's blocks."""
    blocks: list[Block] = []
    waiting: list[Column] = []
    for part in whole.parts:
        for found in read_lines(part, reading) if isinstance(part, KeptLines) else _region(part, reading, body):
            if isinstance(found, Column):
                waiting.append(found)
            else:
                blocks += [*_side_by_side(waiting), found]
                waiting.clear()
    return [*blocks, *_side_by_side(waiting)]


def _region(part: Division, reading: Reading, body: Body) -> list[Part]:
    """What a division is: columns, a callout, notes; else its blocks alone."""
    inside = _blocks(part, reading, body)
    heading = read_content([part.heading], reading) if part.heading else Text()
    if _NOTES.intersection(part.classes):
        body.values["notes"] = (*body.values.get("notes", ()), *words_of(inside))
        return []
    if "column" in part.classes:
        share = share_of(part.attributes.get("width", ""))
        return [Column(blocks=tuple(inside), span=part.span, heading=heading, share=share)]
    kind = next((CALLOUTS[name] for name in map(_callout_name, part.classes) if name in CALLOUTS), None)
    if kind:
        if not heading and inside and isinstance(inside[0], Subheading):
            heading, inside = inside[0].text, inside[1:]
        return [Callout(kind=kind, blocks=tuple(inside), span=part.span, heading=heading)]
    if _BIT_BY_BIT.intersection(part.classes):
        reading.points_appear() if "incremental" in part.classes else reading.pauses()
    elif "nonincremental" in part.classes:
        reading.reveal = ALL_AT_ONCE
    elif part.opening and "columns" not in part.classes:
        reading.dialect.tell(part.opening.text, part.span)
    return [*((Subheading(text=heading),) if heading else ()), *inside]


def _callout_name(name: str) -> str:
    """Quarto's `callout-note` is a note."""
    return name.casefold().removeprefix("callout-")


# ---- the slide --------------------------------------------------------------------------------------
def content_slide(
    number: int,
    eyebrow: Text,
    title: Text,
    span: Span,
    body: Body,
    reading: Reading,
    *,
    begins: tuple[int, int] | None = None,
) -> Slide:
    """The slide of the kind that its content makes, or that its `Type:` names."""
    content, callout = apart(
        Content(
            title=title,
            blocks=tuple(body.blocks),
            findings=reading.findings,
            begins_part=begins is not None,
            has_visual="visual" in body.values,
        )
    )
    key = body.wanted.plain.casefold()
    name, values = kind_wanted(key, body.wanted.span, content) if key in CONTENT_KINDS else kind_by_rule(content)
    if name == "section":
        values |= dict(zip(("part", "parts"), begins or (1, 1), strict=True))
    slide = CONTENT_KINDS[name].slide
    places = {attribute.name for attribute in fields(slide)}
    values |= {"reveal": reading.reveal} if reading.reveal else {}
    values |= {key: value for key, value in body.values.items() if key in places}
    return slide(
        **values, number=number, eyebrow=eyebrow, title=title, span=span, callout=callout, footnotes=body.footnotes
    )
