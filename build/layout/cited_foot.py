"""What a slide cites, said short at its foot: below the body where that has room, else in the footer's line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build.drawing.page import Box, Paragraph, TextBox, TextStyle
from build.drawing.text_measure import POINTS
from build.layout.draft import Draft
from build.layout.runs import runs_of
from build.spec.deck import Cited, Text, Words

SIZE = 14.0  # points
APART = "\u2003"  # between two works
GAP = 0.30  # inches to the footer, and to the slide's number


def seen(draft: Draft) -> list[Cited]:
    """What learners see cited."""
    return [one for one in draft.slide.cited if one.seen]


def said_short(cited: Sequence[Cited], *, shortest: bool = False) -> Text:
    """`[1] Kim et al. 2023, SqueezeLLM  [2] …` in a row."""
    pieces: list[Words] = []
    for one in cited:
        said = one.shortest if shortest else one.short
        pieces += [Words(text=APART)] if pieces else []
        between = "\u00a0" if one.shortest else ". " if said else ""
        pieces += [Words(text=one.mark, href=one.href), Words(text=f"{between}{said}")]
    return Text(tuple(pieces))


def in_the_footer(draft: Draft, left: float, right: float, y: float, high: float) -> None:
    """Draw it between the footer and the number, on one line; where there is no room, the notes say it alone."""
    cited = seen(draft)
    if not cited or draft.cites_below:
        return
    style = TextStyle(SIZE, "slate")
    wide = right - left - 2 * GAP
    for form in (said_short(cited), said_short(cited, shortest=True)):
        runs = runs_of(form, style, strong="slate")
        if draft.measure.line_room("".join(run.text for run in runs), style) <= wide:
            line = SIZE * draft.theme.spacing("single") / POINTS
            box = Box(left + GAP, y + (high - line) / 2, wide, line)
            words = draft.measure.paragraph(runs, width=wide, spacing=draft.theme.spacing("single"), align="right")
            draft.add(TextBox(name=draft.name("footnotes"), box=box, paragraphs=(words,), anchor="middle"))
            return


def below_the_body(draft: Draft, wide: float) -> tuple[Paragraph, ...]:
    """The same as a paragraph below the body; none where the footer's line is to hold it."""
    cited = seen(draft)
    if not cited or draft.cites_in_footer or draft.carried:  # a template has its own foot for it
        return ()
    draft.cites_below = True
    runs = runs_of(said_short(cited), TextStyle(SIZE, "slate"), strong="slate")
    return (replace(draft.measure.paragraph(runs, width=wide, spacing=1.16), before=2.0),)
