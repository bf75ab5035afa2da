"""Slidev's decks: slides between `---` lines, each with front matter of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from build.findings.diagnostic import Span
from build.parse.dialects import Dialect
from build.parse.kept_lines import KeptLines, OpenFence
from build.parse.source import FindingCollector
from build.spec.content import Block, Image

Options = dict[str, tuple[str, Span]]
"""A slide's front matter: values by key, with their places."""

_RULER = re.compile(r"-{3,}\s*")
_KEY = re.compile(r"(?P<key>[A-Za-z_][\w-]*)\s*:(?=\s|$)")
_INSIDE = re.compile(r"[A-Za-z_][\w-]*\s*:(?:\s|$)|\s+\S|-\s|#|\s*$")
_KNOWN = frozenset({"title", "layout", "hide", "disabled", "image"})
_PLACES: dict[str, Literal["left", "right", "background"]] = {
    "image-left": "left", "image-right": "right", "image": "background"
}  # fmt: skip
_SHOWN_AS = frozenset({"default", "center", "cover", "intro", "end", "full", "none", "section", "statement", "quote",
                       "fact", "two-cols", "two-cols-header", *_PLACES})  # fmt: skip


class Region(NamedTuple):
    """Some lines by their places, with a slide's own front matter."""

    first: int
    end: int
    options: Options


def slidev_regions(lines: KeptLines, dialect: Dialect) -> list[Region]:
    """The slides of a Slidev deck.

    slidev_slide = "---" (yaml "---")? line*       yaml follows at once
    """
    fence = OpenFence()
    rulers = [i for i, line in enumerate(lines.lines) if not fence.holds(line) and _RULER.fullmatch(line)]
    found: list[Region] = []
    first, options = 0, dict(dialect.first_slide)
    skip = -1
    for ruler, following in zip(rulers, [*rulers[1:], None], strict=False):
        if ruler == skip:
            continue
        found.append(Region(first, ruler, options))
        first, options = ruler + 1, {}
        if following is not None and (read := _options(lines, ruler + 1, following)):
            first, options, skip = following + 1, read, following
    return [*found, Region(first, len(lines.lines), options)]


def _options(lines: KeptLines, first: int, end: int) -> Options:
    """The front matter between two rulers; nothing where other words stand there."""
    rows = lines.lines[first:end]
    if not rows or not _KEY.match(rows[0]) or not all(_INSIDE.match(row) for row in rows):
        return {}
    import yaml

    try:
        read = yaml.load("\n".join(rows), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    if not isinstance(read, dict):
        return {}
    places = {found["key"]: index for index, row in enumerate(rows, first) if (found := _KEY.match(row))}
    options: Options = {}
    for key, value in read.items():
        at = places.get(str(key), first)
        options[str(key)] = (
            value if isinstance(value, str) else "",
            Span(lines.numbers[at], 1, 1 + len(lines.lines[at])),
        )
    return options


@dataclass
class SlideOptions:
    """What a slide's front matter says of it."""

    title: str = ""
    layout: str = ""
    hidden: bool = False
    pictures: list[Block] = field(default_factory=list)


def understood(options: Options, dialect: Dialect, findings: FindingCollector) -> SlideOptions:
    """Reads a slide's front matter, and tells what of it is not used."""
    said = SlideOptions()
    for key, (value, span) in options.items():
        if key == "title":
            said.title = value
        elif key in ("hide", "disabled"):
            said.hidden = value.casefold() == "true"
        elif key == "layout":
            said.layout = value
            if value not in _SHOWN_AS:
                dialect.tell(f"layout: {value}", span)
        elif key == "src":
            findings.add(
                "P138", span, f"the slides of '{value}' are not read", "copy them here, or build that file too"
            )
        elif key == "image" and (layout := options.get("layout", ("", span))[0]) in _PLACES and value:
            said.pictures.append(Image(path=dialect.path(value), alt="", span=span, place=_PLACES[layout], cover=True))
        else:
            dialect.tell(f"{key}:", span)
    return said
