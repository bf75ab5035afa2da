"""Checks of names that live elsewhere: figures, scenes, icons."""

from __future__ import annotations

from collections.abc import Collection

from build.checks.context import Matter
from build.spec.deck import AnimationSlide, ConceptSlide
from engine.did_you_mean import nearest


def figures(matter: Matter) -> None:
    for slide in matter.deck.slides:
        call = slide.visual
        if call and matter.figures is not None and call.figure not in matter.figures:
            span = matter.report.source.locate(call.span, call.figure)
            matter.report.add("C301", span, f"unknown figure '{call.figure}'", _hint(call.figure, matter.figures))


def scenes(matter: Matter) -> None:
    for slide in matter.deck.slides:
        if not isinstance(slide, AnimationSlide):
            continue
        if not slide.scene:
            matter.report.add(
                "C304",
                slide.span,
                f"animation slide {slide.number} names no scene",
                "add 'Animation Asset: `scene_name`'",
            )
        elif matter.scenes is not None and slide.scene not in matter.scenes:
            span = matter.report.source.locate(slide.scene_span, slide.scene)
            matter.report.add("C302", span, f"unknown scene '{slide.scene}'", _hint(slide.scene, matter.scenes))


def icons(matter: Matter) -> None:
    for slide in matter.deck.slides:
        for cluster in slide.clusters if isinstance(slide, ConceptSlide) else ():
            if cluster.icon and matter.icons is not None and cluster.icon not in matter.icons:
                span = matter.report.source.locate(cluster.span, cluster.icon + ")", reach=1)
                matter.report.add("C303", span, f"unknown icon '{cluster.icon}'", _hint(cluster.icon, matter.icons))


def _hint(name: str, known: Collection[str]) -> str:
    likely = nearest(name, sorted(known))
    return f"did you mean '{likely}'?" if likely else f"there are: {', '.join(sorted(known)) or 'none'}"
