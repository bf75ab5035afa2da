"""`make preview`: the README's picture, three slides of the course's deck beside each other, as they are today."""

from __future__ import annotations

import hashlib
import io
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from build.commands.failure import FAILURES, failed
from build.files.course import product
from build.files.places import ROOT, THEME
from build.findings.file_messages import display_path
from build.spec.pick import Pick
from build.theme.choose import load_theme
from engine.atomic_write import replacing

SPEC = ROOT / "deck_specs" / "ch04_inference_and_attention_alternatives.md"
PICTURE = ROOT / "deck_specs" / "preview.png"
SHOWN = Pick(slides="4,17,24")  # a concept with its chart, a benchmark with its provenance, a selection matrix
WORDS = "words"  # the entry of the picture's file that holds their digest
SIZE = (640, 360)  # pixels of a slide


def slides_shown() -> list[str]:
    """The slides that the picture shows, as SVG. Raises one of FAILURES."""
    from build.pipeline import build_book
    from build.render.svg.page import page_svg
    from engine.ledger import deck_facts

    theme = load_theme(THEME)
    book = build_book(SPEC, theme, deck_facts(), clips=product().dist / "animations", course=product(), pick=SHOWN).book
    if book is None:
        raise ValueError("it becomes no pages; coursewright check says why")
    return [page_svg(page, theme, language=book.language) for page in book.pages]


def words_digest(slides: Sequence[str]) -> str:
    """The digest of every word and number that slides show, wherever it stands and however its lines break."""
    words = "".join("".join(re.findall(r">([^<>]+)<", slide)) for slide in slides)
    return hashlib.sha256("".join(words.split()).encode()).hexdigest()[:16]


def make_preview(picture: Path = PICTURE) -> int:
    """Draw the picture, with the digest of what it shows in it. The exit code: 0 drawn, 2 not."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    from build.render.contact_sheet import contact_sheet
    from build.render.png import png

    theme, (width, height) = load_theme(THEME), SIZE
    try:
        slides = slides_shown()
        drawn = (Image.open(io.BytesIO(png(slide, theme.fonts, width=width, height=height))) for slide in slides)
        told = PngInfo()
        told.add_text(WORDS, words_digest(slides))
        with replacing(picture) as file:
            sheet = contact_sheet(drawn, len(slides), theme.color("white"), columns=len(slides))
            sheet.save(file, "png", pnginfo=told, optimize=True)
    except FAILURES as error:
        return failed(error, SPEC)
    print(f"{display_path(picture)}: slides {SHOWN.slides}")
    return 0


if __name__ == "__main__":
    sys.exit(make_preview())
