"""A deck in ordinary Markdown: its title, its parts and its slides, numbered from 1."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from build.findings.diagnostic import Span
from build.parse.blocks import SourceLine, read_blocks
from build.parse.content_inline import read_content
from build.parse.content_labels import for_all, makes_a_kind
from build.parse.content_parts import is_plain
from build.parse.content_rules import FEW, Content, section
from build.parse.content_slide import Body, content_slide, read_body
from build.parse.dialects import Dialect
from build.parse.field import words_only
from build.parse.fields import read_fields
from build.parse.kept_lines import KeptLines, OpenFence
from build.parse.kinds import Head, build_slide, kind_of_eyebrow
from build.parse.named_lines import NamedLines, take_named
from build.parse.quotes import is_byline
from build.parse.reading import Reading
from build.parse.said_aside import comments_said, cut_programs
from build.parse.slidev import understood
from build.parse.source import FindingCollector
from build.parse.stretches import Form, Stretch, stretches
from build.parse.texts import join, one_line, split
from build.spec.content import Block, Bullets, Image, Prose, Quotation, Subheading
from build.spec.deck import FrontMatter, Slide, Text, TitleSlide, Words

_LEVELS = ("one", "two", "three", "four", "five", "six")
MOST_PROMISES = 4


@dataclass(kw_only=True)
class _Part:
    """A stretch with what was read of it. `body` is None for a slide of today's kinds."""

    stretch: Stretch
    title: Text
    reading: Reading
    body: Body | None = None
    role: str = "slide"  # or title, part
    said: list[Text] = field(default_factory=list)

    @property
    def is_shown(self) -> bool:
        """Whether there is anything on it."""
        return bool(self.title or self.body is None or self.body.blocks or self.body.values.keys() - {"rest"})


@dataclass(kw_only=True)
class GeneralDeck:
    """`introduction` are words that no slide refers to."""

    heading: Text = Text()
    slides: list[Slide] = field(default_factory=list)
    introduction: list[Text] = field(default_factory=list)


def general_deck(lines: KeptLines, front: FrontMatter, dialect: Dialect, findings: FindingCollector) -> GeneralDeck:
    """The deck's slides; none where there is no heading and no ruler.

    The first heading of level one is the deck's title, if nothing stands before it and the front matter has no other.
    """
    cut_programs(lines, dialect, findings)
    names = take_named(lines)
    found, form, level = stretches(lines, dialect)
    if not found or not form:
        return GeneralDeck()
    _tell_form(form, level, found, findings)
    read = [_read(stretch, names, dialect, findings) for stretch in found]
    parts = [part for part in read if part.is_shown]
    if not parts:
        return GeneralDeck()
    _give_comments(parts, comments_said(lines, dialect, findings))
    _give_titles(parts, front.title, findings.source.path)
    title = "" if dialect.name in ("marp", "slidev") else front.title
    _give_roles(parts, form, title)
    deck = GeneralDeck(heading=parts[0].title)
    if title and parts[0].role != "title":
        deck.heading = Text((Words(text=title),))
        deck.slides.append(_cover(deck.heading, dialect))
    deck.slides += _slides(parts, len(deck.slides))
    deck.introduction = list(_unreferred(names, parts, findings))
    return deck


def _tell_form(form: Form, level: int, found: Sequence[Stretch], findings: FindingCollector) -> None:
    first = next((stretch for stretch in found if stretch.heading), found[0])
    where = "after rulers, '---'" if form == "rulers" else f"at headings of level {_LEVELS[_deepest(found, level) - 1]}"
    findings.add("P137", first.start, f"slides start {where}", "a spec's first form decides: headings, or rulers '---'")


def _deepest(found: Sequence[Stretch], level: int) -> int:
    """The level of the headings that slides have; those above them begin parts."""
    return max((stretch.level for stretch in found), default=0) or level or 1


# ---- reading ----------------------------------------------------------------------------------------
def _read(stretch: Stretch, names: NamedLines, dialect: Dialect, findings: FindingCollector) -> _Part:
    reading = Reading(findings, dialect, names.footnotes, names.links)
    title = words_only(read_content([stretch.heading], reading), findings) if stretch.heading else Text()
    beside = reading.take_pictures()
    part = _Part(stretch=stretch, title=title, reading=reading)
    if not _is_of_today(stretch.lines):
        part.body = read_body(stretch.lines, reading, for_all)
        said = understood(stretch.options, dialect, findings)
        part.body.blocks[:0] = [*said.pictures, *beside]
        if said.hidden:
            part.body.values["hidden"] = True
        if said.layout == "section":
            part.role = "part"
        if said.title and not title:
            part.title = Text((Words(text=said.title),), stretch.start)
    return part


