"""What makes a slide one of the kinds of ordinary Markdown: a rule a kind, each giving what its layout places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from build.findings.diagnostic import Span
from build.parse.dates import parts_from_date, read_date
from build.parse.field import Values
from build.parse.quotes import is_byline, name_of
from build.parse.source import FindingCollector
from build.parse.texts import item, make, split
from build.spec.content import (
    Block,
    Bullets,
    CodeBlock,
    Column,
    Columns,
    Definitions,
    Entry,
    Event,
    Formula,
    Image,
    LineNote,
    Prose,
    Quotation,
    Subheading,
    Symbol,
)
from build.spec.deck import Grid, Piece, Text, Words

MOST_NOTES = 4  # beside a listing
MOST_LINES = 5  # of a section
FEW = 12  # words that a heading alone may have
_NUMBER = re.compile(r"(?P<figure>[~≈<>±+−-]?\s?[$€£]?\d[\d.,\u00a0\u202f' ]*\d?(?:\s?%)?)\s*(?P<unit>\D.*)?")
_SOURCE = re.compile(r"\s*[(\[](?P<source>[^()\[\]]+)[)\]]\.?\s*\Z")
_LINE = re.compile(
    r"(?:lines?|zeilen?|l\.?)\s*(?P<first>\d{1,4})(?:\s*(?:[-–]|to|bis)\s*(?P<last>\d{1,4}))?\s*:\s*", re.I
)
_UNIT = re.compile(r"\s*[(\[](?P<unit>[^()\[\]]{1,24})[)\]]\s*\Z")


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
        if isinstance(block, Prose):
            lines.append(block.text)
        elif isinstance(block, Bullets) and all(is_plain(entry) for entry in block.entries):
            lines += [entry.text for entry in block.entries]
        else:
            return None
    return {"lines": tuple(lines)} if len(lines) <= MOST_LINES else None


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
    number = _NUMBER.fullmatch(content.title.plain)
    unit = (number["unit"] or "").strip() if number else ""
    match content.blocks:
        case () if content.title and not content.has_visual and len(content.title.plain.split()) <= FEW:
            return {"sentence": content.title}
        case (Prose(text=text),) if number and len(unit.split()) <= 4:
            figure = number["figure"].strip()
            sentence, source = _sourced(text)
            like = content.title
            return {
                "figure": make((Words(text=figure),), like),
                "unit": make((Words(text=unit),), like),
                "sentence": sentence,
                "source": source,
            }
    return None


def formula(content: Content) -> Values | None:
    match content.blocks:
        case (Formula() as shown,):
            return {"formula": shown}
        case (Formula() as shown, Bullets(entries=entries)):
            symbols = [_symbol(entry.text, entry.span) if is_plain(entry) else None for entry in entries]
        case (Formula() as shown, Definitions(entries=defined)):
            symbols = [
                _symbol(
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
            notes.append(_line_note(block.text))
        elif isinstance(block, Bullets) and all(is_plain(entry) for entry in block.entries):
            notes += [_line_note(entry.text) for entry in block.entries]
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
    if len(images) != 1 or (images[0].place != "background" and any(isinstance(b, _WIDE) for b in beside)):
        return None
    return {"image": images[0], "blocks": beside}


_WIDE = (Grid, CodeBlock, Columns, Formula)  # what has no room beside a picture


def table(content: Content) -> Values | None:
    match content.blocks:
        case (Grid() as grid,):
            return {"grid": grid}
        case (Grid() as grid, Prose(text=text)) | (Prose(text=text), Grid() as grid):
            return {"grid": grid, "source": text}
    return None


def timeline(content: Content) -> Values | None:
    match content.blocks:
        case (Bullets(entries=entries),) if 3 <= len(entries) <= 7:
            read = [_event(entry) if is_plain(entry) else None for entry in entries]
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
            return {"columns": tuple(map(_headed, found.columns))}
        case (Columns() as found, Prose(text=text)) if 2 <= len(found.columns) <= 3:
            return {"columns": tuple(map(_headed, found.columns)), "verdict": text}
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


# ---- parts ------------------------------------------------------------------------------------------
def is_plain(entry: Entry) -> bool:
    """Whether an item is words alone."""
    return not entry.blocks and entry.checked is None


def _sourced(text: Text) -> tuple[Text, Text]:
    """A sentence, and the source in brackets behind it."""
    last = text.pieces[-1] if text.pieces else None
    found = _SOURCE.search(last.text) if isinstance(last, Words) and not last.code and not last.math else None
    if not found or not isinstance(last, Words):
        return text, Text()
    source = make((replace(last, text=found["source"]),), text)
    return make((*text.pieces[:-1], replace(last, text=last.text[: found.start()])), text), source


def _symbol(text: Text, span: Span) -> Symbol | None:
    """`$E$: energy (J)`."""
    symbol, meaning = split(text, ": ")
    if not meaning or len(symbol.pieces) != 1:
        return None
    piece = symbol.pieces[0]
    if not isinstance(piece, Words) or (not piece.math and len(piece.text) > 6):
        return None
    last = meaning.pieces[-1]
    found = _UNIT.search(last.text) if isinstance(last, Words) and not last.code and not last.math else None
    if found and isinstance(last, Words):
        unit = make((replace(last, text=found["unit"]),), meaning)
        rest = make((*meaning.pieces[:-1], replace(last, text=last.text[: found.start()])), meaning)
        return Symbol(symbol=piece.text, meaning=rest, unit=unit, span=span)
    return Symbol(symbol=piece.text, meaning=meaning, span=span)


def _line_note(text: Text) -> LineNote:
    """`Line 5: lead. text`; the lead ends with the first full stop."""
    first = text.pieces[0]
    found = _LINE.match(text.plain)
    if not found:
        return LineNote(item=item(text))
    assert isinstance(first, Words)
    rest = _without_start(text, found.end())
    led = item(rest)
    if not led.lead:
        lead, more = split(rest, ". ")
        led = replace(led, lead=lead, rest=more) if more else replace(led, lead=Text(), rest=rest)
    start, end = int(found["first"]), int(found["last"] or found["first"])
    return LineNote(item=led, first=min(start, end), last=max(start, end))


def _event(entry: Entry) -> Event | None:
    """`1953: the double helix`."""
    date = read_date(entry.text.plain)
    behind = parts_from_date(entry.text.plain, date.length) if date else None
    if date is None or behind is None:
        return None
    shown = _first_letters(entry.text, date.length)
    return Event(date=shown, when=date.when, text=_without_start(entry.text, behind), span=entry.span)


def _first_letters(text: Text, count: int) -> Text:
    return make(_cut(text, 0, count), text)


def _without_start(text: Text, count: int) -> Text:
    """A text without its first letters."""
    return make(_cut(text, count, None), text)


def _cut(text: Text, start: int, end: int | None) -> Iterator[Piece]:
    """Part of a text by its letters; an expression stands whole where it starts."""
    at = 0
    for piece in text.pieces:
        if not isinstance(piece, Words):
            if at >= start and (end is None or at < end):
                yield piece
            at += len(piece.source) + 4
            continue
        length = len(piece.text)
        left, right = max(0, start - at), length if end is None else max(0, min(length, end - at))
        if left < right:
            yield replace(piece, text=piece.text[left:right])
        at += length


def _headed(column: Column) -> Column:
    """A column whose first block is a heading has it as its own."""
    match column.blocks:
        case (Subheading(text=text), *blocks) if not column.heading:
            return replace(column, heading=text, blocks=tuple(blocks))
    return column
