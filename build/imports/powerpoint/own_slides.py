"""Slides with labels that we built, as a spec writes them: each shape's name says what it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from build.imports.powerpoint.paragraphs import without_bold
from build.imports.write_blocks import BlockWriter
from build.imports.write_words import line_of
from build.parse.texts import make
from build.spec.content import Block
from build.spec.deck import Grid, Text, Words

_FRAME = re.compile(
    r"(?:owl|Wise Owl|mascot|progress|footer|number|wisdom label|eyebrow|title rule|rule|course|part chip|hour chip"
    r"|kind chip|(?:computed|measured|published|graded|given) chip|beginner label|anchor label|logo|next label"
    r"|hour \d+$|timeline|panel|film|settings|line numbers)(?:\b|$)"
)
KINDS = ("agenda", "animation", "appendix", "code", "troubleshooting", "practical", "concept")


@dataclass
class OwnSlide:
    """What the shapes of a slide say, by their names without the slide's number; what is taken is gone."""

    texts: dict[str, list[Text]] = field(default_factory=dict)
    grids: dict[str, Grid] = field(default_factory=dict)
    blocks: dict[str, list[Block]] = field(default_factory=dict)  # of shapes that hold any block, in reading order
    record: dict[str, list[str]] = field(default_factory=dict)  # what was built, by place

    def take(self, name: str) -> list[Text]:
        return self.texts.pop(name, [])

    def words(self, name: str) -> str:
        """The words of a shape that has a look of its own."""
        return " ".join(map(_bare, self.take(name)))

    def numbered(self, pattern: str) -> Iterator[list[Text]]:
        """The texts of shapes that are counted, in order."""
        found = [(match, name) for name in self.texts if (match := re.fullmatch(pattern, name))]
        for _, name in sorted(found, key=lambda pair: [int(number) for number in pair[0].groups()]):
            yield self.take(name)


def drop_frame(slide: OwnSlide) -> None:
    """Leave out what every slide has of itself."""
    for name in list(slide.texts):
        if _FRAME.match(name):
            del slide.texts[name]


def lines_of_kind(kind: str, slide: OwnSlide) -> list[str]:
    """The labels of a kind with what stands below them."""
    return list(_RULES[kind](slide)) if kind in _RULES else []


def common_lines(slide: OwnSlide, has_lab: Callable[[str], bool]) -> Iterator[str]:
    """What slides of any kind have: minutes, Beginner's Corner, the owl's sentence, and the hands-on anchor.

    An anchor whose files there are not (`has_lab`) is words like any other.
    """
    if minutes := slide.record.get("minutes"):
        yield f"Minutes: {minutes[0]}"
    corner = slide.take("beginner")
    if len(corner) == 3:
        yield "Beginner's Corner:"
        for label, text in zip(("What this means", "Why it matters", "Common mistake"), corner, strict=True):
            yield f"- {label}: {line(_behind_label(text))}"
    elif corner:
        slide.texts["beginner"] = corner
    anchor = slide.record.get("anchor", [])
    files = [part for part in anchor[1:] if " " not in part and ("/" in part or "." in part)]
    if anchor and "anchor id" in slide.texts and files and all(map(has_lab, files)):
        slide.take("anchor id")
        shown = slide.take("anchor")
        objective = _behind_label(shown[0]).plain if shown else ""
        labs = [part for part in anchor[1:] if re.fullmatch(r"[A-Z0-9]+(?:-[A-Z0-9]+)+", part)]
        words = next((part for part in anchor[1:] if part not in (*labs, *files)), objective)
        yield (
            f"Hands-on Anchor: `[Hands-on Anchor: {anchor[0]} | Asset: {'; '.join(files)} | Objective: {words}"
            f" | Pre-req: {', '.join(labs) or 'none'}]`"
        )
    if wisdom := slide.words("wisdom"):
        yield f'Wisdom: "{wisdom}"'


# ---- kinds ------------------------------------------------------------------------------------------
def _title(slide: OwnSlide) -> Iterator[str]:
    yield "Central Text:"
    if chip := slide.words("chip words"):
        yield f"- Chip: {chip}"
    if subtitle := slide.words("subtitle"):
        yield f"- Subtitle: {subtitle}"
    promises = [" ".join(map(_bare, texts)) for texts in slide.numbered(r"promise (\d+) words")]
    if promises:
        yield f"- Promises: {'; '.join(promises)}"


def _agenda(slide: OwnSlide) -> Iterator[str]:
    hours = sorted(int(found[1]) for name in slide.texts if (found := re.fullmatch(r"hour (\d+) heading", name)))
    for hour in hours:
        yield f"Hour {hour}: {slide.words(f'hour {hour} heading')}"
        for i, texts in enumerate(slide.numbered(rf"hour {hour} item (\d+)"), 1):
            yield f"{i}. {_led(texts)}"
        yield ""
    if timeline := slide.record.get("timeline"):
        yield "Timeline:"
        yield from (f"- {stop}" for stop in timeline)


