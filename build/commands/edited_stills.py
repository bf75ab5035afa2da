"""The pages of a deck as somebody has worked on them: their words and places, in the looks of the build."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

from build.deck_file.spec_part import place_of
from build.drawing.page import Book
from build.edits.keep import NotOurDeckError, keep_edits, require_own
from build.edits.shown_edits import edited_pages
from build.files.freshness import Built
from build.findings.file_messages import display_path
from build.render.powerpoint.write import write
from build.theme.tokens import Theme
from engine.atomic_write import scratch


def with_edits(book: Book, theme: Theme, spec: Path, deck: Path) -> tuple[Book, int]:
    """A spec's book with what somebody changed in a deck that was built from it, and how many pages look otherwise.

    What became of each edit is printed. Raises ValueError where the file is no deck of this spec, and OSError.
    """
    with scratch() as folder:
        fresh, there = folder / "fresh.pptx", folder / "there.pptx"
        shutil.copyfile(deck, there)
        write(book, theme, fresh)
        try:
            require_own(there, replace(book, spec=place_of(spec)), known=None, built=Built(), source=spec)
            kept = keep_edits(fresh, there)
        except NotOurDeckError as error:
            raise ValueError(f"{display_path(deck)} {error}") from None
        edited = {page.id: page for page in edited_pages(book.pages, fresh)} if kept.summary else {}
    for line in kept.lines:
        print(line, file=sys.stderr)
    if kept.lines:
        print("stills show words and places; coursewright look draws all that is in the file", file=sys.stderr)
    return replace(book, pages=tuple(edited.get(page.id, page) for page in book.pages)), len(edited)
