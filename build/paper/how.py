"""What is asked of a PDF besides its deck."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class How:
    """What is put on paper: a page a slide, or `handout` slides a sheet, with `lines` in place of notes.

    `notes` are annotations on the slides' pages.
    """

    handout: int = 0
    lines: bool = False
    notes: bool = False
    answers: bool = False


SLIDES = How()
