"""What a deck says of itself as a file: the number of each slide, `n / N`, and how many slides there are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pptx.oxml.ns import qn

from build.deck_file.shape_xml import keys_of
from build.deck_file.slide_reader import FIELD_TAG, RUN
from build.deck_file.snapshot import FIELD, SlideState
from build.spec.said import ENGLISH, LANGUAGES

_NUMBER, _COURSE = "number", "course"
_PLACEHOLDER = "sp sldNum"  # some programs rename it
_TEXT = qn("a:t")
_DIGITS = re.compile(r"\d+")
_OF_ALL = re.compile(r" / \d+$")
_FORMS = [said.slides for said in LANGUAGES.values()]  # `{} slide|{} slides`
_SLIDES = [re.compile(f"(?:{re.escape(forms)})$".replace(r"\{\}", r"\d+").replace(r"\|", "|")) for forms in _FORMS]


def recounted(base: SlideState, theirs: SlideState) -> SlideState:
    """Theirs without the counts that the last build has put there, which are no edit."""
    shapes = []
    for shape in theirs.shapes:
        was = base.by_key.get(_NUMBER if shape.kind == _PLACEHOLDER else shape.key)
        counts = was is not None and was.key in (_NUMBER, _COURSE) and _masked(shape.words) == _masked(was.words)
        shapes.append(replace(shape, bodies=was.bodies) if was is not None and counts else shape)
    return replace(theirs, shapes=tuple(shapes))


def recount(slides: Sequence[Any], built: Sequence[SlideState]) -> None:
    """Let slides say their place and their number in the file. In a part of a deck they say those of the whole."""
    whole = f"{FIELD} / {len(built)}"
    if not any(slide.by_key[_NUMBER].words == whole for slide in built if _NUMBER in slide.by_key):
        return
    for place, slide in enumerate(slides, 1):
        for shape, key in keys_of(slide._element.cSld.spTree).items():
            if key == _NUMBER and next(shape.iter(FIELD_TAG), None) is not None:
                for field in shape.iter(FIELD_TAG):
                    for text in field.iter(_TEXT):
                        text.text = str(place)
                _replace(shape, _OF_ALL, f" / {len(slides)}")
            elif key == _COURSE:
                for pattern, forms in zip(_SLIDES, _FORMS, strict=True):
                    _replace(shape, pattern, ENGLISH.counted(forms, len(slides)))


def _replace(shape: Any, pattern: re.Pattern[str], words: str) -> None:
    for run in shape.iter(RUN):
        for text in run.iterchildren(_TEXT):
            text.text = pattern.sub(words, text.text or "")


def _masked(words: str) -> str:
    for pattern in _SLIDES:
        words = pattern.sub("#", words)
    return _DIGITS.sub("#", words)
