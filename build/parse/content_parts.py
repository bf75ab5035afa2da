"""What single items and sentences of a slide hold: a source, a symbol with its meaning, a note on a line, a date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from build.findings.diagnostic import Span
from build.parse.dates import parts_from_date, read_date
from build.parse.texts import item, make, split
from build.spec.content import Entry, Event, LineNote, Symbol
from build.spec.deck import Piece, Text, Words

_SOURCE = re.compile(r"\s*[(\[](?P<source>[^()\[\]]+)[)\]]\.?\s*\Z")
_LINE = re.compile(
    r"(?:lines?|zeilen?|l\.?)\s*(?P<first>\d{1,4})(?:\s*(?:[-–]|to|bis)\s*(?P<last>\d{1,4}))?\s*:\s*", re.I
)
_UNIT = re.compile(r"\s*[(\[](?P<unit>[^()\[\]]{1,24})[)\]]\s*\Z")


def is_plain(entry: Entry) -> bool:
    """Whether an item is words alone."""
    return bool(entry.text) and not entry.blocks and entry.checked is None


def sourced(text: Text) -> tuple[Text, Text]:
    """A sentence, and the source in brackets behind it."""
    last = text.pieces[-1] if text.pieces else None
    found = _SOURCE.search(last.text) if isinstance(last, Words) and not last.code and not last.math else None
    if not found or not isinstance(last, Words):
        return text, Text()
    source = make((replace(last, text=found["source"]),), text)
    return make((*text.pieces[:-1], replace(last, text=last.text[: found.start()])), text), source


def read_symbol(text: Text, span: Span) -> Symbol | None:
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


def line_note(text: Text) -> LineNote:
    """`Line 5: lead. text`; the lead ends with the first full stop."""
    first = text.pieces[0]
    found = _LINE.match(text.plain)
    if not found:
        return LineNote(item=item(text))
    assert isinstance(first, Words)
    rest = without_start(text, found.end())
    led = item(rest)
    if not led.lead:
        lead, more = split(rest, ". ")
        led = replace(led, lead=lead, rest=more) if more else replace(led, lead=Text(), rest=rest)
    start, end = int(found["first"]), int(found["last"] or found["first"])
    return LineNote(item=led, first=min(start, end), last=max(start, end))


def read_event(entry: Entry) -> Event | None:
    """`1953: the double helix`."""
    date = read_date(entry.text.plain)
    behind = parts_from_date(entry.text.plain, date.length) if date else None
    if date is None or behind is None:
        return None
    shown = first_letters(entry.text, date.length)
    return Event(date=shown, when=date.when, text=without_start(entry.text, behind), span=entry.span)


def first_letters(text: Text, count: int) -> Text:
    return make(_cut(text, 0, count), text)


def without_start(text: Text, count: int) -> Text:
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
