"""Cutting paragraphs: leads, quotes, headings before a dash, all without losing a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from build.spec.deck import Expression, Item, Piece, Text, Words

_QUOTES = ("“”", "„“", '""', "«»", "»«", "‘’", "''")


def make(pieces: Iterable[Piece], like: Text) -> Text:
    """A text of these pieces without spaces around them, at the place of another."""
    kept = [piece for piece in pieces if isinstance(piece, Expression) or piece.text]
    while kept and isinstance(kept[0], Words) and not kept[0].code:
        stripped = kept[0].text.lstrip()
        kept[0] = replace(kept[0], text=stripped)
        if stripped:
            break
        kept.pop(0)
    while kept and isinstance(kept[-1], Words) and not kept[-1].code:
        stripped = kept[-1].text.rstrip()
        kept[-1] = replace(kept[-1], text=stripped)
        if stripped:
            break
        kept.pop()
    return Text(tuple(kept), like.span)


def join(texts: Iterable[Text], between: str = " ") -> Text:
    """Several texts as one."""
    present = [text for text in texts if text]
    if not present:
        return Text()
    pieces: list[Piece] = []
    for text in present:
        if pieces:
            pieces.append(Words(text=between))
        pieces.extend(text.pieces)
    return Text(tuple(pieces), present[0].span)


def before(mark: str, text: Text) -> Text:
    """A text with a mark before its first words."""
    return Text((Words(text=mark), *text.pieces), text.span) if mark else text


def stack(texts: Iterable[Text]) -> Text:
    """Several texts as one, each on a line of its own."""
    return join(texts, "\n")


def one_line(text: Text) -> Text:
    """A text that stands where there is room for one line only: a line break is a space."""
    if not any(isinstance(piece, Words) and "\n" in piece.text for piece in text.pieces):
        return text
    pieces = (replace(p, text=p.text.replace("\n", " ")) if isinstance(p, Words) else p for p in text.pieces)
    return make(pieces, text)


def split(text: Text, mark: str) -> tuple[Text, Text | None]:
    """What stands before and after the first `mark` in plain words; None where there is no such mark."""
    for index, piece in enumerate(text.pieces):
        if isinstance(piece, Words) and not piece.code and mark in piece.text:
            before, _, after = piece.text.partition(mark)
            left = [*text.pieces[:index], replace(piece, text=before)]
            right = [replace(piece, text=after), *text.pieces[index + 1 :]]
            return make(left, text), make(right, text)
    return text, None


def split_all(text: Text, mark: str) -> list[Text]:
    """The parts between all marks, empty ones left out."""
    parts: list[Text] = []
    rest: Text | None = text
    while rest is not None:
        part, rest = split(rest, mark)
        if part:
            parts.append(part)
    return parts


def unquote(text: Text) -> Text:
    """A text without the quotation marks around all of it."""
    return unquoted([text])[0]


def unquoted(texts: Sequence[Text]) -> tuple[Text, ...]:
    """Paragraphs without the quotation marks around all of them. Marks of a quotation within them stay."""
    bare = [make(text.pieces, text) for text in texts]
    filled = [place for place, text in enumerate(bare) if text]
    whole = "\n".join(bare[place].plain for place in filled)
    pair = next((pair for pair in _QUOTES if whole[:1] == pair[0] and whole[-1:] == pair[1] and len(whole) > 2), "")
    if not pair or any(mark in whole[1:-1] for mark in pair):
        return tuple(texts)
    for place, end, cut in ((filled[0], 0, slice(1, None)), (filled[-1], -1, slice(-1))):
        pieces = list(bare[place].pieces)
        piece = pieces[end]
        if not isinstance(piece, Words) or piece.code:
            return tuple(texts)
        pieces[end] = replace(piece, text=piece.text[cut])
        bare[place] = make(pieces, bare[place])
    return tuple(bare)


def without_end(text: Text, ends: str) -> Text:
    """A text without closing punctuation."""
    if text and isinstance(text.pieces[-1], Words) and not text.pieces[-1].code:
        last = text.pieces[-1]
        return make([*text.pieces[:-1], replace(last, text=last.text.rstrip(ends + " "))], text)
    return text


def capital(text: Text) -> Text:
    """A text that starts with a capital letter."""
    if text and isinstance(text.pieces[0], Words) and not text.pieces[0].code:
        first = text.pieces[0]
        return Text((replace(first, text=first.text[:1].upper() + first.text[1:]), *text.pieces[1:]), text.span)
    return text


def item(text: Text, *, apart: bool = False) -> Item:
    """A list item: the bold words that it starts with are its lead, which some slides show `apart` from the rest.

    item = ("**" lead "**")? text
    """
    count = 0
    while count < len(text.pieces) and text.pieces[count].bold:
        count += 1
    lead = make((replace(piece, bold=False) for piece in text.pieces[:count]), text)
    rest = make(text.pieces[count:], text)
    below = lead and rest and not apart and "".join(map(_letters, text.pieces[count:])).lstrip(" ").startswith("\n")
    return Item(lead=lead, rest=before("\n", rest) if below else rest, span=text.span)


def _letters(piece: Piece) -> str:
    return piece.text if isinstance(piece, Words) else piece.source


def first_word_lead(text: Text, *, apart: bool = True) -> Item:
    """A list item whose lead, where it has no bold one, is its first word, which may stand `apart` from the rest.

    station = "**" lead "**" text | word text
    """
    made = item(text, apart=apart)
    if made.lead or not text or not isinstance(text.pieces[0], Words) or text.pieces[0].code:
        return made
    first = text.pieces[0]
    word, after = (*re.split("[ \n]", first.text, maxsplit=1), "")[:2]
    lead = make([replace(first, text=word)], text)
    rest = make([replace(first, text=after), *text.pieces[1:]], text)
    behind = "".join(map(_letters, text.pieces))[len(word) :]
    below = not apart and behind.lstrip(" ").startswith("\n")
    return Item(lead=lead, rest=before("\n", rest) if below and rest else rest, span=text.span)
