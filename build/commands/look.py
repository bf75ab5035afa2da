"""`make look`: a deck as LibreOffice draws it, slide by slide and on one contact sheet."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from build.commands.failure import FAILURES, failed
from build.commands.progress import begun, shown
from build.files.wanted import Wanted
from build.findings.diagnostic import counted
from build.findings.file_messages import display_path
from build.render.contact_sheet import contact_sheet
from build.render.office import INSTALL, Drawn, draw, find_office
from build.theme.choose import load_theme
from engine.atomic_write import replacing

if TYPE_CHECKING:
    from PIL.Image import Image

_FILE = re.compile(r"slide-\d+\.png")


def look(sources: Sequence[Path], wanted: Wanted = Wanted()) -> int:
    """Draw decks (or the decks made of specs). The exit code: 0 drawn, 2 not."""
    decks = [source if source.suffix == ".pptx" else wanted.output_of(source) for source in sources]
    return max((look_at(deck, deck.parent / "look" / deck.stem, wanted.look) for deck in decks), default=0)


def look_at(deck: Path, folder: Path, theme: Path) -> int:
    """Draw a deck to `slide-NN.png` and `contact.png` in a folder; pictures of slides that went are removed."""
    if not deck.exists():
        print(f"{display_path(deck)} is not there; coursewright deck writes it", file=sys.stderr)
        return 2
    office = find_office()
    if office is None:
        print(INSTALL, file=sys.stderr)
        return 2
    try:
        begun(f"LibreOffice draws {display_path(deck)}", sys.stderr)
        slides = draw(deck, office)
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            if _FILE.fullmatch(old.name):
                old.unlink()
        with replacing(folder / "contact.png") as file:
            pictures = shown(_saved(slides, folder), len(slides), sys.stderr)
            contact_sheet(pictures, len(slides), load_theme(theme).color("mute"), shape=slides.shape).save(file, "png")
    except FAILURES as error:
        return failed(error)
    print(f"{display_path(folder)}: {counted(len(slides), 'slide')} and contact.png")
    return 0


def _saved(slides: Drawn, folder: Path) -> Iterator[Image]:
    """The slides, each written before the next is drawn."""
    for i in range(len(slides)):
        picture = slides[i]
        picture.save(folder / f"slide-{i + 1:02}.png")
        yield picture
