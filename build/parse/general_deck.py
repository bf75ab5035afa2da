"""A deck in ordinary Markdown: its title, its parts and its slides, numbered from 1."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from build.findings.diagnostic import Span
from build.parse.blocks import SourceLine, read_blocks
from build.parse.content_inline import read_content
from build.parse.content_labels import for_all, makes_a_kind
from build.parse.content_slide import content_slide, read_body
from build.parse.dialects import Dialect
from build.parse.field import words_only
from build.parse.fields import read_fields
from build.parse.kept_lines import KeptLines, OpenFence
from build.parse.kinds import Head, build_slide, kind_of_eyebrow
from build.parse.named_lines import NamedLines, take_named
from build.parse.pandoc_tables import take_tables
from build.parse.quotes import with_name
from build.parse.reading import Reading
from build.parse.said_aside import comments_said, cut_programs, fragments_in
from build.parse.slide_roles import Part, deepest_level, give_roles, give_titles
from build.parse.slidev import understood
from build.parse.source import FindingCollector
from build.parse.stretches import Stretch, Stretches, stretches
from build.parse.texts import join, split, stack
from build.spec.content import Bullets, Prose, Subheading
from build.spec.deck import FrontMatter, Slide, Text, TitleSlide, Words

_LEVELS = ("one", "two", "three", "four", "five", "six")


@dataclass(kw_only=True)
class GeneralDeck:
    """`introduction` are words that no slide refers to."""

    heading: Text = Text()
    slides: list[Slide] = field(default_factory=list)
    introduction: list[Text] = field(default_factory=list)


def general_deck(
    lines: KeptLines, front: FrontMatter, dialect: Dialect, findings: FindingCollector, *, whole: bool = False
) -> GeneralDeck:
    """The deck's slides; where there is no heading and no ruler none, or with `whole` one.

    The first heading of level one is the deck's title, if nothing stands before it and the front matter has no other.
    """
    read = read_parts(lines, front, dialect, findings, whole=whole)
    parts = read.parts
    if not parts:
        return GeneralDeck()
    deck = GeneralDeck(heading=parts[0].title)
    if read.title and parts[0].role != "title":
        deck.heading = Text((Words(text=read.title),))
        deck.slides.append(_cover(deck.heading, dialect))
    deck.slides += _slides(parts, len(deck.slides))
    deck.introduction = read.introduction
    return deck


@dataclass(kw_only=True)
class ReadParts:
    """The slides before they have kinds. `title` is the deck's, where its program shows it on a slide."""

    parts: list[Part] = field(default_factory=list)
    title: str = ""
    introduction: list[Text] = field(default_factory=list)


def read_parts(
    lines: KeptLines, front: FrontMatter, dialect: Dialect, findings: FindingCollector, *, whole: bool = False
) -> ReadParts:
    """What the slides hold, with their titles and roles, in the order in which they stand."""
    cut_programs(lines, dialect, findings)
    if dialect.name not in ("marp", "slidev"):
        take_tables(lines)
    names = take_named(lines)
    where = stretches(lines, dialect)
    found, form = where.found, where.form
    if not form and whole and any(line.strip() for line in lines.lines):
        found, form = [Stretch(lines=lines)], "rulers"
    if not found or not form:
        return ReadParts()
    _tell_doubt(where, findings)
    read = [_read(stretch, names, dialect, findings) for stretch in found]
    parts = [part for part in read if part.is_shown]
    if not parts:
        return ReadParts()
    _give_comments(parts, comments_said(lines, dialect, findings))
    _give_fragments(parts, lines, findings)
    give_titles(parts, front.title, findings.source.path)
    title = "" if dialect.name in ("marp", "slidev") else front.title
    give_roles(parts, form, title)
    return ReadParts(parts=parts, title=title, introduction=list(_unreferred(names, parts, findings)))


def _tell_doubt(where: Stretches, findings: FindingCollector) -> None:
    if where.doubted:
        deepest = _LEVELS[deepest_level(where.found, where.level) - 1]
        message = f"slides start at headings of level {deepest}: this one is the second between two rulers, '---'"
        findings.add("P137", where.doubted.span, message, "with one heading at most between two, rulers part slides")


