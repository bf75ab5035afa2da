"""`coursewright guide SPEC`: a guide as a page for browsers, as PDF and as DOCX. All that is wrong is said at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from build.commands.failure import FAILURES, failed
from build.commands.write_kinds import write_kinds
from build.documents.guide import Made, make_guide
from build.documents.joined import with_letters_joined
from build.documents.online import dead_links
from build.documents.page import guide_page
from build.documents.pdf import write_pdf
from build.documents.word import write_word
from build.files.wanted import Wanted
from build.findings.diagnostic import counted, has_errors, report, warnings_in
from build.findings.file_messages import display_path
from build.theme.choose import load_theme
from build.theme.tokens import Theme
from engine.atomic_write import write_whole


def make_guides(specs: Sequence[Path], wanted: Wanted, *, online: bool = False) -> int:
    """Build several guides. The exit code: 0 built, 1 built but not as every kind of file, 2 an error and no file."""
    return max(_make(spec, wanted, online=online) for spec in specs)


def _make(spec: Path, wanted: Wanted, *, online: bool) -> int:
    started = time.perf_counter()
    try:
        theme, ledger = load_theme(wanted.look), wanted.course.recorded(here=wanted.here)
        made, found = make_guide(spec, theme, ledger, course=wanted.course)
        wrong = made is None or has_errors(found, strict=wanted.strict)
        if made and online:
            found += dead_links(made.guide)  # which fail no build
        report(found)
        if made is None or wrong:
            return 2
        page = wanted.folder / f"{spec.stem}.html"
        written, complete = _write(made, theme, page)
    except FAILURES as error:
        return failed(error, spec)
    length = f"{made.guide.minutes} min" if made.guide.minutes else counted(len(made.guide.hours), "part")
    parts = [", ".join(written), length, counted(warnings_in(found), "warning")]
    print(f"{display_path(page)}: {', '.join(parts)}, {time.perf_counter() - started:.2f} s")
    return 0 if complete else 1


def _write(made: Made, theme: Theme, page: Path) -> tuple[list[str], bool]:
    """Write the page, and beside it what can be made of it here: the kinds of files, and whether all were."""
    words = guide_page(made, theme, name=page.stem)
    return write_kinds({
        "HTML": lambda: write_whole(page, words),
        "PDF": lambda: write_pdf(with_letters_joined(words, theme.fonts), page.with_suffix(".pdf")),
        "DOCX": lambda: write_word(made, theme, page.with_suffix(".docx")),
    })  # fmt: skip
