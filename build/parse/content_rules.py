"""What makes a slide one of the kinds of ordinary Markdown: a rule a kind, each giving what its layout places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from build.parse.content_parts import is_plain, line_note, read_event, read_symbol, sourced
from build.parse.field import Values
from build.parse.quotes import is_byline, name_of
from build.parse.source import FindingCollector
from build.parse.texts import make
from build.spec.content import (
    Block,
    Bullets,
    CodeBlock,
    Column,
    Columns,
    Definitions,
    Formula,
    Image,
    LineNote,
    Prose,
    Quotation,
    Subheading,
)
from build.spec.deck import Expression, Grid, Text, Words

MOST_NOTES = 4  # beside a listing
MOST_LINES = 5  # of a section
MOST_BROUGHT = 48  # words of them
FEW = 12  # words that a heading alone may have
MOST_WORDS = 4  # behind a great number
MOST_SAID = 240  # letters of a sentence below it, or alone
_NUMBER = re.compile(r"(?P<figure>[~≈<>±+−-]?\s?[$€£]?\d[\d.,\u00a0\u202f' ]*\d?(?:\s?%)?)\s*(?P<unit>\D.*)?")


@dataclass(frozen=True, kw_only=True)
class Content:
    """A slide's heading and blocks. `begins_part` says that its heading is a level above the others."""

    title: Text
    blocks: tuple[Block, ...]
    findings: FindingCollector
    begins_part: bool = False
    has_visual: bool = False


def section(content: Content) -> Values | None:
    """Lines that say what comes."""
    lines: list[Text] = []
    for block in content.blocks:
        if isinstance(block, Prose | Subheading):
            lines.append(block.text)
        elif isinstance(block, Bullets) and all(is_plain(entry) for entry in block.entries):
            lines += [entry.text for entry in block.entries]
        else:
            return None
    words = sum(len(line.plain.split()) for line in lines)
    return {"lines": tuple(lines)} if len(lines) <= MOST_LINES and words <= MOST_BROUGHT else None


def quote(content: Content) -> Values | None:
    match content.blocks:
        case (Quotation() as words,):
            return {"quotation": words}
        case (Quotation(by=Text(pieces=())) as words, Prose(text=text)) if is_byline(text.plain):
            by, source = name_of(text)
            return {"quotation": replace(words, by=by, source=source)}
    return None


def statement(content: Content) -> Values | None:
    """A number with its unit as the heading and a paragraph; or a heading alone."""
    match content.blocks:
        case () if content.title and not content.has_visual and _is_short(content.title, FEW):
            return {"sentence": content.title}
        case (Prose(text=text),) if _is_short(text) and (parts := _great_number(content.title)):
            figure, unit = parts
            sentence, source = sourced(text)
            return {"figure": figure, "unit": unit, "sentence": sentence, "source": source}
    return None


def _is_short(text: Text, words: int = MOST_SAID) -> bool:
    return len(text.plain) <= MOST_SAID and len(text.plain.split()) <= words


def _great_number(title: Text) -> tuple[Text, Text] | None:
    """A number, or a fact, and up to four words behind it."""
    if title and isinstance(title.pieces[0], Expression):
        unit = make(title.pieces[1:], title)
        return (make(title.pieces[:1], title), unit) if len(unit.plain.split()) <= MOST_WORDS else None
    number = _NUMBER.fullmatch(title.plain)
    unit = make((Words(text=(number["unit"] or "").strip()),), title) if number else Text()
    is_counted = number and (
        number["figure"].strip().endswith(".") or unit.plain.startswith(("/", ")", ":"))
    )  # `1. One`
    if not number or is_counted or len(unit.plain.split()) > MOST_WORDS:
        return None
    return make((Words(text=number["figure"].strip()),), title), unit


def formula(content: Content) -> Values | None:
    match content.blocks:
        case (Formula() as shown,):
            return {"formula": shown}
        case (Formula() as shown, Bullets(entries=entries)):
            symbols = [read_symbol(entry.text, entry.span) if is_plain(entry) else None for entry in entries]
        case (Formula() as shown, Definitions(entries=defined)):
            symbols = [
                read_symbol(
                    Text((*row.term.pieces, Words(text=": "), *row.meanings[0].pieces), row.term.span), row.term.span
                )
                if len(row.meanings) == 1
                else None
                for row in defined
            ]
        case _:
            return None
    found = tuple(symbol for symbol in symbols if symbol)
    return {"formula": shown, "symbols": found} if len(found) == len(symbols) else None


