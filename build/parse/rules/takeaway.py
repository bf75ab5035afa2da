"""Rules for the session's takeaway."""

from __future__ import annotations

import re
from dataclasses import replace

from build.parse.block_texts import ON_SLIDE, texts_of
from build.parse.blocks import List
from build.parse.field import Field, Values
from build.parse.texts import first_word_lead, item, join, make, stack, unquote, without_end
from build.spec.deck import Text, Words


def key_takeaways(field: Field) -> Values:
    """Stations of the journey; a plain item leads with its first word.

    key_takeaways = ("1. " station)+
    """
    return {"stations": tuple(first_word_lead(text) for text in field.items())}


def can_do(field: Field) -> Values:
    """What can be done at home.

    can_do = "what you can now do" ("(" heading ")")? ":" ("- " station)+
    """
    outcomes = tuple(first_word_lead(text, apart=False) for text in field.items())
    return {"outcomes_heading": field.heading(), "outcomes": outcomes}


def next_session(field: Field) -> Values:
    """A bold title and a detail; or a title with its detail in brackets at the end.

    next = "**" title "**" detail | title ("(" detail ")")? "."?
    """
    lists = [block for block in field.blocks if isinstance(block, List)]
    field.blocks = [block for block in field.blocks if not isinstance(block, List)]
    listed = list(texts_of(lists, field.findings, marks=ON_SLIDE)) if field.blocks else []
    text = unquote(join(field.rest(marks=None) if field.blocks else texts_of(lists, field.findings, marks=None)))
    field.blocks.clear()
    made = item(text, apart=True)
    if made.lead:
        return {"next_title": made.lead, "next_detail": stack([made.rest, *listed])}
    title, detail = _bracketed(without_end(text, "."))
    return {"next_title": title, "next_detail": stack([detail, *listed])}


def _bracketed(text: Text) -> tuple[Text, Text]:
    last = text.pieces[-1] if text else None
    match = re.fullmatch(r"(.*?)\s*\(([^()]+)\)", last.text) if isinstance(last, Words) and not last.code else None
    if not match or not isinstance(last, Words) or not (match[1] or len(text.pieces) > 1):
        return text, Text()
    title = make([*text.pieces[:-1], replace(last, text=match[1])], text)
    return title, make([replace(last, text=match[2])], text)
