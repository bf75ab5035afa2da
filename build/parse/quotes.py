"""Block quotes: somebody's words with a name, or a callout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from build.findings.diagnostic import Span
from build.findings.suggestion import suggestion
from build.parse.blocks import SourceLine
from build.parse.content_inline import read_content
from build.parse.reading import Reading
from build.parse.texts import make, split, unquoted
from build.spec.content import Block, Bullets, Callout, Prose, Quotation
from build.spec.deck import Text, Words

CalloutKind = Literal["note", "tip", "important", "warning", "caution"]
# Also the names that Obsidian, Quarto and documentation programs have.
CALLOUTS: Mapping[str, CalloutKind] = {
    "note": "note", "info": "note", "todo": "note", "abstract": "note", "summary": "note", "example": "note",
    "question": "note", "faq": "note", "seealso": "note", "quote": "note",
    "tip": "tip", "hint": "tip", "success": "tip", "check": "tip", "done": "tip",
    "important": "important", "attention": "important",
    "warning": "warning", "caution": "caution", "danger": "caution", "error": "caution", "bug": "caution",
    "failure": "caution",
}  # fmt: skip
_KIND = re.compile(r"\[!(?P<kind>[A-Za-z]+)\][+-]?\s*")
_NAME = 8  # words, at most, of a name and where it stands
DASHES = ("—", "–", "―", "--", "- ")


def is_byline(text: str) -> bool:
    """Whether words start with a dash, as the name below a quote does."""
    return text.startswith(DASHES) and len(text.lstrip("—–―- ")) > 1


def quotes_of(blocks: Sequence[Block], callout: SourceLine | None, span: Span, reading: Reading) -> Iterator[Block]:
    """What a block quote holds.

    callout   = "[!" kind "]" heading? block*
    quotation = paragraph+ (dash name ("," source)?)?      what else stands in it stands by itself
    """
    found = _KIND.match(callout.text) if callout else None
    if callout and found:
        kind = CALLOUTS.get(found["kind"].casefold())
        if kind is None:
            hint = suggestion(found["kind"].casefold(), CALLOUTS, f"there are {', '.join(CALLOUTS)}")
            reading.findings.add("P133", callout.span, f"unknown callout '{found['kind']}': shown as a note", hint)
        heading = read_content([callout.cut(found.end())], reading)
        yield Callout(kind=kind or "note", blocks=tuple(blocks), span=span, heading=heading)
        return
    if callout:
        blocks = [Prose(text=read_content([callout], reading)), *blocks]
    texts: list[Text] = []
    for block in blocks:
        if isinstance(block, Prose):
            texts.append(block.text)
        elif texts and isinstance(block, Bullets) and _is_name(block):
            texts.append(Text((Words(text="— "), *block.entries[0].text.pieces), block.entries[0].text.span))
        else:
            if texts:
                yield quotation(texts, span)
            texts = []
            yield block
    if texts:
        yield quotation(texts, span)


def _is_name(block: Bullets) -> bool:
    """Whether a list is the name below a quote, behind a dash that Markdown takes for a bullet."""
    entry = block.entries[0]
    return len(block.entries) == 1 and entry.number is None and entry.checked is None and not entry.blocks


def quotation(texts: Sequence[Text], span: Span) -> Quotation:
    """A quote from its paragraphs; the last of several may be the name."""
    if len(texts) > 1 and is_byline(texts[-1].plain):
        by, source = name_of(texts[-1])
        return Quotation(texts=unquoted(texts[:-1]), span=span, by=by, source=source)
    return Quotation(texts=unquoted(texts), span=span)


def name_of(text: Text) -> tuple[Text, Text]:
    """A name and where the words stand, from what follows a dash: `— Ada Lovelace, Notes, 1843`."""
    first, *rest = text.pieces
    bare = make((replace(first, text=first.text.lstrip("—–―- ")), *rest), text) if isinstance(first, Words) else text
    by, source = split(bare, ", ")
    return by, source or Text()


def with_name(title: Text, blocks: Sequence[Block]) -> tuple[Text, list[Block]]:
    """What a slide that is said to be a quote holds: its heading may be the words, and a line below them the name."""
    match [*([Prose(text=title)] if title else []), *blocks]:
        case [Quotation(by=Text(pieces=())) as words, Prose(text=text)] if len(text.plain.split()) <= _NAME:
            by, source = name_of(text)
            return Text(), [replace(words, by=by, source=source)]
        case [Prose(text=words), Prose(text=text)] if len(text.plain.split()) <= _NAME and title:
            by, source = name_of(text)
            return Text(), [Quotation(texts=unquoted([words]), span=words.span, by=by, source=source)]
    return title, list(blocks)
