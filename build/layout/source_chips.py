"""Where what a slide shows comes from: the chips of its facts, and the source that its author names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build.drawing.page import Box, Group, Paragraph, Run, TextBox, TextStyle
from build.layout.card import PILL, pill, pill_width
from build.layout.chips import chips_from, records_of
from build.layout.draft import Draft
from build.layout.ladder import Rung, fit
from build.layout.runs import runs_of
from build.provenance.chip import CHIP_LOOKS
from build.spec.deck import Text

GAP = 0.15


def draw_source(draft: Draft, source: Text, x: float, y: float) -> None:
    """From x on, in one row: how the facts shown were obtained, and the source that the slide names, as given."""
    records = records_of(draft)
    if records:
        x = chips_from(draft, records, x, y, draft.frame.tall.right - x) + GAP
    if not source:
        return
    fill, ink, icon = CHIP_LOOKS["given"]
    style = TextStyle(draft.theme.size("chip"), ink, bold=True)
    whole = f"{draft.said.given} · {source.plain}"
    wide = pill_width(whole, style, draft.measure, icon)
    if x + wide <= draft.frame.tall.right:
        chip = pill(draft, "source chip", whole, Box(x, y, wide, PILL), style, fill, icon)
        plain = [replace(run, style=style, highlight="") for run in runs_of(source, style)]
        draft.add(_linked(chip, [Run(f"{draft.said.given} · ", style), *plain]))
        return
    wide = pill_width(draft.said.given, style, draft.measure, icon)
    draft.add(pill(draft, "source chip", draft.said.given, Box(x, y, wide, PILL), style, fill, icon))
    x += wide + GAP

    def make(rung: Rung) -> list[Paragraph]:
        runs = runs_of(source, TextStyle(rung.size, "slate"), strong="slate")
        return [draft.measure.paragraph(runs, width=draft.frame.tall.right - x, spacing=rung.spacing)]

    fitted = fit(make, [Rung(16, 1.1), Rung(14, 1.1)], high=0.5, wide=draft.frame.tall.right - x)
    draft.report_unfit("the source", fitted, source.span, 0.5)
    box = Box(x, y + (PILL - fitted.high) / 2, draft.frame.tall.right - x, fitted.high)
    draft.add(TextBox(name=draft.name("source"), box=box, paragraphs=fitted.paragraphs))


def _linked(chip: Group, runs: Sequence[Run]) -> Group:
    """A chip with other runs of the same words: links keep where they lead."""
    *rest, words = chip.children
    if not isinstance(words, TextBox):
        raise TypeError(f"{chip.name}: a chip ends with its words")
    line = replace(words.paragraphs[0], runs=tuple(runs))
    return replace(chip, children=(*rest, replace(words, paragraphs=(line,))))
