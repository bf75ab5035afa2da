"""A list, columns with a verdict, and words beside a table, as their golden pages have them."""

from __future__ import annotations

import os
from pathlib import Path

from content_slides import HERE, bullets, column, grid, laid_out, list_slide, mixed, prose, text
from pages_as_text import to_text

from build.spec.content import Callout, ColumnsSlide, SectionSlide
from build.spec.deck import Slide, Text

GOLDEN = Path(__file__).parents[2] / "golden" / "content_slides" / "pages.txt"
WARNING = Callout(
    kind="warning",
    heading=text("Never rewrite a commit that others have pulled."),
    blocks=(prose("Revert it: a new commit takes the change back, and the history stays true."),),
    span=HERE,
)
SLIDES: tuple[Slide, ...] = (
    SectionSlide(number=1, eyebrow=Text(), title=text("Working together"), span=HERE, part=1, parts=1),
    list_slide(
        "Commits that others can read",
        bullets(
            "Commit **one idea** at a time",
            (
                "Write **the reason**, not the change",
                ["The diff already shows what changed", "Only you know why it had to change"],
            ),
            "Keep the first line **under 50 characters**",
            "Test **before** you commit",
            "Push **small**, push **often**",
        ),
    ),
    ColumnsSlide(
        number=1, eyebrow=Text(), title=text("Merge or rebase?"), span=HERE,
        columns=(
            column("Merge `git merge`", bullets("Joins histories with **one new commit**", "Safe on shared branches")),
            column("Rebase `git rebase`", bullets("**Replays** your commits", "Safe only **before you share** them")),
        ),
        verdict=text("**Rebase** your own branch before you share it."),
    ),
    mixed(
        "Undo without fear",
        prose("Git **rarely loses work**. What looks lost is often a label on the wrong commit, and labels move."),
        prose("First **find the mistake**: in a file, in the staging area, or in a commit."),
        grid(
            ("The mistake is in", "This takes it back"),
            ("a file", "`git restore notes.md`"),
            ("a shared commit", "`git revert <commit>`"),
        ),
        callout=WARNING,
    ),
    list_slide("Numbered", bullets("Fork", ("Clone", ["with `git`", ("over", ["SSH"])]), ("Go", ["on"]), start=8)),
    mixed("Questions?"),
)  # fmt: skip


def test_slides_of_blocks_are_laid_out_as_their_golden_pages() -> None:
    book, found, checked = laid_out(*SLIDES)
    assert not found
    assert not checked
    pages = to_text(book)
    if os.environ.get("COURSEWRIGHT_GOLDEN") == "write":
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(pages, encoding="utf-8")
    assert pages == GOLDEN.read_text(encoding="utf-8"), "look at the pages; then write them: COURSEWRIGHT_GOLDEN=write"
