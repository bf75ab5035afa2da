"""An imported deck as the text of a spec in ordinary Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from build.imports.imported import Imported, ImportedSlide
from build.imports.write_blocks import BlockWriter, Lines
from build.imports.write_words import label_line, line_of
from build.parse.texts import make, split
from build.spec.content import Prose, Subheading
from build.spec.deck import ALL_AT_ONCE, Step, Text, Words, every_part

_HEADINGS = {"title": "#", "part": "#", "slide": "##"}
_WORDS_OF_A_TITLE = 12


def write_spec(imported: Imported) -> str:
    """The spec. Read again it has the same slides, except that each has a title."""
    if imported.text:
        return imported.text
    lines: Lines = ["---", *_front(imported.front), "---"] if imported.front else []
    written = 0  # footnotes of the slides before
    title, times = Text(), 1
    for slide in imported.slides:
        slide = slide if slide.title else _with_title(slide)
        own = slide.title or (Text() if title else _first_words(slide))
        title, times = (own, 1) if own else (title or Text((Words(text="Untitled"),)), times + 1)
        shown = title if own or times == 1 else Text((*title.pieces, Words(text=f" ({times})")))
        marks = {note.mark: f"[^{written + place}]" for place, note in enumerate(slide.footnotes, 1)}
        written += len(marks)
        lines += ["", *_slide(slide, shown, marks)] if lines else _slide(slide, shown, marks)
    if imported.introduction and imported.slides:
        lines += [] if imported.slides[-1].notes else ["", "Notes:"]
        lines += [part for text in imported.introduction for part in ("", line_of(text))]
    return "\n".join(lines).strip("\n") + "\n"


# ---- front matter -----------------------------------------------------------------------------------
def _front(values: Any) -> Lines:
    """Keys and values, each on a line or a block of YAML."""
    import yaml

    lines: Lines = []
    for key, value in values.items():
        flow = None if isinstance(value, (dict, list)) else False  # what is nested deepest stands on one line
        text = yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=10**6)
        lines += text.rstrip("\n").split("\n")
    return lines


# ---- slides -----------------------------------------------------------------------------------------
def _slide(slide: ImportedSlide, title: Text, marks: dict[str, str]) -> Lines:
    writer = BlockWriter(marks)
    lines = [f"{_HEADINGS[slide.role]} {line_of(title, heading=True, notes=marks)}"]
    labels = [*slide.labels, *_labels(slide)]
    if labels:
        lines += ["", *(f"{name}: {value}" for name, value in labels)]
    blocks = list(slide.blocks)
    if tuple(slide.reveal) == every_part(after=1) and blocks:
        parts = [writer.lines(blocks[:1]), [". . ."], writer.lines(blocks[1:])]
    else:
        parts = [writer.lines(blocks)]
    for part in parts:
        lines += ["", *part] if part else []
    for note in slide.footnotes:
        lines += ["", f"{marks[note.mark]}: {line_of(note.text)}"]
    if slide.notes:
        lines += ["", "Notes:", *_notes(slide.notes)]
    return lines


def _labels(slide: ImportedSlide) -> Iterator[tuple[str, str]]:
    if slide.hidden:
        yield "Hidden", "yes"
    if slide.morph:
        yield "Morph", "yes"
    if slide.reveal and tuple(slide.reveal) != every_part(after=1):
        yield "Reveal", _steps(slide.reveal)


def _steps(steps: Sequence[Step]) -> str:
    """What appears at each click, as `Reveal:` has it."""
    if tuple(steps) == ALL_AT_ONCE:
        return "no"
    return ", ".join(
        " ".join(filter(None, ("each" if step.each else "", step.part, str(step.number or "")))) for step in steps
    )


def _notes(texts: Iterable[Text]) -> Iterator[str]:
    """Notes a paragraph each, with an empty line between two."""
    for place, text in enumerate(texts):
        yield from ("",) if place else ()
        yield label_line(text)


def _with_title(slide: ImportedSlide) -> ImportedSlide:
    """A slide whose short first line, where it has one, is its title and no longer stands below it."""
    match slide.blocks:
        case [Prose() | Subheading() as block, *rest]:
            line, below = split(block.text, "\n")
            if _can_be_title(line):
                words = (replace(piece, bold=False, italic=False) for piece in line.pieces)
                blocks = [Prose(text=below), *rest] if below else rest
                return replace(slide, title=make(words, line), blocks=tuple(blocks))
    return slide


def _can_be_title(text: Text) -> bool:
    """Whether words are few, and hold nothing that a title has not: a link, a formula, a footnote."""
    bare = all(
        isinstance(piece, Words) and not (piece.href or piece.math or piece.strike or piece.raised or piece.cites)
        for piece in text.pieces
    )
    return bare and 0 < len(text.plain.split()) <= _WORDS_OF_A_TITLE


def _first_words(slide: ImportedSlide) -> Text:
    """The first words of a slide, if they are few: what the deck begins with has no heading before it."""
    from build.parse.content_texts import words_of

    first = next((text for text in words_of(slide.blocks) if text.plain.strip()), Text())
    return Text() if len(first.plain.split()) > _WORDS_OF_A_TITLE else _without_mark(first)


def _without_mark(text: Text) -> Text:
    """Words without the dash or number before an item."""
    plain = re.sub(r"^\s*(?:- |\d+\. )", "", text.plain)
    return Text((Words(text=" ".join(plain.split())),))