def code(content: Content) -> Values | None:
    listings = [block for block in content.blocks if isinstance(block, CodeBlock)]
    if len(listings) != 1 or (not listings[0].language and len(content.blocks) > 1):
        return None
    notes: list[LineNote] = []
    for block in content.blocks:
        if isinstance(block, Prose):
            notes.append(line_note(block.text))
        elif isinstance(block, Bullets) and all(is_plain(entry) for entry in block.entries):
            notes += [line_note(entry.text) for entry in block.entries]
        elif block is not listings[0]:
            return None
    return {"code": listings[0], "notes_on_lines": tuple(notes)} if len(notes) <= MOST_NOTES else None


def chart(content: Content) -> Values | None:
    match content.blocks if content.has_visual else None:
        case ():
            return {}
        case (Prose(text=text),):
            return {"heading": text}
    return None


def pictures(content: Content) -> Values | None:
    images = [block for block in content.blocks if isinstance(block, Image) and not block.place]
    return {"images": tuple(images)} if len(images) > 1 and len(images) == len(content.blocks) else None


def picture(content: Content) -> Values | None:
    """One picture; text beside it, or anything over one that lies behind it all."""
    images = [block for block in content.blocks if isinstance(block, Image)]
    beside = tuple(block for block in content.blocks if not isinstance(block, Image))
    headed = sum(isinstance(block, Subheading) for block in beside)
    if len(images) == 1 and headed > 1 and columns(content) is not None:
        return None
    if len(images) != 1 or (images[0].place != "background" and any(isinstance(b, _WIDE) for b in beside)):
        return None
    return {"image": images[0], "blocks": beside}


_WIDE = (Grid, CodeBlock, Columns, Formula)  # what has no room beside a picture


def table(content: Content) -> Values | None:
    match content.blocks:
        case (Grid() as grid,):
            return {"grid": grid}
        case (Grid() as grid, Prose(text=text)):
            return {"grid": grid, "source": text}
    return None


def timeline(content: Content) -> Values | None:
    match content.blocks:
        case (Bullets(entries=entries),) if 3 <= len(entries) <= 7:
            read = [read_event(entry) if is_plain(entry) else None for entry in entries]
        case _:
            return None
    events = [event for event in read if event]
    if len(events) != len(read):
        return None
    ordered = sorted(events, key=lambda event: event.when)
    if ordered != events:
        late = next(event for event, wanted in zip(events, ordered, strict=True) if event is not wanted)
        content.findings.add("P134", late.span, "dates out of order: shown sorted", "write the earliest first")
    return {"events": tuple(ordered)}


def columns(content: Content) -> Values | None:
    """Two or three columns of pandoc's, or third-level headings; a paragraph behind them is what they lead to."""
    match content.blocks:
        case (Columns() as found,) if 2 <= len(found.columns) <= 3:
            return {"columns": _headed(found.columns)}
        case (Columns() as found, Prose(text=text)) if 2 <= len(found.columns) <= 3:
            return {"columns": _headed(found.columns), "verdict": text}
    if not content.blocks or not isinstance(content.blocks[0], Subheading):
        return None
    parts: list[tuple[Text, list[Block]]] = []
    for block in content.blocks:
        if isinstance(block, Subheading):
            parts.append((block.text, []))
        else:
            parts[-1][1].append(block)
    if not 2 <= len(parts) <= 3 or not all(blocks for _, blocks in parts):
        return None
    last, verdict = parts[-1][1], Text()
    others_end = any(isinstance(blocks[-1], Prose) for _, blocks in parts[:-1])
    if len(last) > 1 and isinstance(last[-1], Prose) and not others_end:
        verdict = last[-1].text
        del last[-1]
    made = tuple(Column(heading=heading, blocks=tuple(blocks), span=heading.span) for heading, blocks in parts)
    return {"columns": made, "verdict": verdict}


def bullets(content: Content) -> Values | None:
    match content.blocks:
        case (Bullets() as found,):
            return {"bullets": found}
    return None


def mixed(content: Content) -> Values:
    return {"blocks": content.blocks}


def _headed(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Columns that all start with a heading have it as their own."""
    headed: list[Column] = []
    for column in columns:
        match column.blocks:
            case (Subheading(text=text), *blocks) if not column.heading:
                headed.append(replace(column, heading=text, blocks=tuple(blocks)))
    return tuple(headed) if len(headed) == len(columns) else tuple(columns)
