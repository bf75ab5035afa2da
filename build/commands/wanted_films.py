"""The films that specs name: no other need be made for their decks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from build.files.course import Course
from build.films.scenes import films_of
from build.parse.deck import parse
from build.parse.source import read_source
from build.spec.deck import AnimationSlide


def films_named(course: Course, specs: Iterable[Path]) -> list[str]:
    """Each film of a course's specs once; what is wrong with a spec, or a name, is told when its deck is built.

    Drafts are not built, so what they name is not made.
    """
    known = films_of(course)
    slides = (slide for spec in specs for slide in parse(read_source(spec)[0])[0].slides if not slide.draft)
    named = (slide.scene for slide in slides if isinstance(slide, AnimationSlide))
    return [name for name in dict.fromkeys(named) if name in known]
