"""The support strip below a slide's body: Beginner's Corner or the hands-on anchor, and the Wise Owl beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from build.drawing.art import icon
from build.drawing.page import Box, Gradient, Paragraph, Run, Shape, TextBox, TextStyle
from build.layout.card import RADIUS, SECTION, card, rule
from build.layout.draft import Draft
from build.layout.id_ranges import ranges
from build.layout.ladder import Fitted, Rung, fit
from build.layout.runs import code_run, file_name, runs_of
from build.layout.wisdom import wisdom
from build.spec.deck import Anchor, Beginner
from build.spec.said import Said

ITEM_GAP = 3.9  # points between the lines of a card
TAB = 1.25
TAB_NARROW = 1.0
TAB_ANCHOR = 1.75
TEXT_INSET = 0.18
ID_INSET = 0.10  # at least, from an anchor's id to the edges of its tab
AIR = 0.08  # above and below a hands-on anchor
TIGHT_GAP = 1.5  # points between its lines where there are four


def support(draft: Draft) -> None:
    """The left card that the slide has words for, then the wisdom."""
    slide = draft.slide
    if slide.beginner is not None:
        beginner_card(draft, slide.beginner)
    elif slide.anchor is not None:
        anchor_card(draft, slide.anchor)
    wisdom(draft)


def strip_box(draft: Draft) -> Box:
    """Where the left card stands: over the whole width where no owl stands beside it."""
    return draft.frame.support if draft.slide.wisdom else draft.frame.strip


def to_the_foot(draft: Draft, box: Box) -> Box:
    """A box of the body, as high as it may be: where nothing stands in the strip, down to the foot."""
    slide = draft.slide
    if slide.wisdom or slide.beginner is not None or slide.anchor is not None:
        return box
    return replace(box, h=draft.frame.tall.bottom - box.y)


# ---- Beginner's Corner ------------------------------------------------------------------------------
def beginner_card(draft: Draft, beginner: Beginner) -> None:
    """Three sentences with run-in labels; at the smaller size the tab gives way."""
    said, strip = draft.said, strip_box(draft)
    labelled = (
        (said.what_this_means, "goldink", beginner.means),
        (said.why_it_matters, "goldink", beginner.matters),
        (said.common_mistake, "brick", beginner.mistake),
    )
    parts = [(f"{words}:", color, text) for words, color, text in labelled if text]

    def make(tab: float, rung: Rung) -> list[Paragraph]:
        return [
            draft.measure.paragraph(
                [
                    Run(f"{words} ", TextStyle(rung.size, color, bold=True)),
                    *runs_of(text, TextStyle(rung.size), short=rung.short),
                ],
                width=_text_box(strip, tab).w,
                spacing=rung.spacing,
                before=ITEM_GAP if i else 0,
            )
            for i, (words, color, text) in enumerate(parts)
        ]

    spacing = draft.theme.spacing("beginner")
    full, floor = draft.theme.size("beginner"), draft.theme.size("beginner_floor")
    tab, fitted = (
        TAB,
        fit(lambda rung: make(TAB, rung), [Rung(full, spacing)], high=strip.h - 0.06, wide=_text_box(strip, TAB).w),
    )
    if not fitted.fits:
        tab = TAB_NARROW
        ladder = [
            Rung(full, spacing),
            Rung(floor, spacing),
            Rung(floor, spacing, short=True),
            Rung(floor, 1.02, short=True),
        ]
        fitted = fit(lambda rung: make(tab, rung), ladder, high=strip.h - 0.06, wide=_text_box(strip, tab).w)
        draft.report_unfit("Beginner's Corner", fitted, beginner.span, strip.h - 0.06)
    box = Box(strip.x, strip.y, tab, strip.h)
    draft.add(
        card(draft, "beginner card", strip),
        _tab(draft, "beginner tab", box, Gradient("navy", "navy700", 90)),
        icon(
            "sprout",
            Box(box.x + tab / 2 - 0.2, box.y + 0.13, 0.4, 0.4),
            color="goldlt",
            name_prefix=draft.name("beginner"),
        ),
        _tab_words(draft, box),
        _strip_text(draft, "beginner", tab, fitted),
    )


def _tab_words(draft: Draft, tab: Box) -> TextBox:
    size = 16.0 if tab.w >= TAB else 14.0
    words = [Run(text, TextStyle(size, "white", bold=True)) for text in draft.said.beginners_corner.split("|")]
    lines = tuple(draft.measure.paragraph([run], width=tab.w, align="center", spacing=1.06) for run in words)
    return TextBox(
        name=draft.name("beginner label"), box=Box(tab.x, tab.y + 0.46, tab.w, 0.54), paragraphs=lines, anchor="middle"
    )


def _tab(draft: Draft, role: str, box: Box, fill: Gradient) -> Shape:
    return Shape(name=draft.name(role), decorative=True, box=box, kind="round_left", radius=RADIUS, fill=fill)


def _text_box(strip: Box, tab: float) -> Box:
    left = strip.x + tab + TEXT_INSET
    return Box(left, strip.y + 0.03, strip.right - left - 0.08, strip.h - 0.06)


def _strip_text(draft: Draft, role: str, tab: float, fitted: Fitted) -> TextBox:
    strip = strip_box(draft)
    return TextBox(name=draft.name(role), box=_text_box(strip, tab), paragraphs=fitted.paragraphs, anchor="middle")


# ---- hands-on anchor --------------------------------------------------------------------------------
def anchor_card(draft: Draft, anchor: Anchor) -> None:
    """Id, objective, files and what comes before. Where the files are many, the last ones stand in the notes."""
    names = [file_name(asset) for asset in anchor.assets]
    strip = strip_box(draft)
    wide = _text_box(strip, TAB_ANCHOR).w
    fitted = None
    for shown, gap in product(range(len(names), 0, -1), (ITEM_GAP, TIGHT_GAP)):
        runs = _files(names[:shown], len(names) - shown)
        sizes = (16.0, 15.0) if shown == len(names) else (15.0,)
        ladder = [Rung(size, draft.theme.spacing("beginner")) for size in sizes]

        def make(rung: Rung, runs: Sequence[str | int] = runs, gap: float = gap) -> list[Paragraph]:
            return _anchor_lines(draft, anchor, runs, rung, wide, gap)

        fitted = fit(make, ladder, high=strip.h - 2 * AIR, wide=wide)
        if fitted.fits:
            break
    if fitted is None:
        plain = [Rung(16, 1.08)]
        fitted = fit(
            lambda rung: _anchor_lines(draft, anchor, (), rung, wide, ITEM_GAP), plain, high=strip.h, wide=wide
        )
    draft.report_unfit("the hands-on anchor", fitted, anchor.span, strip.h - 2 * AIR)
    tab = Box(strip.x, strip.y, TAB_ANCHOR, strip.h)
    styles = [SECTION.at(size) for size in (16.0, 15.0, 14.0)]
    style = next(
        (tried for tried in styles if draft.measure.line_room(anchor.id, tried) <= tab.w - 2 * ID_INSET),
        SECTION.at(12.0),
    )
    draft.add(
        card(draft, "anchor card", strip),
        _tab(draft, "anchor tab", tab, Gradient("gold100", "gold200", 90)),
        icon("flag", Box(tab.x + 0.17, tab.y + 0.18, 0.28, 0.28), color="goldink", name_prefix=draft.name("anchor")),
        draft.label("anchor label", draft.said.hands_on, Box(tab.x + 0.5, tab.y + 0.18, 1.2, 0.28), SECTION),
        rule(draft, "anchor rule", tab.x + 0.2, tab.right - 0.2, tab.y + 0.547, color="goldd", size=1.0),
        draft.label("anchor id", anchor.id, Box(tab.x, tab.y + 0.63, tab.w, 0.3), style, align="center"),
        _strip_text(draft, "anchor", TAB_ANCHOR, fitted),
    )


def _files(names: Sequence[str], more: int) -> tuple[str | int, ...]:
    return (*names, more) if more else tuple(names)


def _anchor_lines(
    draft: Draft, anchor: Anchor, files: Sequence[str | int], rung: Rung, wide: float, gap: float
) -> list[Paragraph]:
    said = draft.said
    lines: list[list[Run]] = []
    if anchor.objective:
        lines.append([_label(said.objective, rung.size), *runs_of(anchor.objective, TextStyle(rung.size), short=True)])
    if files:
        lines.append([_label(said.counted(said.assets, len(files)), rung.size), *_file_runs(files, rung.size, said)])
    before = ", ".join(ranges(anchor.prerequisites, said.range)) or said.none
    lines.append([_label(said.prerequisites, rung.size), Run(before, TextStyle(rung.size))])
    return [
        draft.measure.paragraph(runs, width=wide, spacing=rung.spacing, before=gap if i else 0)
        for i, runs in enumerate(lines)
    ]


def _label(words: str, size: float) -> Run:
    return Run(f"{words}: ", TextStyle(size, "goldink", bold=True))


def _file_runs(files: Sequence[str | int], size: float, said: Said) -> list[Run]:
    runs: list[Run] = []
    for i, file in enumerate(files):
        if i:
            runs.append(Run(said.before_item(i, len(files)), TextStyle(size)))
        if isinstance(file, str):
            runs.append(code_run(file, TextStyle(size, "navy")))
        else:
            runs.append(Run(said.more.format(file), TextStyle(size)))
    return runs
