"""A concept: annotations in named sections around one visual that can be read without them."""

from __future__ import annotations

from dataclasses import replace

from build.drawing.frame_boxes import BODY, STANDARD
from build.drawing.page import Box
from build.layout.card import card
from build.layout.draft import Draft
from build.layout.frame import chrome, heading
from build.layout.ladder import ANNOTATIONS
from build.layout.runs import paths_in
from build.layout.sections import Column, lay_columns
from build.layout.support_strip import support, to_the_foot
from build.layout.visual import draw_card, key_facts
from build.spec.deck import Call, Cluster, ConceptSlide

CARD = Box(4.37, BODY.y, 4.6, BODY.h)
LEFT_NARROW, RIGHT_NARROW = Box(BODY.x, BODY.y, 3.3, BODY.h), Box(9.533, BODY.y, 3.3, BODY.h)
CARD_WIDE = Box(4.0, BODY.y, 5.333, BODY.h)
LEFT_HALF, RIGHT_HALF = Box(BODY.x, BODY.y, 6.0, BODY.h), Box(6.833, BODY.y, 6.0, BODY.h)
PADDING = (0.22, 0.12)
WIDE_FIGURES = frozenset({"decision", "decision_paths", "matrix_meters", "series_table"})


def lay_out(draft: Draft, slide: ConceptSlide) -> None:
    """Title, left sections, visual, right sections, Beginner's Corner, owl."""
    call = slide.visual or key_facts(draft)
    left_box, visual_box, right_box = (box and draft.frame.part(box) for box in _regions(call))
    assert left_box is not None
    assert right_box is not None
    left_box, right_box = to_the_foot(draft, left_box), to_the_foot(draft, right_box)
    left, right = halves(slide.clusters)
    columns = [Column("left", left_box, left, "body"), Column("right", right_box, right, "body2")]
    rung, placed = lay_columns(draft, columns, ANNOTATIONS)
    if rung.short:
        texts = (text for cluster in slide.clusters for item in cluster.items for text in (item.lead, item.rest))
        draft.asides.extend(paths_in(texts))
    heading(draft)
    draft.add(*placed[0])
    if call and visual_box:
        visual_box = to_the_foot(draft, visual_box)
        draft.add(card(draft, "visual card", visual_box))
        draw_card(draft, call, visual_box.inset(*(side * draft.frame.figures for side in PADDING)))
    draft.add(*placed[1])
    support(draft)
    chrome(draft)


def _regions(call: Call | None) -> tuple[Box, Box | None, Box]:
    if call is None:
        return LEFT_HALF, None, RIGHT_HALF
    if call.figure in WIDE_FIGURES:
        return LEFT_NARROW, CARD_WIDE, RIGHT_NARROW
    return STANDARD["body"], CARD, STANDARD["body2"]


def halves(clusters: tuple[Cluster, ...]) -> tuple[tuple[Cluster, ...], tuple[Cluster, ...]]:
    """Sections for the left and for the right; a single one is cut in two, its heading stays left."""
    if len(clusters) == 1:
        only = clusters[0]
        cut = (len(only.items) + 1) // 2
        rest = replace(only, name="", items=only.items[cut:])
        return (replace(only, items=only.items[:cut]),), (rest,) if rest.items else ()
    cut = (len(clusters) + 1) // 2
    return clusters[:cut], clusters[cut:]
