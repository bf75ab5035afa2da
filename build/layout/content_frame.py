"""What frames the slides of ordinary Markdown: the body's box, footnotes below it, and what stands in the strip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from build.drawing.page import Box, Paragraph, TextBox
from build.layout.blocks.setting import Setting
from build.layout.blocks.words import text_height
from build.layout.cited_foot import below_the_body
from build.layout.draft import Draft
from build.layout.frame import chrome
from build.layout.strip import GAP, Strip, strips_of
from build.layout.support_strip import support
from build.layout.wisdom import wisdom
from build.spec.content import ContentSlide, Footnote
from build.spec.deck import Text, Words

WISDOM_ALONE = 24.0  # points of the wisdom where it has the strip to itself
FOOTNOTE = 14.0  # points
FOOT_GAP, FOOT_AIR = 0.14, 0.10  # inches above footnotes, and between them and the footer


@dataclass(frozen=True, slots=True)
class ContentFrame:
    """The body's box, and what is drawn below it: footnotes, then a callout, a verdict or the support strip."""

    body: Box
    footnotes: tuple[Paragraph, ...]
    strips: tuple[Strip, ...]

    def ends_here(self, slide: ContentSlide) -> bool:
        """Whether nothing stands below the body."""
        below = slide.wisdom or slide.beginner is not None or slide.anchor is not None
        return not (self.footnotes or self.strips or below)

    def close(self, draft: Draft, *, panel: Box | None = None) -> None:
        """Draw all that stands below the body: it is read after it. `panel` is a dark one at a side."""
        if self.footnotes:
            y = self.body.bottom + FOOT_GAP
            box = Box(self.body.x, y, self.body.w, text_height(self.footnotes))
            draft.add(TextBox(name=draft.name("footnotes"), box=box, paragraphs=self.footnotes))
        for strip in self.strips:
            strip.draw(draft)
        if draft.slide.beginner is not None or draft.slide.anchor is not None:
            support(draft)
        elif not self.strips:
            wisdom(draft, replace(draft.frame.strip, x=self.body.x, w=self.body.w), largest=WISDOM_ALONE)
        chrome(draft, panel=panel)


def content_frame(
    draft: Draft, slide: ContentSlide, verdict: Text | None = None, *, left: float | None = None
) -> ContentFrame:
    """The frame of a slide whose body begins at `left` (inches) if not at the usual place.

    `verdict` is what it leads to.
    """
    strip, tall = draft.frame.strip, draft.frame.tall
    left = tall.x if left is None else left
    strips = strips_of(draft, slide, verdict or Text(), left)
    taken = slide.beginner is not None or slide.anchor is not None or bool(slide.wisdom)
    bottom = strips[0].box.y - GAP if strips else strip.y - GAP if taken else tall.bottom
    wide = tall.right - left
    notes = (*footnotes(draft, slide.footnotes, wide), *below_the_body(draft, wide))
    if notes:
        bottom -= text_height(notes) + FOOT_GAP + (0.0 if strips or taken else FOOT_AIR)
    return ContentFrame(Box(left, tall.y, wide, bottom - tall.y), notes, strips)


def footnotes(draft: Draft, notes: Sequence[Footnote], wide: float) -> tuple[Paragraph, ...]:
    """Each note with its mark, small and grey."""
    setting = Setting(draft.measure, FOOTNOTE, wide, color="slate", strong="slate")
    return tuple(
        setting.paragraph(replace(note.text, pieces=(Words(text=f"{note.mark}\u2002"), *note.text.pieces)), before=2.0)
        for note in notes
    )
