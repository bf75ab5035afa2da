"""Checks of names that live elsewhere: figures, scenes, icons."""

from __future__ import annotations

from collections.abc import Collection

from build.checks.context import CheckContext
from build.findings.suggestion import suggestion
from build.spec.deck import AnimationSlide, ConceptSlide


def figures(context: CheckContext) -> None:
    for slide in context.deck.slides:
        call = slide.visual
        if call and context.figures is not None and call.figure not in context.figures:
            span = context.findings.source.locate(call.span, call.figure)
            context.findings.add("C301", span, f"unknown figure '{call.figure}'", _hint(call.figure, context.figures))


def scenes(context: CheckContext) -> None:
    for slide in context.deck.slides:
        if not isinstance(slide, AnimationSlide):
            continue
        if not slide.scene:
            context.findings.add(
                "C304",
                slide.span,
                f"animation slide {slide.number} names no scene",
                "add 'Animation Asset: `scene_name`'",
            )
        elif context.scenes is not None and slide.scene not in context.scenes:
            span = context.findings.source.locate(slide.scene_span, slide.scene)
            context.findings.add("C302", span, f"unknown scene '{slide.scene}'", _hint(slide.scene, context.scenes))


def icons(context: CheckContext) -> None:
    for slide in context.deck.slides:
        for cluster in slide.clusters if isinstance(slide, ConceptSlide) else ():
            if cluster.icon and context.icons is not None and cluster.icon not in context.icons:
                span = context.findings.source.locate(cluster.span, cluster.icon + ")", reach=1)
                context.findings.add("C303", span, f"unknown icon '{cluster.icon}'", _hint(cluster.icon, context.icons))


def _hint(name: str, known: Collection[str]) -> str:
    return suggestion(name, sorted(known), f"there are: {', '.join(sorted(known)) or 'none'}")
