"""Checks of pictures and films that the spec names."""

from __future__ import annotations

from pathlib import Path

from build.checks.context import CheckContext
from build.drawing.find_picture import PictureError, find_picture, says
from build.drawing.logo import read_logo, read_mascot
from build.drawing.svg_file import PAGE
from build.spec.content import Image
from build.spec.walk import parts_in
from engine.quoted import quoted


def logo(context: CheckContext) -> None:
    front = context.deck.front
    if not front.logo:
        return
    try:
        read_logo(Path(context.deck.path), front.logo)
    except PictureError as error:
        context.findings.add("C601", front.logo_span, str(error), error.hint)


def mascot(context: CheckContext) -> None:
    front = context.deck.front
    if not front.mascot:
        return
    try:
        read_mascot(Path(context.deck.path), front.mascot)
    except PictureError as error:
        context.findings.add("C611", front.mascot_span, str(error), error.hint)


def pictures(context: CheckContext) -> None:
    """Each is there and can be shown, loses nothing without a word, and says in words what it shows."""
    for image in parts_in(context.deck.slides, Image):
        try:
            found = find_picture(Path(context.deck.path), image.path, context.course)
        except PictureError as error:
            context.findings.add("C602", image.span, str(error), error.hint)
        else:
            for what in found.size.left_out:
                hint = "in the drawing program, turn its text into plain text" if what == PAGE else ""
                message = f"{quoted(image.path)} is shown without {what}"
                context.findings.add("C604", image.span, message, hint or "put into the file all that it shows")
        behind_words = bool(image.place) and image.cover  # it adorns the slide
        if not says(image.alt) and not behind_words:
            words = f"![what it shows]({image.path})"
            context.findings.add("C603", image.span, f"{quoted(image.path)} has no words that say what it shows", words)
