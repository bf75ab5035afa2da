"""What a deck says of itself as a file: the number of each slide, `n / N`, and how many slides there are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from pptx.oxml.ns import qn

from build.deck_file.shape_xml import keys_of
from build.deck_file.slide_reader import FIELD_TAG, RUN
from build.deck_file.snapshot import FIELD, SlideState
from build.spec.said import LANGUAGES, Said, table

_NUMBER, _COURSE = "number", "course"
_PLACEHOLDER = "sp sldNum"  # some programs rename it
_TEXT = qn("a:t")
_DIGITS = re.compile(r"\d+")
_OF_ALL = re.compile(r" / \d+$")


@cache
def _counts() -> tuple[tuple[re.Pattern[str], Said], ...]:
    """How many slides there are, as each language says it: `{} slide|{} slides`."""
    return tuple((_count(said.slides), said) for said in map(table, LANGUAGES))


def _count(forms: str) -> re.Pattern[str]:
    return re.compile(f"(?:{re.escape(forms)})$".replace(r"\{\}", r"\d+").replace(r"\|", "|"))


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
                for pattern, said in _counts():
                    _replace(shape, pattern, said.counted(said.slides, len(slides)))


def _replace(shape: Any, pattern: re.Pattern[str], words: str) -> None:
    for run in shape.iter(RUN):
        for text in run.iterchildren(_TEXT):
            text.text = pattern.sub(words, text.text or "")


def _masked(words: str) -> str:
    for pattern, _ in _counts():
        words = pattern.sub("#", words)
    return _DIGITS.sub("#", words)
