"""Which kind of slide ordinary Markdown makes: this table is its guide. The first rule that holds decides.

A slide's `Type:` goes before them all. Adding a kind is a dataclass, a rule and a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from build.findings.diagnostic import Span
from build.parse import content_rules as rules
from build.parse.content_rules import Content
from build.parse.field import Values
from build.spec.content import (
    Callout,
    ChartSlide,
    ColumnsSlide,
    ContentSlide,
    FormulaSlide,
    GallerySlide,
    ListingSlide,
    ListSlide,
    MixedSlide,
    PictureSlide,
    QuoteSlide,
    SectionSlide,
    StatementSlide,
    TableSlide,
    TimelineSlide,
)


@dataclass(frozen=True)
class ContentKind:
    """`holds` says in words when the rule does, and `needs` what a slide must have for its `Type:`."""

    slide: type[ContentSlide]
    read: Callable[[Content], Values | None]
    holds: str
    needs: str


CONTENT_KINDS: Mapping[str, ContentKind] = {
    "section": ContentKind(SectionSlide, rules.section, "a heading that begins a part", "up to five lines"),
    "quote": ContentKind(QuoteSlide, rules.quote, "a block quote alone", "one block quote"),
    "statement": ContentKind(
        StatementSlide, rules.statement, "a heading alone, or one that is a number, and a paragraph",
        "a heading such as '86 billion neurons' and one paragraph",
    ),
    "formula": ContentKind(
        FormulaSlide, rules.formula, "a formula, alone or with items 'symbol: meaning'",
        "'$$…$$', and items such as '$E$: energy (J)'",
    ),
    "code": ContentKind(
        ListingSlide, rules.code, "one block of code, and up to four notes on it",
        "one block of code and up to four items",
    ),
    "chart": ContentKind(ChartSlide, rules.chart, "a figure with one line at most", "'Visual:', and one line at most"),
    "pictures": ContentKind(
        GallerySlide, rules.pictures, "two or more pictures, captions only", "two or more pictures"
    ),
    "picture": ContentKind(PictureSlide, rules.picture, "one picture, with or without text", "one picture, and text"),
    "table": ContentKind(TableSlide, rules.table, "a table and one line at most", "one table, and one line at most"),
    "timeline": ContentKind(
        TimelineSlide, rules.timeline, "three to seven items that start with dates", "items such as '1953: the helix'"
    ),
    "columns": ContentKind(
        ColumnsSlide, rules.columns, "two or three columns, or third-level headings with text",
        "two or three headings '### ', or '::: columns'",
    ),
    "list": ContentKind(ListSlide, rules.bullets, "a list alone", "one list"),
    "content": ContentKind(MixedSlide, rules.mixed, "anything else", "anything"),
}  # fmt: skip


def kind_by_rule(content: Content) -> tuple[str, Values]:
    """The first kind whose rule holds, with what its layout places."""
    for name, kind in CONTENT_KINDS.items():
        if name == "section" and not content.begins_part:
            continue
        values = kind.read(content)
        if values is not None:
            return name, {**values, "rule": f"{name}, for {kind.holds}"}
    raise AssertionError("the last rule holds for anything")


def kind_wanted(name: str, span: Span, content: Content) -> tuple[str, Values]:
    """The kind that `Type:` names; where the slide has not what it needs, a finding, and the kind by its rule."""
    values = CONTENT_KINDS[name].read(content)
    if values is not None:
        return name, {**values, "rule": f"{name}, for its 'Type:'"}
    found, values = kind_by_rule(content)
    message = f"no slide of type '{name}' can be made of this: it becomes '{found}'"
    content.findings.add("P135", span, message, f"it needs {CONTENT_KINDS[name].needs}")
    return found, values


def apart(content: Content) -> tuple[Content, Callout | None]:
    """The one callout, which has a place of its own, taken out of the blocks; unless it is all there is."""
    callouts = [block for block in content.blocks if isinstance(block, Callout)]
    if len(callouts) != 1 or (len(content.blocks) == 1 and not content.has_visual):
        return content, None
    return replace(content, blocks=tuple(block for block in content.blocks if block is not callouts[0])), callouts[0]