def _give_comments(parts: Sequence[_Part], said: Sequence[tuple[int, Sequence[Text]]]) -> None:
    """What the speaker says in comments goes to the slides that they stand on."""
    begins = [part.stretch.first for part in parts]
    for number, texts in said:
        parts[max(0, bisect_right(begins, number) - 1)].said += texts


def _is_of_today(lines: KeptLines) -> bool:
    """Whether a slide has labels that ordinary Markdown does not have."""
    fence = OpenFence()
    rows = zip(lines.lines, lines.numbers, lines.moved, strict=True)
    return any(
        not fence.holds(line) and makes_a_kind(SourceLine(number, 1 + moved, line)) for line, number, moved in rows
    )


def _give_titles(parts: list[_Part], deck: str, path: str) -> None:
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


def _give_roles(parts: list[_Part], form: Form, title: str) -> None:
    """Which slide is the title, and which begin parts. A title in the front matter is another slide's."""
    deepest = _deepest([part.stretch for part in parts], 1)
    first = parts[0]
    is_top = first.stretch.level == 1 and title.casefold() in ("", first.title.plain.casefold())
    if is_top and first.body and not first.body.wanted and _is_cover(first.body, alone=deepest == 1):
        first.role = "title"
    for part in parts if title and first.role != "title" else parts[1:]:
        body = part.body
        if body and not body.wanted and 0 < part.stretch.level < deepest:
            content = Content(title=part.title, blocks=tuple(body.blocks), findings=part.reading.findings)
            simple = not body.blocks if form == "rulers" else section(content) is not None
            part.role = "part" if simple and "visual" not in body.values else part.role


def _is_cover(body: Body, *, alone: bool) -> bool:
    """Whether blocks have a place on a title slide: a paragraph or two, and a few items."""
    lists = [block for block in body.blocks if isinstance(block, Bullets)]
    words = [block for block in body.blocks if isinstance(block, Prose)]
    if (
        body.footnotes
        or len(lists) + len(words) < len(body.blocks)
        or len(words) > 2
        or len(lists) > (0 if alone else 1)
    ):
        return False
    return all(len(block.entries) <= MOST_PROMISES and all(map(is_plain, block.entries)) for block in lists)


# ---- slides -----------------------------------------------------------------------------------------
def _slides(parts: Sequence[_Part], before: int) -> Iterator[Slide]:
    """The slides, with what the speaker says behind their own notes."""
    for part, slide in zip(parts, _bare_slides(parts, before), strict=True):
        yield replace(slide, notes=(*slide.notes, *part.said)) if part.said else slide


def _bare_slides(parts: Sequence[_Part], before: int) -> Iterator[Slide]:
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


def _of_today(number: int, eyebrow: Text, part: _Part, span: Span) -> Slide:
    findings = part.reading.findings
    first, rest = split(part.title, " - ")
    if rest and kind_of_eyebrow(first.plain):
        eyebrow, title = first, rest
    else:
        title = part.title
    return build_slide(
        Head(number, eyebrow, title, span), read_fields(read_blocks(part.stretch.lines, findings), findings), findings
    )


def _title(number: int, part: _Part, span: Span) -> Slide:
    assert part.body is not None
    values = dict(part.body.values)
    words = [block.text for block in part.body.blocks if isinstance(block, Prose)]
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
    """The title slide of a deck whose front matter has the title."""
    subtitle = Text((Words(text=dialect.subtitle),), dialect.subtitle_span) if dialect.subtitle else Text()
    return TitleSlide(number=1, eyebrow=Text(), title=title, span=title.span, subtitle=subtitle)


def _unreferred(names: NamedLines, parts: Sequence[_Part], findings: FindingCollector) -> Iterator[Text]:
    """Footnotes that no slide refers to."""
    used = {name for part in parts for name in part.reading.referred}
    for name, lines in names.footnotes.items():
        if name not in used:
            findings.add(
                "P136", lines[0].span, f"no words refer to the footnote '{name}'", f"write '[^{name}]' behind them"
            )
            yield read_content(lines, parts[0].reading)
