"""Slides of ordinary Markdown before they have a kind: what each is called, which is the title, which begin parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

from build.parse.content_parts import is_plain
from build.parse.content_rules import FEW, Content, section
from build.parse.content_slide import Body
from build.parse.quotes import is_byline
from build.parse.reading import Reading
from build.parse.stretches import Form, Stretch
from build.parse.texts import one_line
from build.spec.content import Block, Bullets, Image, Prose, Quotation, Subheading
from build.spec.deck import Text, Words
from build.spec.walk import texts_in

MOST_PROMISES = 4
MOST_LETTERS = 240  # of the words below a deck's title
Role = Literal["title", "part", "slide"]


@dataclass(kw_only=True)
class Part:
    """A stretch with what was read of it. `body` is None for a slide of today's kinds."""

    stretch: Stretch
    title: Text
    reading: Reading
    body: Body | None = None
    role: Role = "slide"
    said: list[Text] = field(default_factory=list)

    @property
    def is_shown(self) -> bool:
        """Whether there is anything on it."""
        return bool(self.title or self.body is None or self.body.blocks or self.body.values.keys() - {"rest"})


def deepest_level(found: Sequence[Stretch], level: int) -> int:
    """The level of the headings that slides have; those above them begin parts."""
    return max((stretch.level for stretch in found), default=0) or level or 1


def give_titles(parts: list[Part], deck: str, path: str) -> None:
    """A slide without a heading has that of what it shows, else that of the one before it."""
    before, times = Text((Words(text=deck),)) if deck else Text(), 1
    for part in parts:
        if part.title:
            before, times = part.title, 1
            continue
        match part.body.blocks if part.body else []:
            case [Subheading(text=text), *rest] if part.body:
                part.title, part.body.blocks = text, rest
            case [Quotation(texts=(text, *_)), *rest] if _is_byline(rest):
                part.title = one_line(text)
            case [Image(alt=alt, span=span)] if alt:
                part.title = Text((Words(text=alt),), span)
            case [Prose(text=text), *rest] if part.body and len(text.plain.split()) <= FEW and (not rest or not before):
                part.title, part.body.blocks = one_line(text), rest
            case _:
                times += 1
                again = (Words(text=f" ({times})"),) if before else (Words(text=PurePath(path).stem),)
                part.title = Text((*before.pieces, *again), part.stretch.start)
                before = before or part.title


def _is_byline(rest: Sequence[Block]) -> bool:
    """Whether nothing but a name stands behind a quotation."""
    match rest:
        case []:
            return True
        case [Prose(text=text)]:
            return is_byline(text.plain)
    return False


def give_roles(parts: list[Part], form: Form, title: str) -> None:
    """Which slide is the title, and which begin parts. A title in the front matter is another slide's."""
    deepest = deepest_level([part.stretch for part in parts], 1)
    first = parts[0]
    is_top = first.stretch.level == 1 and title.casefold() in ("", first.title.plain.casefold())
    if is_top and first.body and not first.body.wanted and _is_cover(first.body, alone=deepest == 1):
        first.role = "title"
    for part in parts if title and first.role != "title" else parts[1:]:
        body = part.body
        if body and not body.wanted and 0 < part.stretch.level < deepest:
            content = Content(title=part.title, blocks=tuple(body.blocks), findings=part.reading.findings)
            bare = all(isinstance(block, Subheading) for block in body.blocks)
            simple = bare if form == "rulers" else section(content) is not None
            part.role = "part" if simple and "visual" not in body.values else part.role


def _is_cover(body: Body, *, alone: bool) -> bool:
    """Whether blocks have a place on a title slide: a paragraph or two, and a few items."""
    lists = [block for block in body.blocks if isinstance(block, Bullets)]
    words = [block for block in body.blocks if isinstance(block, Prose | Subheading)]
    if (
        body.footnotes
        or len(lists) + len(words) < len(body.blocks)
        or len(words) > 2
        or len(lists) > (0 if alone else 1)
    ):
        return False
    if sum(len(text.plain) for text in texts_in(words)) > MOST_LETTERS:
        return False
    return all(len(block.entries) <= MOST_PROMISES and all(map(is_plain, block.entries)) for block in lists)
