"""Code on slides that we built: read from its file again where that still holds it, else as it is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pygments.lexers import find_lexer_class

from build.imports.powerpoint.own_slides import OwnSlide, line, spaced, unstyled
from build.imports.powerpoint.paragraphs import NOWHERE
from build.imports.write_blocks import ranges
from build.resolve.listing import Listings
from build.resolve.query import ShowError
from build.spec.content import Block, Bullets, CodeBlock, Entry, Subheading
from build.spec.deck import Listing, Text

_LONGEST = 120  # lines of a symbol that are looked through


def live_code(slide: OwnSlide, shown: Sequence[tuple[str, Sequence[str]]], find: Listings) -> list[str]:
    """Code that is read from files of Coursewright's own, where they still hold the lines that the slide shows."""
    texts = [
        tuple(text.plain.replace("\xa0", " ") for text in slide.texts.get(f"listing {i}", []))
        for i in range(1, len(shown) + 1)
    ]
    calls = [
        _call(target, built, find) if _same(built, lines) else ""
        for (target, built), lines in zip(shown, texts, strict=True)
    ]
    if not shown or not all(calls):
        return []
    lines = ["LEFT (60%) - CODE:"]
    for i, call in enumerate(calls, 1):
        heading = " ".join(text.plain for text in slide.take(f"listing {i} heading")).replace("'", "’")
        lines.append("{{ " + call[:-1] + (f", heading='{heading}'" if heading else "") + ") }}")
        for name in ("", " file"):
            slide.take(f"listing {i}{name}")
    flow = slide.take("flow")
    return [*lines, "", "RIGHT (40%) - FLOW:", *(f"- {line(text)}" for text in flow)] if flow else lines


def _same(built: Sequence[str], shown: Sequence[str]) -> bool:
    """Whether a listing still shows what was built, of which a low card leaves out the head."""
    first, second = ([line.strip() for line in lines] for lines in (built, shown))
    return second in (first, first[1:])


def _call(target: str, shown: Sequence[str], find: Listings) -> str:
    """What shows these lines of a symbol; empty where no lines of it are these."""

    def fill(lines: str) -> tuple[str, ...]:
        try:
            listing = Listing(heading=Text(), target=target, lines=lines, mark="", tint="new", span=NOWHERE)
            return tuple(line.rstrip() for line in find.fill(listing).text)
        except ShowError:
            return ()

    wanted = tuple(line.rstrip() for line in shown)
    body = {place: text[-1].strip() for place in range(1, _LONGEST) if (text := fill(str(place)))}
    for lines in (wanted[1:], wanted):  # the first below a head that says whose they are
        for start in body:
            places, at = list[int](), start
            for row in lines:
                at = next((place for place in body if place >= at and body[place] == row.strip()), 0)
                places.append(at)
                at = at + 1 if at else _LONGEST
            if places and all(places) and fill(written := ranges(places)) == wanted:
                return f"code('{target}', lines='{written}')"
    return ""


def listings(slide: OwnSlide) -> list[Block]:
    """Code as it is shown, each with its heading and its file's name, and what is said beside it."""
    blocks: list[Block] = []
    numbers = [int(found[1]) for name in slide.texts if (found := re.fullmatch(r"listing (\d+)", name))]
    for number in sorted(numbers):
        blocks += [Subheading(text=unstyled(text)) for text in slide.take(f"listing {number} heading")[:1]]
        file = " ".join(text.plain for text in slide.take(f"listing {number} file"))
        blocks.append(_code(slide.take(f"listing {number}"), file))
    if code := slide.take("code"):
        blocks.append(_code(code, " ".join(text.plain for text in slide.take("code name"))))
    flow = slide.take("flow")
    if flow:
        entries = tuple(Entry(text=spaced(text), span=NOWHERE) for text in flow)
        blocks.append(Bullets(entries=entries, span=NOWHERE))
    return blocks


def _code(lines: Sequence[Text], file: str) -> CodeBlock:
    text = tuple(line for each in lines for line in each.plain.replace("\xa0", " ").split("\n"))
    if known := find_lexer_class(file):  # where no file is named, its language is
        return CodeBlock(text=text, span=NOWHERE, language=known.aliases[0] if known.aliases else "")
    language = "python" if file.endswith(".py") else ""
    return CodeBlock(text=text, span=NOWHERE, language=language, name=file)
