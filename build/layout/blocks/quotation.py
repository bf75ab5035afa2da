"""A quotation among other blocks: a gold bar, its words in the display face, and who said it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from build.drawing.page import Box, Paragraph, Run, Shape, TextBox, TextStyle
from build.layout.blocks.piece import Piece
from build.layout.blocks.setting import Setting
from build.layout.blocks.words import PROSE_GAP, text_height
from build.layout.draft import Draft
from build.layout.ladder import too_wide
from build.layout.runs import runs_of
from build.spec.content import Quotation

BAR = 0.055
INSET = 0.28  # inches from the bar's left to the words
FROM, FROM_FLOOR = 0.8, 14.0  # whose words they are: of the size, and points at the least


def piece(draft: Draft, block: Quotation, setting: Setting, nest: Callable[..., object]) -> Piece:
    room = setting.narrower(INSET)
    said = TextStyle(setting.size, "navy", face="display", italic=True)
    words = [
        room.set_runs(runs_of(text, said), before=PROSE_GAP * setting.size if number else 0.0)
        for number, text in enumerate(block.texts)
    ]
    style = TextStyle(max(FROM_FLOOR, round(setting.size * FROM)), "slate")
    origin = [runs_of(text, style, strong="navy") for text in (block.by, block.source) if text]
    if origin:
        runs = [run for i, some in enumerate(origin) for run in (*([Run(", ", style)] if i else []), *some)]
        words.append(room.set_runs(runs, before=0.3 * setting.size))
    return Piece(
        high=text_height(words),
        draw=partial(_draw, tuple(words)),
        too_wide=too_wide(words, room.wide),
        span=block.span,
        lines=tuple(len(paragraph.lines) for paragraph in words),
    )


def _draw(words: tuple[Paragraph, ...], draft: Draft, role: str, box: Box) -> None:
    bar, text = Box(box.x, box.y, BAR, box.h), Box(box.x + INSET, box.y, box.w - INSET, box.h)
    if words and words[0].rtl:
        bar, text = bar.mirrored(box), text.mirrored(box)
    draft.add(
        Shape(name=draft.name(f"{role} bar"), decorative=True, box=bar, kind="round", radius=BAR / 2, fill="gold"),
        TextBox(name=draft.name(role), box=text, paragraphs=words),
    )
