"""A whole spec: front matter, heading, slides, and what stands around them.

Each function of this room that reads a syntax gives its rule. `"words"` stand there as they are, in any case; `?`, `*`,
`+` and `|` mean what they mean in a regular expression; a letter is any character, and `"- "` or `"1. "` any item of a
list. Rules name one another across the room's files.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field, replace

from build.findings.diagnostic import Diagnostic, Span
from build.parse.block_texts import raw_text, texts_of
from build.parse.blocks import Heading, Rows, SourceBlock, SourceLine, SourceParagraph, read_blocks
from build.parse.content_sections import ContentSections
from build.parse.dialects import Dialect, program_of
from build.parse.field import words_only
from build.parse.fields import read_fields
from build.parse.front_matter import read_front_matter
from build.parse.inline import read_text
from build.parse.kept_lines import KeptLines, kept_lines
from build.parse.kinds import Head, build_slide
from build.parse.labels import starts_with_label
from build.parse.slide_map import is_slide_map, read_films, slides_of_map, tell_missing_columns
from build.parse.source import FindingCollector, Source
from build.parse.texts import one_line, split
from build.parse.title_block import read_title_block
from build.spec.deck import AnimationSlide, Deck, FrontMatter, Slide, Text

_SLIDE = re.compile(r"slide\s+(?P<number>\d{1,5})\s*:\s*(?P<rest>.*)", re.IGNORECASE)
_SLIDE_LIKE = re.compile(r"slide\b\s*(?P<number>\d{1,5})?\s*[:.–—-]?\s*(?P<rest>.*)", re.IGNORECASE)
_NUMBERED = re.compile(r"slide(?:\s+\d{1,5}\b|\s*[:.–—-])", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"^##? Slide \d+[ \t]*$", re.MULTILINE)  # a title of ordinary Markdown
NEVER_SHOWN = re.compile(
    r"do not render|\b(design system|slide structure|(generation|design|render|layout|internal)\b.*\brules"
    r"|(slide|render|prompt|generation)\b.*\b(guidance|instructions))\b",
    re.IGNORECASE,
)


@dataclass
class _Section:
    """A level-one or level-two heading with its blocks, up to the line `end`. `number` is a slide's."""

    heading: SourceLine | None
    number: int = 0
    title: SourceLine | None = None
    end: int = sys.maxsize
    blocks: list[SourceBlock] = field(default_factory=list)


def parse(source: Source, *, draft: bool = False) -> tuple[Deck, list[Diagnostic]]:
    """The deck that a source says, with every finding of the way there; in a `draft` any text has a slide.

    deck    = front_matter? (heading | section | slide)*
    heading = "# " text                          the first; what stands below another one is a section
    section = ("# " | "## ") text block*
    slide   = "## " slide_heading fields         or a row of a slide_map
    """
    findings = FindingCollector(source)
    front, skip = read_front_matter(findings)
    if front.kind != "deck":
        at = source.locate(Span(1, 1, 4), front.kind)
        findings.add("P143", at, f"a {front.kind}, and no deck", f"coursewright {front.kind} makes it")
        return Deck(path=source.path, source=source.text, front=front, heading=Text(), slides=()), findings.sorted()
    kept = kept_lines(findings, skip=skip, is_label=starts_with_label)
    blocks = read_blocks(kept, findings)
    if not _is_of_today(blocks):
        general = parse_general(source)
        if general[0].slides:
            return general
    heading, sections = _sections(blocks, findings)
    content = ContentSections(kept, findings)
    slides: list[Slide] = []
    introduction: list[Text] = []
    hidden: list[str] = []
    films: list[tuple[str, Span]] = []
    for section in sections:
        if section.heading and section.title:
            slides.append(
                _slide(section.number, section.heading, section.title, section.blocks, findings, content, section.end)
            )
        elif section.heading and NEVER_SHOWN.search(section.heading.text):
            hidden.append("\n".join(filter(None, (section.heading.text, raw_text(section.blocks)))))
        else:
            if section.heading and slides:
                _tell_labels(section.blocks, findings)
            heading_of_map = False
            words: list[Text] = []
            for block in section.blocks:
                if isinstance(block, Rows) and is_slide_map(block):
                    slides.extend(slides_of_map(block, findings))
                    heading_of_map = True
                elif found := read_films(block, findings):
                    films.extend(found)
                    heading_of_map = True
                else:
                    words.extend(texts_of([block], findings))
            if section.heading and heading_of_map:
                hidden.append(section.heading.text)
            elif section.heading:
                words.insert(0, read_text([section.heading], findings))
            introduction.extend(words)
    if not slides and _NUMBER_ALONE.search(source.text) and (general := parse_general(source))[0].slides:
        return general
    if not slides and source.text.strip():
        findings.add(
            "P116", Span(), "no slides", "a slide starts with a heading, '## What it is about', or after a line '---'"
        )
        for block in (block for section in sections for block in section.blocks if isinstance(block, Rows)):
            tell_missing_columns(block, findings)
        if draft:
            slides, introduction = list(parse_general(source, whole=True)[0].slides), []
    deck = Deck(
        path=source.path,
        source=source.text,
        front=front,
        heading=one_line(read_text([heading], findings)) if heading else Text(),
        slides=_with_films(slides, films, findings),
        introduction=tuple(introduction),
        design_rules=tuple(hidden),
    )
    return deck, findings.sorted()