def _concept(slide: OwnSlide) -> Iterator[str]:
    names = [name for name in slide.texts if re.fullmatch(r"(?:left|right) section \d+", name)]
    icons = slide.record.get("annotations", [])
    count = sum(len(slide.texts[name]) for name in names)
    yield f"Extended Annotations ({count}):"
    number = 0
    for name in sorted(names):
        heading = " ".join(text.plain for text in slide.texts.get(f"{name} heading", []))
        shown = slide.words(f"{name} heading")
        follows = [after for before, after in pairwise(icons) if before == heading]
        icon = f" (icon: {follows[0]})" if follows and re.fullmatch(r"[a-z-]+", follows[0]) else ""
        yield f"### {shown}{icon}"
        for text in slide.take(name):
            number += 1
            yield f"{number}. {line(text)}"


def _animation(slide: OwnSlide) -> Iterator[str]:
    for film in slide.record.get("scene", []):
        yield f"Animation Asset: `{film}`"
    slide.take("cues heading")
    stages = [" ".join(map(_bare, texts)) for texts in slide.numbered(r"stage (\d+)")]
    yield from ("", "Stages:", *(f"{i}. {stage}" for i, stage in enumerate(stages, 1))) if stages else ()
    cues = [_led(texts) for texts in slide.numbered(r"cue (\d+)")]
    yield from ("", "Cues:", *(f"- {cue}" for cue in cues)) if cues else ()
    for name in [name for name in slide.texts if name.startswith("stage ")]:
        del slide.texts[name]  # what its picture says


def _practical(slide: OwnSlide) -> Iterator[str]:
    checks = [" ".join(map(line, texts)) for texts in slide.numbered(r"check (\d+)")]
    heading = slide.words("checklist heading")
    if checks:
        yield "Before you start:" if heading in ("", "Before you start") else f"Checklist ({heading}):"
        yield from (f"- {check}" for check in checks)
    heading, commands = slide.words("terminal heading"), slide.take("terminal")
    if commands:
        yield from ("", f"Run ({heading}):" if heading else "Run:", "```console")
        yield from (line.strip() for text in commands for line in text.plain.replace("\xa0", " ").split("\n"))
        yield "```"
    heading, grid = slide.words("table heading"), slide.grids.pop("table", None)
    if grid:
        yield from ("", f"Results ({heading}):" if heading else "Results:", *grid_lines(grid))


def _takeaway(slide: OwnSlide) -> Iterator[str]:
    verbs = {name: slide.take(name) for name in list(slide.texts) if re.fullmatch(r"station \d+", name)}
    yield "Key Takeaways:"
    for i, (name, verb) in enumerate(sorted(verbs.items(), key=lambda pair: int(pair[0].split()[1])), 1):
        rest = slide.words(f"{name} text")
        yield f"{i}. **{' '.join(text.plain for text in verb)}** {rest}"
    heading = slide.words("outcomes heading")
    outcomes = [" ".join(map(line, texts)) for texts in slide.numbered(r"outcome (\d+)")]
    if outcomes:
        yield from ("", f"What You Can Now Do ({heading}):" if heading else "What You Can Now Do:")
        yield from (f"- {outcome}" for outcome in outcomes)
    following, detail = slide.words("next title"), slide.words("next detail")
    if following:
        yield from ("", f"Next: **{following}** {detail}")


_RULES: Mapping[str, Callable[[OwnSlide], Iterator[str]]] = {
    "title": _title, "agenda": _agenda, "concept": _concept, "animation": _animation, "practical": _practical,
    "appendix": _practical, "troubleshooting": _practical, "takeaway": _takeaway,
}  # fmt: skip


# ---- words ------------------------------------------------------------------------------------------
def grid_lines(grid: Grid) -> list[str]:
    """A table as Markdown."""
    header, *rows = (tuple(map(spaced, row)) for row in (grid.header, *grid.rows))
    return BlockWriter({}).lines([replace(grid, header=header, rows=tuple(rows))])


def line(text: Text) -> str:
    return line_of(spaced(text))


def _bare(text: Text) -> str:
    return line(unstyled(text))


def unstyled(text: Text) -> Text:
    """Words without weight or slant, where their place has its own."""
    return Text(tuple(replace(piece, bold=False, italic=False) for piece in text.pieces))


def spaced(text: Text) -> Text:
    """Words whose spaces may break, as an author writes them."""
    pieces = (
        replace(piece, text=piece.text.replace("\xa0", " ")) if isinstance(piece, Words) else piece
        for piece in text.pieces
    )
    return make(pieces, text)


def _led(texts: Sequence[Text]) -> str:
    """A bold lead, and what stands below it."""
    if not texts:
        return ""
    lead, rest = line(without_bold(texts[0])), " ".join(map(line, texts[1:]))
    return f"**{lead}** {rest}" if rest else lead


def _behind_label(text: Text) -> Text:
    """Words without the bold label before them."""
    pieces = list(text.pieces)
    while pieces and (pieces[0].bold or (isinstance(pieces[0], Words) and not pieces[0].text.strip())):
        pieces.pop(0)
    return make(pieces, text) if pieces else text