# ---- reading ----------------------------------------------------------------------------------------
def _read(stretch: Stretch, names: NamedLines, dialect: Dialect, findings: FindingCollector) -> Part:
    reading = Reading(findings, dialect, names.footnotes, names.links)
    title = words_only(read_content([stretch.heading], reading), findings) if stretch.heading else Text()
    beside = reading.take_pictures()
    part = Part(stretch=stretch, title=title, reading=reading)
    if not _is_of_today(stretch.lines):
        part.body = read_body(stretch.lines, reading, for_all)
        said = understood(stretch.options, dialect, findings)
        part.body.blocks[:0] = [*said.pictures, *beside]
        if said.hidden:
            part.body.values["hidden"] = True
        if said.layout == "section":
            part.role = "part"
        if said.layout == "quote":
            part.title, part.body.blocks = with_name(title, part.body.blocks)
        if said.title and not part.title:
            part.title = Text((Words(text=said.title),), stretch.start)
    return part


def _give_comments(parts: Sequence[Part], said: Sequence[tuple[int, Sequence[Text]]]) -> None:
    """What the speaker says in comments goes to the slides that they stand on."""
    begins = [part.stretch.first for part in parts]
    for number, texts in said:
        parts[max(0, bisect_right(begins, number) - 1)].said += texts


def _give_fragments(parts: Sequence[Part], lines: KeptLines, findings: FindingCollector) -> None:
    """What reveal.js shows bit by bit is said in comments behind it."""
    begins = [part.stretch.first for part in parts]
    for number in fragments_in(lines):
        reading = parts[max(0, bisect_right(begins, number) - 1)].reading
        is_point = findings.source.line(number).lstrip()[:1] in ("-", "*", "+")
        reading.points_appear() if is_point else reading.pauses()


def _is_of_today(lines: KeptLines) -> bool:
    """Whether a slide has labels that ordinary Markdown does not have."""
    fence = OpenFence()
    rows = zip(lines.lines, lines.numbers, lines.moved, strict=True)
    return any(
        not fence.holds(line) and makes_a_kind(SourceLine(number, 1 + moved, line)) for line, number, moved in rows
    )


# ---- slides -----------------------------------------------------------------------------------------
def _slides(parts: Sequence[Part], before: int) -> Iterator[Slide]:
    """The slides, with what the speaker says behind their own notes."""
    for part, slide in zip(parts, _bare_slides(parts, before), strict=True):
        yield replace(slide, notes=(*slide.notes, *part.said)) if part.said else slide


def _bare_slides(parts: Sequence[Part], before: int) -> Iterator[Slide]:
    count = sum(part.role == "part" for part in parts)
    eyebrow, begun = Text(), 0
    for number, part in enumerate(parts, before + 1):
        span = part.stretch.heading.span if part.stretch.heading else part.stretch.start
        if part.body is None:
            yield _of_today(number, eyebrow, part, span)
        elif part.role == "title":
            yield _title(number, part, span)
        elif part.role == "part":
            begun += 1
            eyebrow = part.title
            yield content_slide(number, Text(), part.title, span, part.body, part.reading, begins=(begun, count))
        else:
            yield content_slide(number, eyebrow, part.title, span, part.body, part.reading)


def _of_today(number: int, eyebrow: Text, part: Part, span: Span) -> Slide:
    findings = part.reading.findings
    first, rest = split(part.title, " - ")
    if rest and kind_of_eyebrow(first.plain):
        eyebrow, title = first, rest
    else:
        title = part.title
    return build_slide(
        Head(number, eyebrow, title, span), read_fields(read_blocks(part.stretch.lines, findings), findings), findings
    )


def _title(number: int, part: Part, span: Span) -> Slide:
    assert part.body is not None
    values = dict(part.body.values)
    words = [block.text for block in part.body.blocks if isinstance(block, Prose | Subheading)]
    promises = [entry.text for block in part.body.blocks if isinstance(block, Bullets) for entry in block.entries]
    return TitleSlide(
        number=number,
        eyebrow=Text(),
        title=part.title,
        span=span,
        subtitle=join(words, " · "),
        promises=tuple(promises),
        **values,
    )


def _cover(title: Text, dialect: Dialect) -> Slide:
    """The title slide of a deck whose front matter has the title: below it what the deck is, and of which house."""
    about = [(dialect.subtitle, dialect.subtitle_span)] if dialect.subtitle else []
    about += dialect.about
    subtitle = stack(Text((Words(text=words),), span) for words, span in about)
    return TitleSlide(number=1, eyebrow=Text(), title=title, span=title.span, subtitle=subtitle)


def _unreferred(names: NamedLines, parts: Sequence[Part], findings: FindingCollector) -> Iterator[Text]:
    """Footnotes that no slide refers to."""
    used = {name for part in parts for name in part.reading.referred}
    for name, lines in names.footnotes.items():
        if name not in used:
            findings.add(
                "P136", lines[0].span, f"no words refer to the footnote '{name}'", f"write '[^{name}]' behind them"
            )
            yield read_content(lines, parts[0].reading)