def _is_of_today(blocks: list[SourceBlock]) -> bool:
    """Whether a spec has slides' headings with numbers, or a table of slides, which ordinary Markdown has not."""
    return any(
        _NUMBERED.match(block.line.text) is not None
        if isinstance(block, Heading) and block.level <= 2
        else isinstance(block, Rows) and is_slide_map(block, almost=True)
        for block in blocks
    )


def parse_general(source: Source, *, whole: bool = False) -> tuple[Deck, list[Diagnostic]]:
    """The deck that ordinary Markdown says; with `whole`, text without heading and ruler is one slide."""
    from build.parse.general_deck import general_deck  # which specs with numbered slides do without

    findings = FindingCollector(source)
    front, dialect, lines = read_general(findings)
    made = general_deck(lines, front, dialect, findings, whole=whole)
    dialect.told(findings)
    deck = Deck(
        path=source.path,
        source=source.text,
        front=front,
        heading=made.heading,
        slides=tuple(made.slides),
        introduction=tuple(made.introduction),
        numbered=False,
    )
    return deck, findings.sorted()


def read_general(findings: FindingCollector) -> tuple[FrontMatter, Dialect, KeptLines]:
    """What stands before the slides of ordinary Markdown, the program that it was written for, and the lines behind."""
    dialect = Dialect(name=program_of(findings.source.text))
    front, skip = read_front_matter(findings, dialect)
    if not skip:
        front, skip = read_title_block(findings, dialect)
    return front, dialect, kept_lines(findings, skip=skip, is_label=lambda _: False)


def _tell_labels(blocks: list[SourceBlock], findings: FindingCollector) -> None:
    """A finding for each label behind a slide that its heading of level one or two has ended."""
    for block in blocks:
        for line in block.lines if isinstance(block, SourceParagraph) else ():
            if starts_with_label(line.text):
                hint = "move it above that heading, or write the heading with '### '"
                message = "a label below a heading that is no slide's: shown as words"
                findings.add("P126", line.span, message, hint)


def _sections(blocks: list[SourceBlock], findings: FindingCollector) -> tuple[SourceLine | None, list[_Section]]:
    """The deck's heading, and its sections in order.

    slide_heading = "slide" number ":" title     number: one to five digits
    """
    heading: SourceLine | None = None
    sections = [_Section(None)]
    last = 0
    for block in blocks:
        if not isinstance(block, Heading) or block.level > 2:
            sections[-1].blocks.append(block)
            continue
        line = block.line
        match = _SLIDE.fullmatch(line.text)
        if not match and block.level == 2 and (like := _SLIDE_LIKE.fullmatch(line.text)):
            findings.add("P103", line.span, "not a slide's heading", "write '## Slide 1: Title - What it is about'")
            number = int(like["number"]) if like["number"] else last + 1
            sections.append(_Section(line, number, line.cut(like.start("rest"))))
        elif match:
            sections.append(_Section(line, int(match["number"]), line.cut(match.start("rest"))))
        elif block.level == 1 and heading is None:
            heading = line
            continue
        else:
            sections.append(_Section(line))
        sections[-2].end = line.number
        last = sections[-1].number or last
    return heading, sections


def _slide(
    number: int,
    heading: SourceLine,
    title: SourceLine,
    blocks: list[SourceBlock],
    findings: FindingCollector,
    content: ContentSections,
    end: int,
) -> Slide:
    """A slide from its heading and its blocks.

    title = (eyebrow " - ")? text                up to the first dash between spaces
    """
    whole = one_line(read_text([title], findings))
    if not whole:
        findings.add(
            "P103",
            heading.span,
            f"slide {number} has no title",
            "write '## Slide 1: Title - What it is about'",
        )
    first, rest = split(whole, " - ")
    eyebrow = words_only(first, findings) if rest else Text()
    head = Head(number, eyebrow, rest or whole, heading.span)
    told = len(findings.found)
    fields = read_fields(blocks, findings)
    if content.holds(head, fields):
        del findings.found[told:]  # what looked like a label are words
        return content.slide(head, end)
    return build_slide(head, fields, findings)


def _with_films(slides: list[Slide], films: list[tuple[str, Span]], findings: FindingCollector) -> tuple[Slide, ...]:
    """Scenes listed apart go to the animation slides that name none, in order."""
    waiting = iter(films)
    placed: list[Slide] = []
    for slide in slides:
        if isinstance(slide, AnimationSlide) and not slide.scene and (film := next(waiting, None)):
            slide = replace(slide, scene=film[0], scene_span=film[1])
        placed.append(slide)
    for scene, span in waiting:
        hint = "name it on its slide: 'Animation Asset: `scene_name`'"
        findings.add("P120", span, f"no animation slide for scene '{scene}'", hint)
    return tuple(placed)
